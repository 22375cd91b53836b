import type { CanonicalField, Position } from './position.ts';
import { compare, signature } from './written.ts';

/**
 * Gives every canonical field of a place, and of the places below, its key. The keys are the hub's own: the field's name
 * where it stands alone and has no arguments, else with a number by what the field asks for, not by the client's order.
 * All branches of a place are numbered together: a planner that joins branches finds nothing that it could confuse.
 */
export function nameFields(position: Position, separator: string, isSerial: boolean): void {
  for (const field of position.all) if (field.below) nameFields(field.below, separator, false);
  const looks = new Map(position.all.map((field): [CanonicalField, Look] => [field, lookOf(field, position)]));
  if (!isSerial) findTwins(looks);
  const byName = new Map<string, CanonicalField[]>();
  for (const field of position.all) {
    if (field.twin === field) byName.set(field.name, [...(byName.get(field.name) ?? []), field]);
  }
  for (const [name, fields] of byName) {
    const lookAt = (field: CanonicalField) => looks.get(field) as Look;
    const ordered = isSerial
      ? fields
      : fields.toSorted(
          (a, b) => compare(lookAt(a).text, lookAt(b).text) || compare(lookAt(a).values, lookAt(b).values),
        );
    const plain = whatTakesThePlainName(name, ordered);
    let number = 0;
    for (const field of ordered) {
      if (field !== plain) number += 1;
      field.key = field === plain ? name : `${name}${separator}${number}`;
    }
  }
  for (const field of position.all) field.key = field.twin.key;
  for (const written of position.written) written.settle(isSerial);
}

interface Look {
  /** What is asked for, but for the values of arguments. */
  readonly text: string;
  /** The values of arguments as the client wrote them, here and below. */
  readonly values: string;
  /** In which branches what is asked for, where that differs. */
  readonly places: string;
}

function lookOf(field: CanonicalField, position: Position): Look {
  const belows = field.written.map(({ below }) => below?.text ?? '');
  const values = field.written.map(({ below }) => below?.values ?? '');
  const isOne = new Set(belows).size === 1 && new Set(values).size === 1;
  const places = isOne ? [] : field.written.map(({ branch }, index) => `${position.indexOf(branch)}${belows[index]}`);
  return {
    text: `${signature(field)}:${field.returnTypes}${(isOne ? belows.slice(0, 1) : belows.toSorted()).join('|')}`,
    values: [field.argumentTexts, ...(isOne ? values.slice(0, 1) : values)].join('\n'),
    places: places.join('|'),
  };
}

/** Fields that are the same in all but the client's names are written once. */
function findTwins(looks: ReadonlyMap<CanonicalField, Look>): void {
  const first = new Map<string, CanonicalField>();
  for (const [field, { text, values, places }] of looks) {
    const identity = [text, values, places].join('\u0000');
    const known = first.get(identity);
    if (!known) first.set(identity, field);
    else {
      field.twin = known;
      known.nodes.push(...field.nodes);
    }
  }
}

/**
 * One with arguments never does: keys and required fields are asked for by their plain names. Nor does any where the
 * name has several types, or is one that objects of JavaScript inherit.
 */
function whatTakesThePlainName(name: string, fields: readonly CanonicalField[]): CanonicalField | undefined {
  if (name in Object.prototype) return undefined;
  const bare = fields.filter(({ argumentTexts }) => argumentTexts === '');
  return new Set(bare.map(({ returnTypes }) => returnTypes)).size === 1 ? bare[0] : undefined;
}

/** Such that no field of the schema ends in it and a number. */
export function separatorFor(fieldNames: Iterable<string>): string {
  const names = [...fieldNames];
  let separator = '_';
  while (names.some((name) => new RegExp(`${separator}\\d+$`).test(name))) separator += '_';
  return separator;
}
