import { describe, expect, test } from 'vitest';
import { convert, inCode, meaningOf, unitUnknown } from './units.ts';

describe('what a unit name means', () => {
  test.each([
    ...['H87', 'EA', 'PCE', 'NMP', 'ea', 'szt', 'Stück', 'St', 'St.', 'Units'].map((name) => [name, 'C62']),
    ...['inch(es)', 'inch', 'inches'].map((name) => [name, 'INH']),
    ...['feet', 'foot'].map((name) => [name, 'FOT']),
    ...[
      ['meters', 'MTR'],
      ['grams', 'GRM'],
      ['pounds', 'LBR'],
      ['ounces', 'ONZ'],
      ['gallons', 'GLL'],
      ['liters', 'LTR'],
    ],
    ...[
      ['yard', 'YRD'],
      ['KWH', 'KWH'],
      ['Paar', 'PR'],
      ['Ton', 'TNE'],
      ['gal (US)', 'GLL'],
      ['fl oz (US)', 'OZA'],
    ],
  ])('%s is %s', (name, code) => {
    expect(meaningOf(name!)).toEqual({ code, factor: '1' });
  });

  test.each(['Pack of 6', 'opak', 'kpl', 'Satz', '', '__proto__', 'constructor'])(
    '%s holds nobody knows how much: unknown until it is configured',
    (name) => expect(meaningOf(name)).toBeUndefined(),
  );

  test("the connection's own names win, and a pack is so many pieces", () => {
    const names = { 'Pack of 6': { code: 'C62', factor: '6' }, St: { code: 'DZN', factor: '1' } };
    expect(inCode('2.5', meaningOf('Pack of 6', names)!).toFixed()).toBe('15');
    expect(meaningOf('St', names)?.code).toBe('DZN');
  });

  test('an unknown one says what to configure', () => {
    const error = unitUnknown('Pack of 6', { system: 'ERP', connection: 'odoo-ham' });
    expect(error.message).toContain('units of the connection odoo-ham');
    expect(error.message).toContain('{ "Pack of 6": { code: C62, factor: 6 } }');
    expect(error.asProblem).toEqual({ code: 'UNIT_UNKNOWN', rule: 'C-05' });
  });
});

test.each(['H87', 'EA', 'PCE', 'NMP'])('%s counts pieces', (code) => {
  expect(convert('3', code, 'C62')?.toFixed()).toBe('3');
  expect(convert('2', 'DZN', code)?.toFixed()).toBe('24');
  expect(convert('1', code, 'KGM')).toBeUndefined();
});
