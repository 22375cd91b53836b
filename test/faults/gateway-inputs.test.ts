import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { catalog } from '../../gateway/testing/catalog.ts';
import { startGateway, type TestGateway } from '../../gateway/testing/start-gateway.ts';
import { scalars } from '../../lib/scalars/index.ts';

const fixture = catalog();
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startGateway({ subgraphs: fixture.subgraphs, scalars });
});
afterAll(() => gateway[Symbol.asyncDispose]());
beforeEach(() => {
  fixture.taken.length = 0;
});

const refusedByVariable = async (field: string, type: string, value: string) => {
  const query = `mutation ($value: ${type}!) { ${field}(value: $value) }`;
  const { status, body } = await gateway.ask(`{"query":${JSON.stringify(query)},"variables":{"value":${value}}}`);
  expect(fixture.taken).toEqual([]);
  expect({ status, code: body.errors?.[0]?.extensions?.code }).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  return body.errors?.[0]?.message ?? '';
};
const refusedByLiteral = async (field: string, literal: string) => {
  const { status, body } = await gateway.query(`mutation { ${field}(value: ${literal}) }`);
  expect({ status, taken: fixture.taken }).toEqual({ status: 400, taken: [] });
  return body.errors?.[0]?.message ?? '';
};

describe('K1 quantities that are no plain decimal number are refused before anything is asked', () => {
  it.each([
    ['NaN', '"NaN"'],
    ['Infinity', '"Infinity"'],
    ['exponent notation', '"1e3"'],
    ['a number beyond all floats', '"1e309"'],
    ['a very small one', '"1e-20"'],
    ['a comma', '"1,5"'],
    ['grouping', '"1 000"'],
    ['a plus sign', '"+1"'],
    ['a leading zero', '"007"'],
    ['a point without digits', '"1."'],
    ['hexadecimal', '"0x10"'],
    ['full-width digits', '"１２"'],
    ['nothing', '""'],
    ['space around', '" 1 "'],
    ['too many digits', `"${'9'.repeat(39)}"`],
    ['minus zero', '"-0"'],
    ['minus zero with a point', '"-0.00"'],
  ])('%s', async (_, value) => {
    expect(await refusedByVariable('take', 'Decimal', value)).toMatch(/Decimal (is written|has at most|knows no)/);
    expect(await refusedByLiteral('take', value)).toMatch(/Decimal (is written|has at most|knows no)/);
  });

  it.each(['1', '1.5', '1e309', 'true', '[]', '{}'])('a JSON %s in place of a string', async (value) => {
    expect(await refusedByVariable('take', 'Decimal', value)).toMatch(/is a string|not a string/);
  });

  it('inside an input object, with the place of the fault', async () => {
    const value = '{"amount":"NaN","unit":"KGM"}';
    expect(await refusedByVariable('takeAll', 'QuantityInput', value)).toContain('value.amount');
  });

  it.each(['0', '-3', '12.500', '0.00000000000000000001', '9'.repeat(38)])(
    '%s passes as it is written',
    async (value) => {
      const { body } = await gateway.query('mutation ($value: Decimal!) { take(value: $value) }', { value });
      expect(body.data).toEqual({ take: value });
      expect(fixture.taken).toEqual([value]);
    },
  );
});

describe('K3 keys that reach a prototype are refused', () => {
  it.each([
    ['__proto__', '{"__proto__":{"x":1}}'],
    ['constructor', '{"constructor":{"prototype":{"x":1}}}'],
    ['prototype', '{"a":[{"prototype":{"x":1}}]}'],
  ])('%s', async (key, value) => {
    expect(await refusedByVariable('takeJson', 'JSON', value)).toContain(`takes no key ${key}`);
    expect(await refusedByLiteral('takeJson', value.replaceAll('"', ''))).toContain(`takes no key ${key}`);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it('other values pass unchanged', async () => {
    const value = { lot: 'L-1', list: [1, null, { deep: true }] };
    const { body } = await gateway.query('mutation ($value: JSON!) { takeJson(value: $value) }', { value });
    expect(body.data).toEqual({ takeJson: value });
  });

  it('nesting without end is refused', async () => {
    const value = '['.repeat(40) + ']'.repeat(40);
    expect(await refusedByVariable('takeJson', 'JSON', value)).toContain('levels deep');
  });
});

describe('K8 times and days that are none are refused', () => {
  it.each([
    '"2026-03-01"',
    '"2026-03-01T06:30:00"',
    '"2026-02-30T06:30:00Z"',
    '"2025-02-29T06:30:00Z"',
    '"2026-03-01T24:00:00Z"',
    '"2026-06-30T23:59:60Z"',
    '"2026-03-01T06:30:00+25:00"',
    '"0000-01-01T00:00:00Z"',
    '"1 March 2026"',
  ])('%s is no DateTime', async (value) => {
    expect(await refusedByVariable('takeDate', 'DateTime', value)).toMatch(
      /DateTime (is RFC 3339|names a day|has a year)/,
    );
  });

  it.each(['"2026-02-30"', '"2026-13-01"', '"26-03-01"', '"2026-03-01T00:00:00Z"', '"2026/03/01"'])(
    '%s is no Date',
    async (value) => {
      expect(await refusedByVariable('takeDay', 'Date', value)).toMatch(/Date (is YYYY-MM-DD|names a day)/);
    },
  );

  it.each([
    '2026-03-29T02:30:00+01:00',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59.999999Z',
    '2024-02-29T00:00:00-12:00',
  ])('%s is a DateTime', async (value) => {
    const { body } = await gateway.query('mutation ($value: DateTime!) { takeDate(value: $value) }', { value });
    expect(body.data).toEqual({ takeDate: value });
  });

  it.each(['"kg"', '"KILOGRAM"', '"K"', '"KGM;"'])('%s is no UnitCode', async (value) => {
    expect(await refusedByVariable('takeUnit', 'UnitCode', value)).toContain('UnitCode is a UN/CEFACT code');
  });
});
