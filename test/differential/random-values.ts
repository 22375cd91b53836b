import {
  type GraphQLInputField,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Chance } from './chance.ts';

const TEXTS = [
  '',
  'a',
  'L-44902',
  'back\bspace, tab\t, form\f, line\nbreak, return\r',
  'quote " and \\ and / and \\n',
  '\u0001\u001f\u007f',
  'ümläut ß 漢字 😀',
  '__proto__',
  '"""block"""',
  '$a0',
  '{ "json": [1] }',
];
const INTS = [0, 1, -1, 7, 2 ** 31 - 1, -(2 ** 31)];
const FLOATS = [0, 1.5, -0.25, 1e21, 1e-7, 123456789.125];
const BIG = ['9007199254740993', '18446744073709551616', '-170141183460469231731687303715884105728'];

/** A value of a scalar that is known by name, as JSON. */
export function scalarJson(chance: Chance, typeName: string): unknown {
  switch (typeName) {
    case 'Int':
      return chance.pick(INTS);
    case 'Float':
      return chance.is(0.5) ? chance.pick(FLOATS) : chance.pick(INTS);
    case 'Boolean':
      return chance.is(0.5);
    case 'ID':
      return chance.is(0.2) ? chance.pick(INTS) : chance.pick(TEXTS);
    case 'Decimal':
      return chance.pick(['0', '12.500', '-3', '99999999999999999999']);
    case 'UnitCode':
      return chance.pick(['C62', 'KGM']);
    case 'DateTime':
      return '2026-03-29T02:30:00+01:00';
    case 'Date':
      return '2026-02-28';
    case 'JSON':
    case 'Anything':
      return chance.pick<unknown>([1, 'text', null, { a: [1, { b: null }] }, [true], 2 ** 40]);
    default:
      return chance.pick(TEXTS);
  }
}

/** The same as a literal, in one of the forms in which it may be written. */
export function scalarLiteral(chance: Chance, typeName: string): string {
  if (typeName === 'ID' && chance.is(0.15)) return chance.pick(BIG);
  const value = scalarJson(chance, typeName);
  if (typeName === 'Float' && Number.isSafeInteger(value) && chance.is(0.3)) return `${value}.0e0`;
  if (typeof value === 'string') return textLiteral(chance, value);
  return jsonLiteral(chance, value);
}

function jsonLiteral(chance: Chance, value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => jsonLiteral(chance, item)).join(', ')}]`;
  if (typeof value === 'string') return textLiteral(chance, value);
  if (value === null || typeof value !== 'object') return String(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${key}: ${jsonLiteral(chance, inner)}`)
    .join(', ')}}`;
}

/** Quoted, with escapes of one kind or another; or as a block, where it may stand in one. */
function textLiteral(chance: Chance, text: string): string {
  if (chance.is(0.2) && /^[ -~ü]*$/.test(text) && !/^\s|\s$|\\$|"$|"""/.test(text)) {
    return chance.is(0.5) ? `"""${text}"""` : `"""\n    ${text}\n    """`;
  }
  const isAllEscaped = chance.is(0.2);
  const shorts = new Map([
    ['\b', '\\b'],
    ['\f', '\\f'],
    ['\n', '\\n'],
    ['\r', '\\r'],
    ['\t', '\\t'],
    ['"', '\\"'],
    ['\\', '\\\\'],
  ]);
  const escaped = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    const hex = code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
    if (isAllEscaped) return hex;
    if (character === '/' && chance.is(0.5)) return '\\/';
    return shorts.get(character) ?? (code < 0x20 ? hex : character);
  });
  return `"${escaped.join('')}"`;
}

/** A value for a variable of the type, as JSON. */
export function inputJson(chance: Chance, type: GraphQLInputType, depth = 0): unknown {
  if (isNonNullType(type)) return presentJson(chance, type.ofType, depth);
  return chance.is(0.15) ? null : presentJson(chance, type, depth);
}

function presentJson(chance: Chance, type: GraphQLInputType, depth: number): unknown {
  if (isNonNullType(type)) return presentJson(chance, type.ofType, depth);
  if (isListType(type)) {
    if (chance.is(0.2)) return presentJson(chance, type.ofType, depth); // a single value stands for a list of one
    return Array.from({ length: chance.below(3) }, () => inputJson(chance, type.ofType, depth));
  }
  if (isEnumType(type)) return chance.pick(type.getValues()).name;
  if (!isInputObjectType(type)) return scalarJson(chance, type.name);
  const fields = Object.values(type.getFields()).filter((field) => isAsked(chance, field, depth));
  return Object.fromEntries(fields.map((field) => [field.name, inputJson(chance, field.type, depth + 1)]));
}

/** Whether a field of an input object, or an argument, is written. */
export function isAsked(
  chance: Chance,
  { type, defaultValue }: Pick<GraphQLInputField, 'type' | 'defaultValue'>,
  depth: number,
): boolean {
  if (isNonNullType(type) && defaultValue === undefined) return true;
  return depth < 3 && chance.is(0.4);
}
