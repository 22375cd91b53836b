import type { GraphQLCompositeType as CompositeType } from 'graphql';
import type { Narrowing } from './narrowing.ts';
import type { CanonicalField } from './position.ts';

/** What is written under one type condition of a selection set. */
export interface Branch {
  readonly narrowing: Narrowing;
  /** The type on which the fields are looked up. */
  readonly type: CompositeType;
  readonly fields: CanonicalField[];
  hasTypename: boolean;
}

/** One selection set of the canonical document. */
export class Written {
  readonly type: CompositeType;
  readonly #branches = new Map<string, Branch>();
  /** The fields as text, without what the client chooses: names, values, order. Known when its place is named. */
  text = '';
  /** The arguments as the client wrote them, in the order of the text. */
  values = '';
  /** Root fields of a mutation run in the client's order. */
  #isSerial = false;

  constructor(type: CompositeType) {
    this.type = type;
  }

  branch(narrowing: Narrowing): Branch {
    const known = this.#branches.get(narrowing.key);
    if (known) return known;
    const branch: Branch = { narrowing, type: narrowing.type, fields: [], hasTypename: false };
    this.#branches.set(narrowing.key, branch);
    return branch;
  }

  owns(branch: Branch): boolean {
    return this.#branches.get(branch.narrowing.key) === branch;
  }

  addTypename(narrowing: Narrowing): void {
    this.branch(narrowing).hasTypename = true;
  }

  /** In canonical order; what several of the client's names share comes once. */
  get branches(): readonly (Branch & { readonly inOrder: readonly WrittenField[] })[] {
    const sorted = [...this.#branches.values()].toSorted((a, b) => compare(a.narrowing.key, b.narrowing.key));
    return sorted.map((branch) => ({ ...branch, inOrder: fieldsInOrder(branch, this.#isSerial) }));
  }

  settle(isSerial: boolean): void {
    this.#isSerial = isSerial;
    const [texts, values]: [string[], string[]] = [[], []];
    for (const branch of this.branches) {
      const fields = branch.inOrder.map(({ field, below }) => {
        values.push(field.argumentTexts, below?.values ?? '');
        return `${field.key}:${signature(field)}${below?.text ?? ''}`;
      });
      if (branch.hasTypename) fields.push('__typename');
      texts.push(`${branch.narrowing.key}{${fields.join(' ')}}`);
    }
    this.text = texts.join('');
    this.values = values.join('\n');
  }
}

export interface WrittenField {
  readonly field: CanonicalField;
  readonly below: Written | undefined;
}

/** What a field asks for, but for values. */
export const signature = (field: CanonicalField): string =>
  `${field.name}(${(field.nodes[0]?.arguments ?? [])
    .map((argument) => argument.name.value)
    .toSorted()
    .join(' ')})`;

function fieldsInOrder(branch: Branch, isSerial: boolean): WrittenField[] {
  const byKey = new Map<string, WrittenField>();
  for (const field of branch.fields) {
    if (byKey.has(field.key)) continue;
    byKey.set(field.key, { field: field.twin, below: field.written.find((each) => each.branch === branch)?.below });
  }
  const all = [...byKey.values()];
  return isSerial ? all : all.toSorted((a, b) => compare(a.field.key, b.field.key));
}

export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
