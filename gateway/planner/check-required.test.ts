import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createLog } from '../../lib/log.ts';
import { composeFixtures } from '../testing/federate.ts';
import { SOMETIMES_PLANNABLE, UNPLANNABLE } from '../testing/reported-supergraphs.ts';
import { startGateway, type TestGateway } from '../testing/start-gateway.ts';
import { checkRequiredFields } from './check-required.ts';

const check = async (supergraphSdl: string, limits: Parameters<typeof checkRequiredFields>[0]['limits'] = {}) => {
  const logged: string[] = [];
  const log = createLog('info', (line) => logged.push(line));
  await checkRequiredFields({ supergraphSdl, overrideLabels: [], log, limits });
  return logged;
};

describe('a field whose @requires has no plan', () => {
  it.each(Object.entries(UNPLANNABLE))('%s is refused at start, with words', async (_, { field, subgraphs }) => {
    const refused = await startGateway({ subgraphs }).then(
      (gateway) => gateway[Symbol.asyncDispose]().then(() => 'it started'),
      (error: Error) => error.message,
    );
    expect(refused).toContain(`\n  ${field} of subgraph `);
    expect(refused).toMatch(/, @requires\(fields: "[^"]+"\): (Failed to plan|it dies over it)/);
    expect(refused).toMatch(/\nTake @requires from them .* or require only/);
  });
});

describe('a field whose @requires has a plan on some ways only', () => {
  let gateway: TestGateway | undefined;
  afterEach(() => gateway?.[Symbol.asyncDispose]());

  it('is a warning at start, right on those, and PLAN_FAILED on the others', async () => {
    gateway = await startGateway({ subgraphs: SOMETIMES_PLANNABLE });
    const [warning] = gateway.logged.map((line) => JSON.parse(line)).filter(({ level }) => level === 'warn');
    expect(warning.ways).toEqual([expect.stringMatching(/^T\.req of subgraph b, @requires.* by Query\.t: it dies/)]);
    expect((await gateway.query('{ direct { req } }')).body).toEqual({ data: { direct: { req: 7 } } });
    const { status, body } = await gateway.query('{ t { req } }');
    expect({ status, code: body.errors?.[0]?.extensions?.code }).toEqual({ status: 500, code: 'PLAN_FAILED' });
    expect((await gateway.query('{ t { id1 } }')).body).toEqual({ data: { t: { id1: '1' } } });
  });
});

describe('all ways', () => {
  it("of the hub's own graph have a plan", async () => {
    expect(await check(readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8'))).toEqual([]);
  });

  it('that are too many are not all tried, which is said', async () => {
    const sdl = readFileSync(new URL('../../schema/supergraph.graphql', import.meta.url), 'utf8');
    const [line = '{}', ...others] = await check(sdl, { probes: 2 });
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', untried: expect.any(Number) });
    expect(JSON.parse(line).untried).toBeGreaterThan(2);
    expect(others).toEqual([]);
  });

  it('that were not tried lose no field', async () => {
    const sdl = composeFixtures(SOMETIMES_PLANNABLE);
    const levels = (await check(sdl, { probes: 1 })).map((line) => JSON.parse(line).message);
    expect(levels).toHaveLength(2);
  });
});
