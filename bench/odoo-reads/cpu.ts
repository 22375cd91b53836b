import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, parse } from 'graphql';
import { CallCounter } from '../../lib/call-counter.ts';
import { createOdooSubgraph } from '../../subgraphs/odoo/index.ts';
import { callerOf, SubgraphUnderTest } from '../../test/contract/erp/reads-graph.ts';
import { ReadWorld } from '../../test/contract/erp/reads-world.ts';
import { targets } from '../../test/contract/erp/writes-world.ts';
import { prepareMaterial } from './material.ts';

/**
 * CPU that a list of 20 orders with 10 components each takes in the hub: subgraph, connector and HTTP client, garbage
 * included. The ERP's answers are recorded first and then given by another process, so that nothing else counts.
 * node bench/odoo-reads/cpu.ts [--rounds 7] [--queries 60]; alone it prints milliseconds for each query, a round a line.
 */
const argument = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
};

const QUERY = `query ($item: ID!) {
  productionOrders(plantCode: "HAM", itemNumber: $item, first: 20) {
    nodes {
      orderNumber state bomRevision planned { value unit } produced { value unit }
      item { itemNumber name }
      components { required { value unit } consumed { value unit } item { itemNumber name unit } }
    }
  }
}`;

const at = await ReadWorld.open(targets.find(({ name }) => name === 'simulator 19')!);
const { machine } = await prepareMaterial(at);
const answers = new Map<string, string>();
const recorder = createServer(async (request, response) => {
  const body = await text(request);
  const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection'].includes(name));
  const answer = await fetch(new URL(request.url ?? '/', at.world.server.url), {
    method: request.method ?? 'POST',
    headers: headers as [string, string][],
    ...(body === '' ? {} : { body }),
  });
  const said = await answer.text();
  answers.set(`${request.url} ${body}`, said);
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(said);
});
await once(recorder.listen(0, '127.0.0.1'), 'listening');
const recording = at.portTo(`http://127.0.0.1:${(recorder.address() as AddressInfo).port}`);
await new SubgraphUnderTest([recording]).data(QUERY, { item: machine });
await recording.close();
recorder.closeAllConnections();
recorder.close();
await at.close();

const server = spawn(process.execPath, [path.join(import.meta.dirname, 'recorded-server.ts')], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
server.stdin.end(JSON.stringify([...answers]));
const [line] = (await once(server.stdout, 'data')) as [Buffer];
const port = at.portTo(`http://127.0.0.1:${Number(line)}`);
const subgraph = createOdooSubgraph({ backEnds: { erps: [port] }, plants: port.plants });
const schema = buildSubgraphSchema([{ typeDefs: subgraph.typeDefs, resolvers: subgraph.resolvers as never }]);
// As the gateway does it: parsed and validated once, a context for each request.
const document = parse(QUERY);
const request = { caller: callerOf(['HAM', 'PUE']), correlationId: 'bench', operations: () => [document] };
const run = async (times: number) => {
  for (let i = 0; i < times; i += 1) {
    const contextValue = subgraph.context({ ...request, calls: new CallCounter(), shared: new Map() });
    const { errors } = await execute({ schema, document, variableValues: { item: machine }, contextValue });
    if (errors) throw new AggregateError(errors);
  }
};
const queries = argument('queries', 60);
await run(queries * 2);
for (let round = 0; round < argument('rounds', 7); round += 1) {
  const before = process.cpuUsage();
  await run(queries);
  const { user, system } = process.cpuUsage(before);
  console.log(((user + system) / 1000 / queries).toFixed(2));
}
await port.close();
server.kill();
