import { json } from '../kit/index.ts';
import { type Context, number, type Route, text } from './context.ts';
import { findings, throwIfAny, validate } from './problems.ts';
import type { ProcessTemplate } from './state.ts';

type Row = Readonly<Record<string, unknown>>;
type Outcome = 'imported' | 'updated' | { field: string; message: string };

/** Recipes that an ERP sends: one replaces the components of its product's process template, or is merged into them. */
export const bomRoutes: readonly Route[] = [
  { method: 'POST', path: '/api/v1/erp/boms/import', access: { scope: 'erp:masterdata:write' }, handle: importBoms },
];

function importBoms(context: Context) {
  const { body } = context;
  validate(body, {
    mode: { type: 'string', in: ['replace', 'merge'] },
    recipes: { type: 'array', required: true, min: 1, max: 500 },
  });
  const rows = (body.recipes as unknown[]).map((row) => Object(row) as Row);
  const rules = {
    product_type_code: { type: 'string', required: true, max: 50 },
    process_template_version: { type: 'integer', min: 1 },
    components: { type: 'array', required: true, min: 1, max: 200 },
  } as const;
  throwIfAny(Object.assign({}, ...rows.map((row, index) => findings(row, rules, `recipes.${index}.`))));
  const outcomes = rows.map((row) => importRecipe(context, row, text(body.mode) ?? 'replace'));
  const count = (outcome: string) => outcomes.filter((other) => other === outcome).length;
  const errors = outcomes.flatMap((outcome, index) =>
    typeof outcome === 'string' ? [] : [{ row: index + 1, ...outcome }],
  );
  const data = { imported: count('imported'), updated: count('updated'), skipped: 0, errors };
  return json(errors.length === 0 ? 200 : 207, { data });
}

/** Every component is found before anything is written: a recipe is taken whole or not at all. */
function importRecipe(context: Context, row: Row, mode: string): Outcome {
  const { state } = context;
  const code = String(row.product_type_code).trim();
  const product = state.productTypes.first('code', code);
  if (product === undefined) return { field: 'product_type_code', message: `Product '${code}' not found` };
  const template = templateOf(context, product.id, number(row.process_template_version));
  if (template === undefined) {
    const message = `Product '${code}' has no process template to attach a recipe to`;
    return { field: 'process_template_version', message };
  }
  const wanted = new Map<number, Row>();
  for (const component of (row.components as unknown[]).map((one) => Object(one) as Row)) {
    const name = String(component.material_code ?? '').trim();
    const material = state.materials.first('code', name);
    if (material === undefined) return { field: 'components', message: `Material '${name}' not found` };
    if (!(Number(component.quantity_per_unit) > 0))
      return { field: 'components', message: `Quantity per unit for '${name}' must be greater than 0` };
    if (wanted.has(material.id))
      return { field: 'components', message: `Material '${name}' is listed twice in one recipe` };
    wanted.set(material.id, component);
  }
  const before = state.bomItems.where('process_template_id', template.id);
  for (const item of before) if (wanted.has(item.material_id) || mode === 'replace') state.bomItems.remove(item.id);
  for (const [index, [material_id, component]] of [...wanted].entries()) {
    state.bomItems.insert({
      ...{ process_template_id: template.id, material_id },
      quantity_per_unit: Number(component.quantity_per_unit),
      scrap_percentage: Number(component.scrap_percentage ?? 0),
      notes: text(component.notes),
      sort_order: number(component.sort_order) ?? index,
    });
  }
  context.effect('process-templates', template.id, 'recipe.imported');
  return before.length > 0 ? 'updated' : 'imported';
}

/** The version asked for, else the newest active one, else the newest. */
function templateOf(context: Context, productId: number, version: number | null): ProcessTemplate | undefined {
  const all = context.state.templates.where('product_type_id', productId).sort((a, b) => b.version - a.version);
  if (version !== null) return all.find((one) => one.version === version);
  return all.find((one) => one.is_active) ?? all[0];
}
