import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DocumentNode, execute, type GraphQLSchema, parse } from 'graphql';
import { subgraphSchema } from '../../../gateway/testing/federate.ts';
import { subgraphs } from '../factory.ts';

/** The subgraphs that all contestants ask: one process, one port each. They check nothing and keep what they parsed. */
const urls: Record<string, string> = {};
for (const [name, fixture] of Object.entries(subgraphs)) urls[name] = await serve(subgraphSchema(fixture));
process.on('disconnect', () => process.exit(0));
process.send?.({ urls });

async function serve(schema: GraphQLSchema): Promise<string> {
  const documents = new Map<string, DocumentNode>();
  const server = createServer({ keepAliveTimeout: 600_000 }, (request, response) => {
    read(request).then(async (text) => {
      const { query, variables, operationName } = JSON.parse(text);
      const document = documents.get(query) ?? parse(query);
      if (documents.size < 1_000) documents.set(query, document);
      const result = await execute({ schema, document, variableValues: variables, operationName });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(result));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
