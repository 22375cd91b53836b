import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES } from '../../../simulators/arena/backend.ts';
import { shapeDifferences } from '../shape.ts';
import { ERROR_FIXTURE, FIXTURES } from './fixtures.ts';
import { type Page, walk } from './walk.ts';
import { openWorkshop, pick, type Workshop } from './workshop.ts';

let shop: Workshop;
let answers: Record<Page, unknown>;

beforeAll(async () => {
  shop = await openWorkshop();
  answers = await walk(shop);
});
afterAll(() => shop.close());

describe('the simulated PLM answers as documented', () => {
  for (const page of Object.keys(FIXTURES) as Page[]) {
    it(page, () => {
      expect(shapeDifferences(FIXTURES[page], answers[page])).toEqual([]);
    });
  }

  it('errors', async () => {
    const reply = await shop.call('GET', '/items/00000000000000000000');
    expect(reply.status).toBe(400);
    expect(shapeDifferences(ERROR_FIXTURE, reply.body)).toEqual([]);
    expect(pick(reply.body, 'errors.0.code')).toBe(3011);
    expect(pick((await shop.call('GET', '/items?owner.Name=x')).body, 'errors.0.code')).toBe(3019);
  });

  it('at every endpoint that it has', async () => {
    const kindOf = (method: string, path: string) =>
      `${method} ${path
        .split('/')
        .filter((part) => part !== '*' && part !== '')
        .join('/')}`;
    const called = (await shop.exchanges()).map(({ method, model }) => kindOf(method, model));
    const missing = ROUTES.map((route) => kindOf(route.method, route.path)).filter((kind) => !called.includes(kind));
    expect(missing).toEqual([]);
  });
});
