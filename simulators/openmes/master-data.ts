import { json } from '../kit/index.ts';
import { bound, type Context, number, type Route, text } from './context.ts';
import { HttpProblem, validate } from './problems.ts';
import type { ProcessTemplate } from './state.ts';

/** Lines, product types and the process that a product is made by; written by administrators. */
export const masterDataRoutes: readonly Route[] = [
  { method: 'GET', path: '/api/v1/lines', access: 'user', handle: listLines },
  { method: 'POST', path: '/api/v1/lines', access: { roles: [] }, handle: createLine },
  { method: 'GET', path: '/api/v1/product-types', access: 'user', handle: listProductTypes },
  {
    method: 'GET',
    path: '/api/v1/product-types/:id/process-templates',
    access: 'user',
    handle: ({ state, params }) =>
      json(200, { data: state.templates.where('product_type_id', Number(params.id)).map(present) }),
  },
  {
    method: 'POST',
    path: '/api/v1/product-types/:id/process-templates',
    access: { roles: [] },
    handle: createTemplate,
  },
  { method: 'POST', path: '/api/v1/process-templates/:id/steps', access: { roles: [] }, handle: addStep },
];

function listLines({ state }: Context) {
  const lines = state.lines.all().filter((line) => line.is_active);
  return json(200, { data: lines.map((line) => ({ ...line, division: null, workstations_count: 0 })) });
}

function createLine(context: Context) {
  const { state, body } = context;
  validate(body, {
    code: { type: 'string', required: true, max: 50 },
    name: { type: 'string', required: true, max: 255 },
    description: { type: 'string' },
    is_active: { type: 'boolean' },
  });
  if (state.lines.first('code', String(body.code)) !== undefined) {
    const errors = { code: ['The code has already been taken.'] };
    throw new HttpProblem(422, 'The given data was invalid.', { errors });
  }
  const now = state.now();
  const line = state.lines.insert({
    code: String(body.code),
    name: String(body.name),
    description: text(body.description),
    is_active: body.is_active !== false,
    created_at: now,
    updated_at: now,
  });
  context.effect('lines', line.id, 'line.created');
  return json(201, { message: 'Line created successfully', data: { ...line, workstations: [], division: null } });
}

function listProductTypes({ state, query }: Context) {
  const products = state.productTypes
    .all()
    .filter((product) => product.is_active || query.get('include_inactive') === '1')
    .sort((a, b) => a.name.localeCompare(b.name));
  return json(200, { data: products });
}

function createTemplate(context: Context) {
  const { state, body } = context;
  const product = bound(state.productTypes, context, 'ProductType');
  validate(body, {
    name: { type: 'string', required: true, max: 255 },
    version: { type: 'integer', min: 1 },
    is_active: { type: 'boolean' },
  });
  const versions = state.templates.where('product_type_id', product.id).map((template) => template.version);
  const now = state.now();
  const template = state.templates.insert({
    product_type_id: product.id,
    name: String(body.name),
    version: number(body.version) ?? Math.max(0, ...versions) + 1,
    is_active: body.is_active !== false,
    steps: [],
    created_at: now,
    updated_at: now,
  });
  context.effect('process-templates', template.id, 'process_template.created');
  return json(201, { message: 'Process template created', data: present(template) });
}

function addStep(context: Context) {
  const { state, body } = context;
  const template = bound(state.templates, context, 'ProcessTemplate');
  validate(body, {
    step_number: { type: 'integer', min: 1 },
    name: { type: 'string', required: true, max: 255 },
    instruction: { type: 'string' },
    estimated_duration_minutes: { type: 'integer', min: 0 },
  });
  const step = {
    step_number: number(body.step_number) ?? Math.max(0, ...template.steps.map((other) => other.step_number)) + 1,
    name: String(body.name),
    instruction: text(body.instruction),
    estimated_duration_minutes: number(body.estimated_duration_minutes),
  };
  const steps = [...template.steps, step].sort((a, b) => a.step_number - b.step_number);
  state.templates.put({ ...template, steps, updated_at: state.now() });
  context.effect('process-templates', template.id, 'process_template.step_added');
  return json(201, { message: 'Step added', data: { id: template.id * 1000 + step.step_number, ...step } });
}

function present(template: ProcessTemplate) {
  return {
    ...template,
    steps: template.steps.map((step) => ({ id: template.id * 1000 + step.step_number, ...step })),
  };
}
