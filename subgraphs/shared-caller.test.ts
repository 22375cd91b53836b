import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Caller, DOMAINS, isDomainRead } from '../lib/identity/caller.ts';
import { commandsContext } from './commands/context.ts';
import { sharedCaller } from './shared-caller.ts';

const scopes = DOMAINS.flatMap((domain) => [`${domain}:read`, `${domain}:write`]);
const PLANTS = ['HAM', 'PUE', 'OSA'];
const anyCaller: fc.Arbitrary<Caller> = fc.record({
  sub: fc.constantFrom('ada', 'bob'),
  clientId: fc.constantFrom('mes', 'dashboard', 'operations'),
  scopes: fc.subarray(scopes).map((some) => new Set(some)),
  plants: fc.subarray(PLANTS).map((some) => new Set(some)),
  expiresAt: fc.constantFrom(1_000, 2_000),
});
const plants = PLANTS.map((code) => ({ code }));
const reading = (caller: Caller) => {
  const parts = { db: {}, commands: {}, stream: {}, plants } as never;
  const request = { caller, correlationId: '1', calls: { count() {} }, shared: new Map() };
  const { visiblePlants, commandScope } = commandsContext(parts, request);
  return { visiblePlants, commandScope, reads: DOMAINS.map((domain) => isDomainRead(caller, domain)) };
};
const looks = (caller: Caller) =>
  JSON.stringify({ ...caller, scopes: [...caller.scopes].sort(), plants: [...caller.plants].sort(), expiresAt: 0 });

test('what a shared stream is asked for as sees exactly what the caller sees', () => {
  fc.assert(
    fc.property(anyCaller, (caller) => {
      const shared = sharedCaller(caller);
      expect(reading(shared)).toEqual(reading(caller));
      expect(shared.sub).not.toBe(caller.sub);
    }),
  );
});

test('callers share only where they see the same, and people of one client with the same rights do', () => {
  fc.assert(
    fc.property(anyCaller, anyCaller, (one, other) => {
      if (looks(sharedCaller(one)) === looks(sharedCaller(other))) {
        expect(reading(one)).toEqual({
          ...reading(other),
          commandScope: { ...reading(other).commandScope, plants: reading(one).commandScope.plants },
        });
        expect(new Set(reading(one).commandScope.plants)).toEqual(new Set(reading(other).commandScope.plants));
      }
      expect(looks(sharedCaller({ ...one, sub: other.sub, expiresAt: other.expiresAt }))).toBe(
        looks(sharedCaller(one)),
      );
    }),
  );
});
