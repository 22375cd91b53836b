import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { eventNumber } from '../operations.ts';
import { beMeasured } from './told.ts';

/** The floor: the text of an event is made once and sent in a loop; nobody is asked what he wants. */
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (socket) => {
  socket.once('message', () => socket.send('{"type":"connection_ack"}'));
});
http.listen(0, '127.0.0.1', () => {
  beMeasured(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    publish(n) {
      const payload = JSON.stringify({ data: { productionStatusChanged: eventNumber(n) } });
      for (const client of server.clients) client.send(`{"id":"1","type":"next","payload":${payload}}`);
    },
  });
});
