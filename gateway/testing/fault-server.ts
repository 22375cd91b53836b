import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';

/** A server in a subgraph's place that answers as it is told, and keeps what it was asked. */
export class FaultServer implements AsyncDisposable {
  readonly asked: { readonly headers: Readonly<Record<string, unknown>>; readonly body: string }[] = [];
  answer: RequestListener = (_, response) => response.end();
  readonly sockets = new Set<WebSocket>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        this.asked.push({ headers: request.headers, body });
        this.answer(request, response);
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/graphql`;
  }

  /** Speaks graphql-transport-ws; `onSubscribe` says what follows a subscription. */
  speak(onSubscribe: (socket: WebSocket, id: string) => void): void {
    new WebSocketServer({ server: this.#server }).on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('error', () => {});
      socket.on('message', (data) => {
        const message = JSON.parse(data.toString());
        if (message.type === 'connection_init') socket.send('{"type":"connection_ack"}');
        if (message.type === 'subscribe') onSubscribe(socket, message.id);
      });
    });
  }

  /** Answers with a value as JSON, or with text as it is. */
  say(value: unknown, status = 200): void {
    this.answer = (_, response) => {
      response.writeHead(status, { 'content-type': typeof value === 'string' ? 'text/html' : 'application/json' });
      response.end(typeof value === 'string' ? value : JSON.stringify(value));
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
