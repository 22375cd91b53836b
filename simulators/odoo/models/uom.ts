import { roundTo } from '../orm/convert.ts';
import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, num, type Row, str, type Value, type Version } from '../orm/types.ts';
import { plain } from './plain.ts';

const shared: ModelPart = {
  defaults: { active: true, rounding: 0.01, sequence: 10 },
  beforeUnlink: (env, row) => {
    const known = env
      .by('ir.model.data', 'res_id', row.id)
      .some((data) => data.model === 'uom.uom' && data.module === 'uom');
    if (!known) return;
    throw userError(
      `The following units of measure are used by the system and cannot be deleted: ${str(row.name)}\n` +
        'You can archive them instead.',
    );
  },
};

/** 17 and 18: units of one category, with a factor relative to its reference (how many make one reference unit). */
const byCategory: ModelPart = {
  order: 'factor DESC, id',
  defaults: { uom_type: 'bigger', factor: 1 },
  computes: {
    factor_inv: (_env, row) => (num(row.factor) ? 1 / num(row.factor) : 0),
    ratio: (_env, row) => (row.uom_type === 'bigger' ? 1 / (num(row.factor) || 1) : num(row.factor)),
  },
};

/** 19: a tree of units; the factor is absolute (how many reference units one is). */
const byReference: ModelPart = {
  order: 'sequence, id',
  defaults: { relative_factor: 1 },
  computes: { factor: (env, row) => absoluteFactor(env, row) },
  inverse: { related_uom_ids: 'relative_uom_id' },
};

function absoluteFactor(env: Env, row: Row): number {
  const base = env.at('uom.uom', row.relative_uom_id);
  return num(row.relative_factor) * (base ? absoluteFactor(env, base) : 1);
}

export function uomModels(version: Version): ModelDefinition[] {
  return [
    plain(
      'uom.uom',
      version === 19 ? 'Unit of Measure' : 'Product Unit of Measure',
      shared,
      version === 19 ? byReference : byCategory,
    ),
    plain('uom.category', 'Product UoM Categories', { inverse: { uom_ids: 'category_id' } }),
    plain('product.uom', 'Link between products and their UoMs'),
  ];
}

/** Decimals of the precision "Product Unit of Measure". */
export const QUANTITY_DIGITS = 2;

export function roundQuantity(quantity: number): number {
  return roundTo(quantity, QUANTITY_DIGITS);
}

export function convertQuantity(env: Env, quantity: number, from: Value | undefined, to: Value | undefined): number {
  if (from === to || !from || !to) return quantity;
  const source = env.at('uom.uom', from);
  const target = env.at('uom.uom', to);
  if (!source || !target) return quantity;
  if (kindOf(env, source) !== kindOf(env, target)) throw incompatible(source, target);
  const perReference = (row: Row) => {
    const factor = num(env.value('uom.uom', row, 'factor')) || 1;
    return env.version === 19 ? factor : 1 / factor;
  };
  return roundQuantity((quantity * perReference(source)) / perReference(target));
}

/** Category of a unit, or since 19 the unit at the root of its tree. */
function kindOf(env: Env, unit: Row): Value {
  if (env.version < 19) return unit.category_id ?? false;
  let root = unit;
  for (let base = env.at('uom.uom', root.relative_uom_id); base; base = env.at('uom.uom', base.relative_uom_id))
    root = base;
  return root.id;
}

function incompatible(source: Row, target: Row) {
  return userError(
    `The unit of measure ${str(source.name)} defined on the order line doesn't belong to the same category as the unit ` +
      `of measure ${str(target.name)} defined on the product. Please correct the unit of measure defined on the order ` +
      'line or on the product. They should belong to the same category.',
  );
}

/** True when two quantities differ beyond their rounding. */
export function differs(a: number, b: number): boolean {
  return Math.abs(a - b) >= 0.5 * 10 ** -QUANTITY_DIGITS;
}
