import {
  type GraphQLArgument,
  type GraphQLInputField,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isRequiredInputField,
} from 'graphql';

/** A value for an argument, one of whose leaves is not what anybody should send. */
export interface HostileArgument {
  /** Where the leaf stands, for example `input.consumption.0.lotNumber`. */
  readonly place: string;
  readonly value: unknown;
}

/** A good value for a leaf of this name; undefined: the type's own. */
export type GoodValue = (name: string) => unknown;

const base64 = (text: string) => Buffer.from(text).toString('base64url');
const UUID = '01890a5d-ac96-774b-bcce-b302099a8057';

/** Cursors of the right form that no list gave out. */
const CURSORS = [
  ...['', 'x', '====', base64('\0'), base64('"a'), base64('"\\u0000"'), base64('"\\ud800"'), base64('{}'), base64('1')],
  ...['2026-13-45 10:00:00+00', '2026-02-30 10:00:00+00', '2026-01-01 99:99:99+00', '9999-12-31 23:59:59+99']
    .concat('0000-01-01 00:00:00+00', '2026-01-01 24:00:00.999999-14')
    .map((at) => base64(`${at} ${UUID}`)),
  ...[base64(`2026-01-01 00:00:00+00 ${'-'.repeat(36)}`), base64('#999999999999999999'), base64('#-1'), base64('#')],
  ...[base64('00000000.9999999999999999999.999999999999999999'), base64('zzzzzzzz.1.1')],
];
const TEXTS = [
  '\0',
  'a\0b',
  '\ud800',
  'a\udc00\ud800b',
  '',
  ' ',
  '\u202e\u0007\r\n',
  "';--",
  '%_\\',
  '{}',
  'ß'.repeat(50_000),
  '💥',
];
const INTEGERS = [-2_147_483_648, -1, 0, 2_147_483_647, 2_147_483_648, 1.5, 9e99];
const DECIMALS = ['9'.repeat(38), `0.${'0'.repeat(36)}1`, '-1', '0', '-0', '1e400', 'NaN', '9'.repeat(400), '\0', ''];
const TIMES = [
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999-14:00',
  '2026-02-30T00:00:00Z',
  'infinity',
  '\0',
].concat('2026-12-31T23:59:60Z', '-4713-01-01T00:00:00Z', '0000-01-01T00:00:00+14:00', '99999-01-01T00:00:00Z');
const DATES = ['0001-01-01', '9999-12-31', '2026-02-30', '0000-00-00', 'infinity', '\0'];

/** Every leaf of the argument in turn with every hostile value of its type; the rest of it as `good` says. */
export function hostileArguments(argument: GraphQLArgument, good: GoodValue, random: () => number): HostileArgument[] {
  return inType(argument.type, argument.name, argument.name, good, random);
}

function inType(
  type: GraphQLInputType,
  name: string,
  place: string,
  good: GoodValue,
  random: () => number,
): HostileArgument[] {
  const inner = getNullableType(type);
  if (isListType(inner)) {
    const ofItem = inType(inner.ofType, name, `${place}.0`, good, random);
    return ofItem.map((item) => ({ place: item.place, value: [item.value] }));
  }
  if (isInputObjectType(inner)) {
    const fields = Object.values(inner.getFields());
    return fields.flatMap((field) =>
      inType(field.type, field.name, `${place}.${field.name}`, good, random).map((hostile) => ({
        place: hostile.place,
        value: { ...goodObject(fields, good), [field.name]: hostile.value },
      })),
    );
  }
  return leafValues(isEnumType(inner) ? 'enum' : String(inner), name, random).map((value) => ({ place, value }));
}

export function goodValue(type: GraphQLInputType, name: string, good: GoodValue): unknown {
  const inner = getNullableType(type);
  const named = good(name);
  if (named !== undefined) return named;
  if (isListType(inner)) return [goodValue(inner.ofType, name, good)];
  if (isInputObjectType(inner)) return goodObject(Object.values(inner.getFields()), good);
  if (isEnumType(inner)) return inner.getValues()[0]?.name;
  return (
    { Int: 1, Boolean: true, Decimal: '1', DateTime: '2026-11-30T10:00:00Z', Date: '2026-11-30' }[String(inner)] ?? 'x'
  );
}

function goodObject(fields: readonly GraphQLInputField[], good: GoodValue): Record<string, unknown> {
  const needed = fields.filter((field) => isRequiredInputField(field) || good(field.name) !== undefined);
  return Object.fromEntries(needed.map((field) => [field.name, goodValue(field.type, field.name, good)]));
}

function leafValues(type: string, name: string, random: () => number): readonly unknown[] {
  if (name === 'after') return [...CURSORS, ...TEXTS, randomText(random)];
  if (type === 'Int' || type === 'Float') return [...INTEGERS, Math.floor(random() * 2 ** 33) - 2 ** 32];
  if (type === 'Decimal') return DECIMALS;
  if (type === 'DateTime') return TIMES;
  if (type === 'Date') return DATES;
  if (type === 'Boolean') return [null, 'true', 1];
  if (type === 'enum') return ['NO_SUCH', '\0', null, 1];
  if (type === 'JSON') return [{ '\0': 1 }, { a: '\ud800' }, [[[[1]]]], 9e99, null];
  return [...TEXTS, randomText(random)];
}

const randomText = (random: () => number): string =>
  Array.from({ length: 1 + Math.floor(random() * 40) }, () =>
    String.fromCharCode(Math.floor(random() < 0.5 ? random() * 256 : random() * 65_536)),
  ).join('');
