import { WebSocket } from 'ws';
import { subscriptionOf } from './operations.ts';

/** The clients, all in this process: they open, subscribe and count what they are told. */
interface Order {
  readonly ask: 'open' | 'count' | 'reset';
  readonly url?: string;
  readonly clients?: number;
  readonly kind?: string;
}

const AT_ONCE = 50;
const sockets: WebSocket[] = [];
let told = 0;

/** A client that is refused after the others were counted would be missed for ever. */
function fail(error: Error): void {
  process.send?.({ failed: error.message });
}

async function openOne(url: string, query: string): Promise<void> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('open', () => {
      socket.send('{"type":"connection_init","payload":{"authorization":"Bearer bench"}}');
    });
    const subscribe = () => socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('latin1');
      // Many documents that are new at once: the hub says to try again.
      if (text.includes('PLANNER_BUSY')) setTimeout(subscribe, 300);
      else if (text.includes('"errors"') || text.includes('"type":"error"')) fail(new Error(text));
      else if (text.includes('"type":"next"')) told += 1;
      else if (text.includes('"connection_ack"')) {
        subscribe();
        resolve();
      }
    });
  });
}

async function obey({ ask, url = '', clients = 0, kind = '' }: Order): Promise<unknown> {
  if (ask === 'count') return { told };
  if (ask === 'reset') {
    told = 0;
    return { told };
  }
  for (let n = 0; n < clients; n += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, clients - n) }, (_, i) => n + i);
    await Promise.all(some.map((i) => openOne(url, subscriptionOf(kind, i))));
  }
  return { told };
}

process.on('message', (order: Order) => {
  obey(order).then(
    (answer) => process.send?.(answer as object),
    (error: Error) => process.send?.({ failed: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
