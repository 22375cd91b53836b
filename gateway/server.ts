import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Log } from '../lib/log.ts';
import { answerCrossOrigin } from './http/cross-origin.ts';
import type { Handler } from './http/graphql-endpoint.ts';
import { isAllowedOrigin } from './http/loopback.ts';
import { respondJson } from './http/respond.ts';
import type { SocketEndpoint } from './socket/socket-endpoint.ts';

export interface Listening {
  readonly port: number;
  readonly url: string;
}

/** The one server of the gateway: pages, `/graphql` over HTTP, and `/graphql` over WebSocket. */
export class GatewayServer {
  readonly #route: (path: string, request: IncomingMessage) => Handler | undefined;
  readonly #sockets: SocketEndpoint;
  readonly #allowedOrigins: readonly string[];
  readonly #log: Log;
  readonly #server: Server;

  constructor(options: {
    /** The handler of a path; undefined answers 404. */
    readonly route: (path: string, request: IncomingMessage) => Handler | undefined;
    readonly sockets: SocketEndpoint;
    readonly allowedOrigins: readonly string[];
    readonly log: Log;
  }) {
    this.#route = options.route;
    this.#sockets = options.sockets;
    this.#allowedOrigins = options.allowedOrigins;
    this.#log = options.log;
    this.#server = createServer({ keepAliveTimeout: 65_000, headersTimeout: 20_000, requestTimeout: 30_000 });
    this.#server.on('request', (request, response) => void this.#answer(request, response));
    this.#server.on('upgrade', (request, socket, head) => this.#upgrade(request, socket, head));
  }

  async listen(port: number, host: string): Promise<Listening> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, host, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address() as AddressInfo;
    const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
    return { port: address.port, url: `http://${name}:${address.port}/` };
  }

  /** Takes no more, lets what is under way finish for up to `graceMs`, and closes sockets with 1001. */
  async close(graceMs = 5_000): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    await this.#sockets.close();
    this.#server.closeIdleConnections();
    const cut = setTimeout(() => this.#server.closeAllConnections(), graceMs);
    await closed;
    clearTimeout(cut);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const path = pathOf(request);
      if (path === '/graphql' && answerCrossOrigin(request, response, this.#allowedOrigins)) return;
      const handler = this.#route(path, request);
      if (handler) await handler(request, response);
      else respondJson(response, 404, { error: `There is nothing at ${path}` });
    } catch (error) {
      this.#log.error('A request failed', { error });
      if (!response.headersSent) respondJson(response, 500, { error: 'The hub met an error of its own' });
      else response.destroy();
    }
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (pathOf(request) !== '/graphql') {
      refuseUpgrade(socket, '404 Not Found');
    } else if (!isAllowedOrigin(request, this.#allowedOrigins)) {
      refuseUpgrade(socket, '403 Forbidden');
    } else {
      (socket as Socket).setNoDelay(true);
      this.#sockets.upgrade(request, socket, head);
    }
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split('?', 1)[0] ?? '/';

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
