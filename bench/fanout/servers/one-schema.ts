import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildSchema } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer } from 'ws';
import { eventNumber } from '../operations.ts';
import { beMeasured } from './told.ts';

/** What a server without a gateway does: one schema, graphql-ws, and the event handed to every subscriber. */
const schema = buildSchema(`
  type Query { ping: Int }
  type Subscription { productionStatusChanged(plantCode: ID): ProductionStatusEvent! }
  type ProductionStatusEvent {
    cursor: String! eventId: ID! occurredAt: String! plantCode: ID! orderNumber: ID! kind: String! operationNumber: String
    state: String good: Quantity scrap: Quantity order: ProductionOrder!
  }
  type Quantity { value: String! unit: String! }
  type ProductionOrder { orderNumber: ID! state: String bomRevision: String }
`);
const readers = new Set<(n: number) => void>();

async function* events(): AsyncGenerator<{ productionStatusChanged: object }> {
  const waiting: number[] = [];
  let wake = (): void => {};
  const take = (n: number): void => {
    waiting.push(n);
    wake();
  };
  readers.add(take);
  try {
    for (;;) {
      for (const n of waiting.splice(0)) {
        const event = eventNumber(n);
        const order = { orderNumber: event.orderNumber, state: 'RUNNING', bomRevision: 'A' };
        yield { productionStatusChanged: { ...event, order } };
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
        if (waiting.length > 0) resolve();
      });
    }
  } finally {
    readers.delete(take);
  }
}

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
useServer({ schema, roots: { subscription: { productionStatusChanged: events } } }, server);
http.listen(0, '127.0.0.1', () => {
  beMeasured(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, {
    publish(n) {
      for (const take of readers) take(n);
    },
  });
});
