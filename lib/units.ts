import type { Decimal } from 'decimal.js';
import { decimal } from './decimal.ts';

/** UN/CEFACT Recommendation 20 codes that the hub converts, by dimension; factor to the dimension's first unit. */
const DIMENSIONS: Record<string, Record<string, string>> = {
  count: { C62: '1', DZN: '12', PR: '2', HUC: '100', MIL: '1000' },
  mass: { KGM: '1', GRM: '0.001', MGM: '0.000001', TNE: '1000', LBR: '0.45359237', ONZ: '0.028349523125' },
  length: {
    MTR: '1',
    CMT: '0.01',
    MMT: '0.001',
    KMT: '1000',
    INH: '0.0254',
    FOT: '0.3048',
    YRD: '0.9144',
    SMI: '1609.344',
  },
  volume: {
    ...{ LTR: '1', MLT: '0.001', MTQ: '1000' },
    ...{ GLL: '3.785411784', QTL: '0.946352946', OZA: '0.0295735295625', INQ: '0.016387064', FTQ: '28.316846592' },
  },
  area: { MTK: '1', CMK: '0.0001', FTK: '0.09290304' },
  time: {
    HUR: '1',
    MIN: '0.016666666666666666666666666666666666666667',
    SEC: '0.00027777777777777777777777777777777777777778',
    DAY: '24',
  },
};

/** Back ends' unit names that mean a Recommendation 20 code, lower case; a connection may add its own. */
const NAMES: Record<string, string> = {
  unit: 'C62',
  units: 'C62',
  each: 'C62',
  ea: 'C62',
  pcs: 'C62',
  pc: 'C62',
  piece: 'C62',
  pieces: 'C62',
  stk: 'C62',
  dozen: 'DZN',
  dozens: 'DZN',
  pair: 'PR',
  kg: 'KGM',
  kilogram: 'KGM',
  g: 'GRM',
  gram: 'GRM',
  mg: 'MGM',
  t: 'TNE',
  ton: 'TNE',
  lb: 'LBR',
  lbs: 'LBR',
  oz: 'ONZ',
  m: 'MTR',
  meter: 'MTR',
  metre: 'MTR',
  cm: 'CMT',
  mm: 'MMT',
  km: 'KMT',
  in: 'INH',
  ft: 'FOT',
  yd: 'YRD',
  mi: 'SMI',
  l: 'LTR',
  liter: 'LTR',
  litre: 'LTR',
  ml: 'MLT',
  'm³': 'MTQ',
  m3: 'MTQ',
  gal: 'GLL',
  'gal (us)': 'GLL',
  'qt (us)': 'QTL',
  'fl oz (us)': 'OZA',
  'in³': 'INQ',
  'ft³': 'FTQ',
  'm²': 'MTK',
  m2: 'MTK',
  'cm²': 'CMK',
  'ft²': 'FTK',
  hour: 'HUR',
  hours: 'HUR',
  h: 'HUR',
  minute: 'MIN',
  minutes: 'MIN',
  min: 'MIN',
  second: 'SEC',
  seconds: 'SEC',
  s: 'SEC',
  day: 'DAY',
  days: 'DAY',
};

/** Units of the same dimension, by each of their codes. */
const ALIKE = new Map(
  Object.values(DIMENSIONS).flatMap((units) => Object.keys(units).map((code) => [code, units] as const)),
);

export const isUnitCode = (code: string): boolean => ALIKE.has(code);

/** The code of a back end's unit name; `names` of the connection wins. Undefined when unknown. */
export function unitCodeOf(name: string, names: Readonly<Record<string, string>> = {}): string | undefined {
  const key = name.trim();
  return names[key] ?? (isUnitCode(key) ? key : NAMES[key.toLowerCase()]);
}

/** `value` of unit `from` in unit `to`; undefined where the two are not of one dimension. */
export function convert(value: string | Decimal, from: string, to: string): Decimal | undefined {
  if (from === to) return decimal(value);
  const units = ALIKE.get(from);
  const factorTo = units?.[to];
  const factorFrom = units?.[from];
  if (factorFrom === undefined || factorTo === undefined) return undefined;
  return decimal(value).times(factorFrom).div(factorTo).toDecimalPlaces(20);
}
