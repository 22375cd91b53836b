import { type AuditResult, serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startGateway, type TestGateway } from '../testing/start-gateway.ts';

/** The audits of graphql-http: what GraphQL over HTTP says that a server must, should and may do. */
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ identity: undefined, mode: 'development' });
});
afterAll(() => gateway[Symbol.asyncDispose]());

/** Why the gateway does otherwise (decision 058). */
const BAD_DOCUMENT = 'a refused document is 400 whatever the client accepts';
const GET_IS_NAVIGATION = 'a GET that a page of any origin could send is refused';
const DIFFERENT = new Map([
  ['572B', BAD_DOCUMENT],
  ['FDE2', BAD_DOCUMENT],
  ['7B9B', BAD_DOCUMENT],
  ['5A70', GET_IS_NAVIGATION],
  ['D6D5', GET_IS_NAVIGATION],
  ['6A70', GET_IS_NAVIGATION],
]);

const audits = serverAudits({ url: () => `${gateway.url}graphql`, fetchFn: fetch });

describe.each(['MUST', 'SHOULD', 'MAY'])('what a server %s', (level) => {
  const ofLevel = audits.filter(({ name }) => name.startsWith(`${level} `));

  it.each(ofLevel.map((audit) => [audit.id, audit.name.slice(level.length + 1), audit] as const))(
    '%s %s',
    async (id, _, audit) => {
      const result: AuditResult = await audit.fn();
      const expected = level === 'SHOULD' ? 'warn' : 'notice';
      if (DIFFERENT.has(id)) expect(result).toMatchObject({ status: expected });
      else expect(result).toMatchObject({ status: 'ok' });
    },
  );
});

it('the gateway differs in nothing that a server must do', () => {
  const different = audits.filter(({ id }) => DIFFERENT.has(id));
  expect(different).toHaveLength(DIFFERENT.size);
  expect(different.filter(({ name }) => name.startsWith('MUST'))).toEqual([]);
  expect(audits.filter(({ name }) => name.startsWith('MUST'))).toHaveLength(13);
});
