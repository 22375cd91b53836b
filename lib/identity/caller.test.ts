import { describe, expect, it } from 'vitest';
import { ANONYMOUS, type Caller, isDomainRead, mayReadPlant, requireDomainRead, requireScope } from './caller.ts';

const caller = (scopes: string[], plants: string[] = []): Caller => ({
  ...ANONYMOUS,
  scopes: new Set(scopes),
  plants: new Set(plants),
});

describe('a caller', () => {
  it('needs the very scope to act', () => {
    expect(() => requireScope(caller(['production:write']), 'production:write')).not.toThrow();
    for (const scopes of [[], ['production:read'], ['production:write2'], ['quality:write']]) {
      expect(() => requireScope(caller(scopes), 'production:write')).toThrow('production:write');
    }
  });

  it('reads a domain with its read scope, or with any other scope of it', () => {
    expect(isDomainRead(caller(['quality:read']), 'quality')).toBe(true);
    expect(isDomainRead(caller(['quality:hold']), 'quality')).toBe(true);
    expect(isDomainRead(caller(['production:read', 'qualityx:read']), 'quality')).toBe(false);
    expect(() => requireDomainRead(caller([]), 'quality')).toThrow('quality:read');
  });

  it('sees the plants of its claim and no others', () => {
    expect(mayReadPlant(caller([], ['HAM']), 'HAM')).toBe(true);
    expect(mayReadPlant(caller([], ['HAM']), 'PUE')).toBe(false);
    expect(mayReadPlant(caller([], ['*']), 'HAM')).toBe(false);
  });
});
