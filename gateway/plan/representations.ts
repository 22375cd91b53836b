import type { RequiresSelection } from '@graphql-hive/router-query-planner';
import { emptyRecord } from '../../lib/record.ts';
import { deepCopy, mergeInto } from './merge.ts';
import { applyRewrite, matchesType } from './rewrites.ts';
import type { EntityBatch } from './steps.ts';
import type { Supergraph } from './supergraph.ts';

type Data = Record<string, unknown>;
type IsSubtype = Supergraph['isSubtype'];

/** The list that goes to `_entities`; the same entity is asked for once, however often it occurs. */
export class Representations {
  readonly list: Data[] = [];
  readonly #indexes = new Map<string, number>();

  /** Where the object's answer will be found; undefined when it lacks what the subgraph needs to know it. */
  add(object: Data, batch: EntityBatch, isSubtype: IsSubtype): number | undefined {
    const representation = representationOf(object, batch, isSubtype);
    if (!representation) return undefined;
    const key = identityOf(representation);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    const index = this.list.push(representation) - 1;
    this.#indexes.set(key, index);
    return index;
  }
}

/** What tells representations apart, in less time than JSON where all values are text, as those of most keys are. */
function identityOf(representation: Data): string {
  let identity = '';
  for (const key in representation) {
    const value = representation[key];
    if (typeof value !== 'string') return JSON.stringify(representation);
    identity += `${key} ${value.length} ${value}`;
  }
  return identity;
}

function representationOf(object: Data, batch: EntityBatch, isSubtype: IsSubtype): Data | undefined {
  if (object.__typename === undefined) return undefined;
  const selected = select(object, batch.requires, isSubtype);
  if (!selected) return undefined;
  selected.__typename ??= object.__typename;
  if (batch.inputRewrites.length === 0) return selected;
  const own = deepCopy(selected) as Data;
  for (const rewrite of batch.inputRewrites) applyRewrite(own, rewrite, isSubtype);
  return own;
}

/** Undefined when nothing but the typename is there and more is required. */
function select(object: Data, selections: readonly RequiresSelection[], isSubtype: IsSubtype): Data | undefined {
  const out = emptyRecord();
  const hasContent = selectInto(out, object, selections, isSubtype);
  return hasContent || selections.every(isTypename) ? out : undefined;
}

/** True when something was there besides the typename, or nothing besides it was required of a type of the object's. */
function selectInto(out: Data, object: Data, selections: readonly RequiresSelection[], isSubtype: IsSubtype): boolean {
  let hasContent = false;
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const key = selection.alias ?? selection.name;
      const found = object[selection.name];
      const value = selectValue(found === undefined ? object[key] : found, selection.selections, isSubtype);
      if (value === undefined || (key === '__typename' && value === null)) continue;
      if (out[key] === undefined) out[key] = value;
      else mergeInto(out, { [key]: value }, isSubtype);
      if (key !== '__typename') hasContent = true;
    } else if (selection.kind === 'InlineFragment' && matchesType(object, [selection.typeCondition], isSubtype)) {
      if (selectInto(out, object, selection.selections, isSubtype) || selection.selections.every(isTypename)) {
        hasContent = true;
      }
    }
  }
  return hasContent;
}

const isTypename = (selection: RequiresSelection): boolean =>
  selection.kind === 'Field' && selection.name === '__typename';

/** An object keeps its type, so that the subgraph knows what it is where its field is of an interface or a union. */
function selectValue(
  value: unknown,
  selections: readonly RequiresSelection[] | undefined,
  isSubtype: IsSubtype,
): unknown {
  if (!selections || value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((item) => selectValue(item, selections, isSubtype));
  const selected = select(value as Data, selections, isSubtype);
  const { __typename } = value as Data;
  if (selected && typeof __typename === 'string') selected.__typename ??= __typename;
  return selected ?? null;
}
