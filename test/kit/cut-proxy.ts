import net, { type AddressInfo, type Socket } from 'node:net';

/** A TCP proxy before a server, which loses the answer to a request of the test's choice. */
export interface CutProxy {
  /** The server's URL, through the proxy. */
  readonly url: string;
  /** Connections that were cut so far. */
  readonly cuts: number;
  /** Of the next request that contains the text: the server gets it and does its work, its answer is lost with the connection. */
  cutAnswerTo(text: string): void;
  close(): Promise<void>;
}

export async function startCutProxy(target: string): Promise<CutProxy> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  const armed: string[] = [];
  let cuts = 0;
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname);
    let isDoomed = false;
    const destroy = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', destroy);
      socket.on('close', () => {
        sockets.delete(socket);
        destroy();
      });
    }
    client.on('data', (chunk) => {
      const index = armed.findIndex((text) => chunk.includes(text));
      if (index >= 0) {
        armed.splice(index, 1);
        isDoomed = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!isDoomed) return void client.write(chunk);
      cuts += 1;
      destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    get cuts() {
      return cuts;
    },
    cutAnswerTo: (text) => void armed.push(text),
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
