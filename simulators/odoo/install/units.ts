import type { Env } from '../orm/env.ts';
import { put } from './put.ts';

/** 19: name, external id, units of what it is made of (and which), whether it is shown at first. In display order. */
const MODERN: readonly [number, string, string, number, number | false, boolean][] = [
  [6, 'Minutes', 'product_uom_minute', 0.0166667, 4, true],
  [24, 'ft²', 'uom_square_foot', 0.092903, 11, true],
  [1, 'Units', 'product_uom_unit', 1, false, true],
  [4, 'Hours', 'product_uom_hour', 1, false, true],
  [7, 'mm', 'product_uom_millimeter', 1, false, true],
  [11, 'm²', 'uom_square_meter', 1, false, true],
  [12, 'ml', 'product_uom_milliliter', 1, false, true],
  [15, 'g', 'product_uom_gram', 1, false, true],
  [30, 'KWH', 'product_uom_kwh', 1, false, true],
  [20, 'in', 'product_uom_inch', 25.4, 7, true],
  [27, 'gal (US)', 'product_uom_gal', 3785.41, 12, true],
  [2, 'Pack of 6', 'product_uom_pack_6', 6, 1, true],
  [5, 'Days', 'product_uom_day', 8, 4, true],
  [13, 'L', 'product_uom_litre', 1000, 12, true],
  [16, 'kg', 'product_uom_kgm', 1000, 15, true],
  [18, 'oz', 'product_uom_oz', 28.3495, 15, true],
  [21, 'ft', 'product_uom_foot', 12, 20, true],
  [9, 'm', 'product_uom_meter', 1000, 7, true],
  [17, 'Ton', 'product_uom_ton', 1000, 16, true],
  [19, 'lb', 'product_uom_lb', 16, 18, true],
  [3, 'Dozens', 'product_uom_dozen', 12, 1, false],
  [8, 'cm', 'product_uom_cm', 10, 7, false],
  [10, 'km', 'product_uom_km', 1000, 9, false],
  [14, 'm³', 'product_uom_cubic_meter', 1000, 13, false],
];

/** 17 and 18: name, external id, category, how many of it make one reference unit. */
const CLASSIC: readonly [number, string, string, number, number][] = [
  [1, 'Units', 'product_uom_unit', 1, 1],
  [2, 'Dozens', 'product_uom_dozen', 1, 1 / 12],
  [3, 'Days', 'product_uom_day', 3, 1],
  [4, 'Hours', 'product_uom_hour', 3, 8],
  [5, 'm', 'product_uom_meter', 4, 1],
  [6, 'mm', 'product_uom_millimeter', 4, 1000],
  [7, 'km', 'product_uom_km', 4, 0.001],
  [8, 'cm', 'product_uom_cm', 4, 100],
  [9, 'm²', 'uom_square_meter', 5, 1],
  [10, 'L', 'product_uom_litre', 6, 1],
  [11, 'm³', 'product_uom_cubic_meter', 6, 0.001],
  [12, 'kg', 'product_uom_kgm', 2, 1],
  [13, 'g', 'product_uom_gram', 2, 1000],
  [14, 't', 'product_uom_ton', 2, 0.001],
  [15, 'lb', 'product_uom_lb', 2, 2.20462],
  [16, 'oz', 'product_uom_oz', 2, 35.274],
  [17, 'in', 'product_uom_inch', 4, 39.3701],
  [18, 'ft', 'product_uom_foot', 4, 3.28084],
  [19, 'yd', 'product_uom_yard', 4, 1.09361],
  [20, 'mi', 'product_uom_mile', 4, 0.000621],
  [21, 'ft²', 'uom_square_foot', 5, 10.76391],
  [22, 'fl oz (US)', 'product_uom_floz', 6, 33.814],
  [23, 'qt (US)', 'product_uom_qt', 6, 1.05669],
  [24, 'gal (US)', 'product_uom_gal', 6, 0.26417217685798894],
  [25, 'in³', 'product_uom_cubic_inch', 6, 61.0237],
  [26, 'ft³', 'product_uom_cubic_foot', 6, 0.035314724827664144],
];

const CATEGORIES = ['Unit', 'Weight', 'Working Time', 'Length / Distance', 'Surface', 'Volume'];

export function installUnits(env: Env): void {
  if (env.version === 19) {
    for (const [index, [id, name, xmlId, factor, base, active]] of MODERN.entries()) {
      const vals = {
        name,
        active,
        rounding: 0.01,
        relative_factor: factor,
        relative_uom_id: base,
        sequence: index + 1,
      };
      put(env, 'uom.uom', id, vals, `uom.${xmlId}`);
    }
    return;
  }
  for (const [index, name] of CATEGORIES.entries())
    put(env, 'uom.category', index + 1, { name }, `uom.category_${index + 1}`);
  for (const [id, name, xmlId, category, factor] of CLASSIC) {
    const type = factor === 1 ? 'reference' : factor > 1 ? 'smaller' : 'bigger';
    const vals = { name, active: true, rounding: 0.01, category_id: category, factor, uom_type: type, color: 0 };
    put(env, 'uom.uom', id, vals, `uom.${xmlId}`);
  }
}
