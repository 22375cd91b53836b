import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPlmSubgraph } from '../../../subgraphs/plm/index.ts';
import { buildChange, buildPump, connectorTo, openWorkshop, type Workshop } from '../arena/workshop.ts';
import { askSubgraph, entities } from '../ask-subgraph.ts';

let shop: Workshop;
let plm: ReturnType<typeof createPlmSubgraph>;
let changeNumber: string;

beforeAll(async () => {
  shop = await openWorkshop();
  const parts = await buildPump(shop);
  const change = await buildChange(shop, parts);
  changeNumber = change.number;
  await shop.changeStatus(change.guid, 'SUBMITTED');
  await shop.changeStatus(change.guid, 'APPROVED');
  await shop.createChange({ title: 'Not approved' });
  plm = createPlmSubgraph({ backEnds: { plm: shop.arena.plm } });
});
afterAll(() => shop.close());

const CHANGE = `{
  changeNumber title status isApproved effectivity effectiveOn expiresOn
  affectedItems { item { itemNumber } fromRevision toRevision }
  externalRefs { system connection type }
}`;

describe('engineering changes', () => {
  it('are read with what they affect, in three calls', async () => {
    await shop.arena.plm.report();
    const asked = await askSubgraph(plm, `{ engineeringChange(changeNumber: "${changeNumber}") ${CHANGE} }`);
    expect(asked).toMatchObject({
      errors: [],
      data: {
        engineeringChange: {
          changeNumber,
          status: 'EFFECTIVE',
          isApproved: true,
          effectivity: 'ON_APPROVAL',
          affectedItems: [
            { item: { itemNumber: 'GP-20' }, fromRevision: 'A', toRevision: 'B' },
            { item: { itemNumber: 'SEAL-23' }, fromRevision: null, toRevision: 'A' },
          ],
          externalRefs: [{ system: 'PLM', connection: 'arena', type: 'change' }],
        },
      },
    });
    expect(asked.calls).toEqual({ arena: { changes: 2, 'changes/items': 1 } });
  });

  it('are listed in one call as long as no more is asked than the list tells', async () => {
    const source = '{ engineeringChanges { nodes { changeNumber title status isApproved } pageInfo { hasNextPage } } }';
    const asked = await askSubgraph(plm, source);
    expect(asked.data).toMatchObject({
      engineeringChanges: {
        nodes: [
          { changeNumber: 'ECO-000001', status: 'EFFECTIVE', isApproved: true },
          { changeNumber: 'ECO-000002', status: 'OPEN', isApproved: false },
        ],
        pageInfo: { hasNextPage: false },
      },
    });
    expect(asked.calls).toEqual({ arena: { changes: 1 } });
    const open = await askSubgraph(plm, '{ engineeringChanges(status: [OPEN]) { nodes { changeNumber } } }');
    expect(open.data).toEqual({ engineeringChanges: { nodes: [{ changeNumber: 'ECO-000002' }] } });
  });

  it('that are not there are null, also as entities', async () => {
    const missing = await askSubgraph(plm, '{ engineeringChange(changeNumber: "ECO-9") { title } }');
    expect(missing).toMatchObject({ data: { engineeringChange: null }, errors: [] });
    const keys = ['ECO-9', changeNumber].map((number) => ({ __typename: 'EngineeringChange', changeNumber: number }));
    const asked = await askSubgraph(plm, entities('EngineeringChange', 'status'), { variables: { keys } });
    expect(asked).toMatchObject({ data: { _entities: [null, { status: 'EFFECTIVE' }] }, errors: [] });
  });

  it('refuse a page of no or too many entries', async () => {
    for (const first of [0, 201]) {
      const asked = await askSubgraph(plm, `{ engineeringChanges(first: ${first}) { nodes { title } } }`);
      expect(asked.errors).toMatchObject([{ code: 'BAD_USER_INPUT' }]);
    }
  });
});

describe('items', () => {
  const keys = ['GP-20', 'SEAL-22', 'UNKNOWN'].map((itemNumber) => ({ __typename: 'Item', itemNumber }));

  it('show engineering revisions and BOMs', async () => {
    const fields = `
      itemNumber
      currentRevision { revision name state releasedBy { changeNumber status }
        engineeringBom { revision plantCode baseQuantity { value unit }
          lines { lineNumber component { itemNumber } quantity { value unit } operationNumber substitutes { rank } } } }
      revisions { revision state }`;
    const { data, errors } = await askSubgraph(plm, entities('Item', fields), { variables: { keys } });
    expect(errors).toEqual([]);
    expect(data?._entities).toMatchObject([
      {
        itemNumber: 'GP-20',
        currentRevision: {
          revision: 'B',
          name: 'Gear pump',
          state: 'EFFECTIVE',
          releasedBy: { changeNumber, status: 'EFFECTIVE' },
          engineeringBom: {
            revision: 'B',
            plantCode: null,
            baseQuantity: { value: '1', unit: 'C62' },
            lines: [
              { component: { itemNumber: 'WIRE-1' }, quantity: { value: '0.35', unit: 'MTR' }, substitutes: [] },
              { component: { itemNumber: 'SEAL-23' }, quantity: { value: '2', unit: 'C62' }, operationNumber: null },
            ],
          },
        },
        revisions: [
          { revision: 'B', state: 'EFFECTIVE' },
          { revision: 'A', state: 'SUPERSEDED' },
        ],
      },
      { itemNumber: 'SEAL-22', currentRevision: { revision: 'A', releasedBy: null, engineeringBom: null } },
      { itemNumber: 'UNKNOWN', currentRevision: null, revisions: [] },
    ]);
  });

  it('of a superseded revision have a name of their own, at the cost of one call', async () => {
    const revisionKeys = ['A', 'B', 'Z'].map((revision) => ({
      __typename: 'ItemRevision',
      itemNumber: 'GP-20',
      revision,
    }));
    const asked = await askSubgraph(plm, entities('ItemRevision', 'revision name'), {
      variables: { keys: revisionKeys },
    });
    expect(asked.data?._entities).toEqual([
      { revision: 'A', name: 'Gear pump' },
      { revision: 'B', name: 'Gear pump' },
      null,
    ]);
    expect(asked.calls).toEqual({ arena: { items: 2, 'items/revisions': 1 } });
  });

  it('cost one search together', async () => {
    const { calls } = await askSubgraph(plm, entities('Item', 'currentRevision { revision }'), { variables: { keys } });
    expect(calls).toEqual({ arena: { items: 1 } });
  });
});

describe('what goes wrong', () => {
  it('a PLM that is down costs its own fields, and says so', async () => {
    const gone = createPlmSubgraph({ backEnds: { plm: connectorTo('http://127.0.0.1:9').plm } });
    const variables = { keys: [{ __typename: 'Item', itemNumber: 'GP-20' }] };
    const asked = await askSubgraph(gone, entities('Item', 'itemNumber currentRevision { revision }'), { variables });
    expect(asked.data).toEqual({ _entities: [{ itemNumber: 'GP-20', currentRevision: null }] });
    expect(asked.errors).toEqual([
      {
        path: '_entities.0.currentRevision',
        code: 'BACKEND_UNAVAILABLE',
        system: 'PLM',
        connection: 'arena',
        isRetryable: true,
      },
    ]);
  });

  it('a caller without a scope of engineering sees none of it', async () => {
    const caller = { scopes: new Set(['production:read']) };
    const asked = await askSubgraph(plm, `{ engineeringChange(changeNumber: "${changeNumber}") { title } }`, {
      caller,
    });
    expect(asked).toMatchObject({ data: { engineeringChange: null }, errors: [{ code: 'FORBIDDEN' }], calls: {} });
  });

  it('a factory without a PLM has no engineering', async () => {
    const none = createPlmSubgraph({ backEnds: { plm: undefined } });
    const asked = await askSubgraph(none, '{ engineeringChanges { nodes { title } } }');
    expect(asked).toMatchObject({ data: { engineeringChanges: null }, errors: [] });
  });
});
