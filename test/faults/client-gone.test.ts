import { expect, test } from 'vitest';
import { ownHub } from '../kit/hub.ts';

const hub = ownHub();
const QUERY = '{ productionOrders(plantCode: "HAM", first: 5) { nodes { orderNumber state } } }';

test('a client that goes away takes its calls to the ERP with it', async () => {
  const base = hub().hub.url.replace(/\/$/, '');
  const secret = hub().hub.tokenSecret;
  const answer = await fetch(`${base}/dev/token?secret=${secret}&role=viewer&plants=HAM`);
  const { token } = (await answer.json()) as { token: string };
  const ask = (signal?: AbortSignal) =>
    fetch(`${base}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: QUERY }),
      signal: signal ?? null,
    });
  expect(await (await ask()).json()).not.toHaveProperty('errors');
  const side = hub().side('odoo-ham');
  // Those of the query, not of the poller that watches the same model.
  const reads = async () => (await side.calls()).filter(({ fields }) => fields?.includes('backorder_sequence'));
  await side.forgetCalls();
  await side.fault({ kind: 'delay', ms: 60_000, times: 1_000, match: { model: 'mrp.production' } });
  const gone = new AbortController();
  const left = ask(gone.signal);
  await expect.poll(reads).toHaveLength(1);
  expect((await reads())[0]).not.toHaveProperty('isAbandoned');
  gone.abort();
  await expect(left).rejects.toThrow();
  await expect.poll(reads).toMatchObject([{ isAbandoned: true }]);
  await side.clearFaults();
  expect(await (await ask()).json()).not.toHaveProperty('errors');
});
