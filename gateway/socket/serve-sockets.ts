import type { IncomingMessage } from 'node:http';
import { CloseCode, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Counters } from '../../lib/counters.ts';
import type { Log } from '../../lib/log.ts';
import { ClientSocket, type SocketBounds } from './client-socket.ts';

/** What a hook of graphql-ws knows of the socket that it is called for. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly client: ClientSocket;
  readonly request: IncomingMessage;
}

/**
 * Speaks graphql-transport-ws with every client of a server. As `graphql-ws/use/ws` does, but with a bound on what may
 * wait to leave, whatever kind of message it is. Returns what tells every client that the server goes away (1001).
 */
export function serveSockets<Extra extends SocketExtra>(
  server: WebSocketServer,
  options: Omit<ServerOptions<Record<string, unknown>, Extra>, 'schema' | 'context' | 'roots'>,
  settings: { readonly bounds: SocketBounds; readonly pingMs: number; readonly onCut: () => void; readonly log: Log },
): () => Promise<void> {
  const { bounds, pingMs, onCut, log } = settings;
  const protocol = makeServer<Record<string, unknown>, Extra>(options);
  server.options.handleProtocols = handleProtocols;
  server.on('connection', (socket: WebSocket, request) => {
    const client = new ClientSocket(socket, request.socket, bounds, onCut);
    const fail = (error: unknown): void => {
      log.error('A socket met a bug', { error });
      client.close(CloseCode.InternalServerError, 'Internal server error');
    };
    const stopPinging = pingRegularly(socket, client, pingMs);
    const closed = protocol.opened(
      {
        protocol: socket.protocol,
        send: (text) =>
          new Promise<void>((resolve, reject) => {
            client.send(text, (error) => (error ? reject(error) : resolve()));
          }),
        close: (code = CloseCode.InternalServerError, reason = '') => client.close(code, reason),
        onMessage: (take) => socket.on('message', (data) => void take(String(data)).catch(fail)),
      },
      { client, request } as Extra,
    );
    socket.once('error', (error) => log.info('A socket broke', { error })); // the library has closed it
    socket.once('close', (code, reason) => {
      stopPinging();
      void closed(code, String(reason)).catch(fail);
    });
  });
  return async () => {
    for (const client of server.clients) client.close(1001, 'Going away');
    server.removeAllListeners();
    await new Promise<void>((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
  };
}

/** Sockets that were cut because their client read too little of what it was sent. */
export const countCutSockets = (counters: Counters): (() => void) =>
  counters.counter('hub_sockets_cut_total', 'WebSockets cut because too much waited for them to read.');

/** A client that has not answered a ping by the next one is dropped. */
function pingRegularly(socket: WebSocket, client: ClientSocket, everyMs: number): () => void {
  let isAwaited = false;
  socket.on('pong', () => {
    isAwaited = false;
  });
  const timer = setInterval(() => {
    if (isAwaited) return socket.terminate();
    isAwaited = socket.readyState === socket.OPEN;
    client.ping();
  }, everyMs);
  return () => clearInterval(timer);
}
