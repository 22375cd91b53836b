import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createLog } from '../lib/log.ts';
import { createGateway } from './index.ts';
import { subgraphUrls } from './plan/supergraph.ts';
import { createHttpTransport } from './transports/http-transport.ts';

const HELP = `The gateway alone, over any Federation 2 supergraph whose subgraphs are reached by URL.

  npm run gateway -- --supergraph FILE [--port 4000] [--host 127.0.0.1] [--override-label NAME]...

It serves /graphql (HTTP and WebSocket), /health and a GraphiQL page. Nobody is asked who they are.
--override-label switches an @override(from:, label:) on; those of percent(n) are drawn by request.`;

const { values } = parseArgs({
  options: {
    supergraph: { type: 'string' },
    port: { type: 'string', default: '4000' },
    host: { type: 'string', default: '127.0.0.1' },
    'override-label': { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

if (values.help || values.supergraph === undefined) {
  console.log(HELP);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    await main(values.supergraph, Number(values.port), values.host);
  } catch (error) {
    console.error(`The gateway cannot start: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}

async function main(supergraphFile: string, port: number, host: string): Promise<void> {
  const supergraphSdl = readFileSync(supergraphFile, 'utf8');
  const transports = Object.fromEntries(
    [...subgraphUrls(supergraphSdl)].map(([name, url]) => [name, createHttpTransport({ name, url })]),
  );
  const gateway = await createGateway({
    supergraphSdl,
    transports,
    overrideLabels: values['override-label'],
    mode: 'development',
    identity: undefined,
    log: createLog('warn'),
  });
  const { url } = await gateway.listen(port, host);
  console.log(`gateway over ${Object.keys(transports).join(', ')} at ${url}graphql`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void gateway.close().then(() => process.exit(0)));
  }
}
