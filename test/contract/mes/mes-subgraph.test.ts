import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesPort } from '../../../connectors/ports.ts';
import { createMesSubgraph } from '../../../subgraphs/mes/index.ts';
import { askSubgraph, entities } from '../ask-subgraph.ts';
import { connectorTo, openShop, type Shop } from '../openmes/shop.ts';

let shop: Shop;
const subgraphOver = (mes: MesPort) =>
  createMesSubgraph({ backEnds: { mes: (plantCode) => (plantCode === 'HAM' ? mes : undefined) } });

beforeAll(async () => {
  shop = await openShop();
  await shop.startOrder('WH/MO/00001', 100, 40);
  await shop.importOrders([{ order_no: 'WH/MO/00002', planned_qty: 10 }]);
});
afterAll(() => shop.close());

const EXECUTION = `plantCode orderNumber execution {
  state currentOperation good { value unit } scrap { value unit } progress updatedAt externalRefs { system connection type }
}`;
const keyOf = (orderNumber: string, plantCode = 'HAM') => ({ __typename: 'ProductionOrder', plantCode, orderNumber });

describe('execution of production orders', () => {
  it('is read for many orders at once', async () => {
    const keys = ['WH/MO/00001', 'WH/MO/00002', 'WH/MO/00099'].map((number) => keyOf(number));
    const asked = await askSubgraph(subgraphOver(shop.mes), entities('ProductionOrder', EXECUTION), {
      variables: { keys },
    });
    expect(asked.errors).toEqual([]);
    expect(asked.data?._entities).toMatchObject([
      {
        orderNumber: 'WH/MO/00001',
        execution: {
          state: 'RUNNING',
          currentOperation: 'Assemble',
          good: { value: '0', unit: 'C62' },
          progress: 0,
          externalRefs: [{ system: 'MES', connection: 'mes-ham', type: 'work-order' }],
        },
      },
      { orderNumber: 'WH/MO/00002', execution: { state: 'WAITING', currentOperation: null } },
      { orderNumber: 'WH/MO/00099', execution: null },
    ]);
    expect(asked.calls).toEqual({ 'mes-ham': { 'work-orders': 1, 'scrap-entries': 1 } });
  });

  it('is null at a plant without an MES; at a plant that the caller may not see there is no order', async () => {
    const variables = { keys: [keyOf('WH/MO/00001'), keyOf('WH/MO/00001', 'PUE')] };
    const subgraph = subgraphOver(shop.mes);
    const asked = await askSubgraph(subgraph, entities('ProductionOrder', EXECUTION), {
      variables,
      caller: { plants: new Set(['PUE']) },
    });
    expect(asked).toMatchObject({
      data: { _entities: [null, { plantCode: 'PUE', execution: null }] },
      errors: [],
      calls: {},
    });
  });

  it('needs a scope of production', async () => {
    const variables = { keys: [keyOf('WH/MO/00001')] };
    const caller = { scopes: new Set(['quality:read']) };
    const asked = await askSubgraph(subgraphOver(shop.mes), entities('ProductionOrder', EXECUTION), {
      variables,
      caller,
    });
    expect(asked).toMatchObject({
      data: { _entities: [{ execution: null }] },
      errors: [{ code: 'FORBIDDEN' }],
      calls: {},
    });
  });

  it.each([
    ['unavailable', () => connectorTo('http://127.0.0.1:9'), undefined, 'BACKEND_UNAVAILABLE'],
    ['too slow', () => connectorTo(shop.url, { readTimeoutMs: 60 }), { kind: 'delay', ms: 4000 }, 'BACKEND_TIMEOUT'],
  ])('costs its own field where the MES is %s', async (_name, connect, fault, code) => {
    if (fault) await shop.fault(fault);
    const variables = { keys: [keyOf('WH/MO/00001')] };
    const asked = await askSubgraph(subgraphOver(connect()), entities('ProductionOrder', EXECUTION), { variables });
    expect(asked.data).toEqual({ _entities: [{ plantCode: 'HAM', orderNumber: 'WH/MO/00001', execution: null }] });
    expect(asked.errors).toEqual([
      { path: '_entities.0.execution', code, system: 'MES', connection: 'mes-ham', isRetryable: true },
    ]);
  });
});
