import type { Decimal } from 'decimal.js';
import { decimal } from './decimal.ts';
import { GraphError } from './errors.ts';

/** UN/CEFACT Recommendation 20 codes that the hub converts, by dimension; factor to the dimension's first unit. */
const DIMENSIONS: Record<string, Record<string, string>> = {
  count: { C62: '1', H87: '1', EA: '1', PCE: '1', NMP: '1', DZN: '12', PR: '2', HUC: '100', MIL: '1000' },
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
  energy: { KWH: '1', WHR: '0.001', MWH: '1000' },
  area: { MTK: '1', CMK: '0.0001', FTK: '0.09290304' },
  time: {
    HUR: '1',
    MIN: '0.016666666666666666666666666666666666666667',
    SEC: '0.00027777777777777777777777777777777777777778',
    DAY: '24',
  },
};

/**
 * Back ends' unit names that mean a Recommendation 20 code, lower case; a connection may add its own. What holds several
 * pieces (a pack, a set, an opakowanie) is not here: how many, only the connection's own `units` can say.
 */
const NAMES: Readonly<Record<string, string>> = spelled({
  C62: 'unit units each ea h87 pce nmp pcs pc piece pieces stk st stück szt',
  DZN: 'dozen dozens',
  PR: 'pair pairs paar',
  KGM: 'kg kilogram kilograms',
  GRM: 'g gram grams',
  MGM: 'mg milligram milligrams',
  TNE: 't ton tons',
  LBR: 'lb lbs pound pounds',
  ONZ: 'oz ounce ounces',
  MTR: 'm meter meters metre metres',
  CMT: 'cm centimeter centimeters',
  MMT: 'mm millimeter millimeters',
  KMT: 'km kilometer kilometers',
  INH: 'in inch inches inch(es)',
  FOT: 'ft foot feet',
  YRD: 'yd yard yards',
  SMI: 'mi mile miles',
  LTR: 'l liter liters litre litres',
  MLT: 'ml milliliter milliliters',
  MTQ: 'm³ m3',
  GLL: 'gal gallon gallons gal_(us)',
  QTL: 'qt_(us)',
  OZA: 'fl_oz_(us)',
  INQ: 'in³',
  FTQ: 'ft³',
  MTK: 'm² m2',
  CMK: 'cm²',
  FTK: 'ft²',
  KWH: 'kwh',
  HUR: 'hour hours h',
  MIN: 'minute minutes min',
  SEC: 'second seconds s',
  DAY: 'day days',
});

/** By name, from lists of names apart by blanks; a blank within a name is written as an underscore. */
function spelled(lists: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(lists).flatMap(([code, names]) =>
      names.split(' ').map((name) => [name.replaceAll('_', ' '), code] as const),
    ),
  );
}

/** Units of the same dimension, by each of their codes. */
const ALIKE = new Map(
  Object.values(DIMENSIONS).flatMap((units) => Object.keys(units).map((code) => [code, units] as const)),
);

export const isUnitCode = (code: string): boolean => ALIKE.has(code);

/** What one of a unit is: so many (`factor`, a decimal) of a code that the hub converts. A pack of six: 6 of C62. */
export interface UnitMeaning {
  code: string;
  factor: string;
}

/** What a connection's own unit names mean. */
export type UnitNames = Readonly<Record<string, UnitMeaning>>;

/** What a back end's unit name means; `names` of the connection wins. Undefined when unknown. */
export function meaningOf(name: string, names: UnitNames = {}): UnitMeaning | undefined {
  const key = name.trim();
  const own = Object.hasOwn(names, key) ? names[key] : undefined;
  if (own !== undefined) return own;
  const lower = key.toLowerCase().replace(/\.$/, '');
  const code = Object.hasOwn(NAMES, lower) ? NAMES[lower] : isUnitCode(key) ? key : undefined;
  return code === undefined ? undefined : { code, factor: '1' };
}

/** `value` of a unit in the code that it means. */
export const inCode = (value: string | number | Decimal, { factor }: UnitMeaning): Decimal =>
  factor === '1' ? decimal(value) : decimal(value).times(factor);

/** A back end counts in a unit that means nothing to the hub: what is to be configured. */
export function unitUnknown(name: string, source: { system: string; connection: string }): GraphError {
  const message =
    `The unit "${name}" has no UN/CEFACT code: name it under units of the connection ${source.connection}, for example ` +
    `{ "${name}": C62 }, or { "${name}": { code: C62, factor: 6 } } where one of it is six pieces`;
  const asProblem = { code: 'UNIT_UNKNOWN', rule: 'C-05' };
  return new GraphError('NOT_SUPPORTED_BY_SOURCE', message, { ...source, asProblem });
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
