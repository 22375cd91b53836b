import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** Answers as it was told by the process that started it: request body → answer. Prints its port. */
const answers = new Map(JSON.parse(await text(process.stdin)) as [string, string][]);
const server = createServer(async (request, response) => {
  const answer = answers.get(`${request.url} ${await text(request)}`);
  response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' }).end(answer ?? '{}');
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
