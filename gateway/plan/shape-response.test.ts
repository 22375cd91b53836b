import { buildSchema, type GraphQLObjectType, getOperationAST, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { canonicalOf } from '../canonical/canonical.ts';
import { Narrowings } from '../canonical/narrowing.ts';
import { ErrorNotes } from './error-notes.ts';
import { SelectionShape } from './selection-shape.ts';
import { shapeResponse } from './shape-response.ts';

const schema = buildSchema(`
  type Query { job: Job jobs: [Job] strict: [Job!]! grid: [[Job!]] }
  type Job { id: ID! note: String must: String! step: Step state: State }
  type Step { id: ID! must: String! }
  enum State { OPEN }`);

function shape(source: string, data: Record<string, unknown>, note: (notes: ErrorNotes) => void = () => {}) {
  const operation = getOperationAST(parse(source));
  if (!operation) throw new Error('no operation');
  const notes = new ErrorNotes();
  note(notes);
  const context = {
    schema,
    fragments: new Map(),
    refusals: new Map(),
    hidden: undefined,
    narrowings: new Narrowings(schema),
    separator: '_',
  };
  const { root } = canonicalOf(context, operation);
  const selection = new SelectionShape(context, root, [operation.selectionSet]);
  const result = shapeResponse(schema, schema.getQueryType() as GraphQLObjectType, selection, data, notes);
  const errors = (result.errors ?? []).map(({ message, path }) => [path?.join('.'), message]);
  return { data: JSON.parse(JSON.stringify(result.data)), errors };
}

const CANNOT = (field: string) => `Cannot return null for non-nullable field ${field}.`;

describe('nulls', () => {
  it('stop at the nearest nullable place, with one error where they began', () => {
    const data = { jobs: [{ id: '1', must: 'x' }, { id: '2', must: null }, { id: '3' }] };
    expect(shape('{ jobs { id must } }', data)).toEqual({
      data: { jobs: [{ id: '1', must: 'x' }, null, null] },
      errors: [
        ['jobs.1.must', CANNOT('Job.must')],
        ['jobs.2.must', 'No subgraph answered field Job.must.'],
      ],
    });
  });

  it('go up to the root where nothing is nullable', () => {
    expect(shape('{ strict { id must } }', { strict: [{ id: '1' }] })).toEqual({
      data: null,
      errors: [['strict.0.must', 'No subgraph answered field Job.must.']],
    });
  });

  it('go through lists of lists', () => {
    const data = { grid: [[{ id: '1' }], [{ id: null }]] };
    expect(shape('{ grid { id } }', data)).toEqual({
      data: { grid: [[{ id: '1' }], null] },
      errors: [['grid.1.0.id', CANNOT('Job.id')]],
    });
  });

  it('stand for enum values that the graph does not know, with an error', () => {
    expect(shape('{ job { state } }', { job: { state: 'SECRET' } })).toEqual({
      data: { job: { state: null } },
      errors: [['job.state', 'Enum "State" cannot represent value: "SECRET"']],
    });
  });
});

describe('errors of subgraphs', () => {
  it('explain the nulls that they caused, further up too', () => {
    const data = { job: { id: '1', step: null } };
    const result = shape('{ job { id step { id must } } }', data, (notes) =>
      notes.addAt(data, ['job', 'step', 'must'], 'mes', { message: 'no step' }),
    );
    expect(result).toEqual({ data: { job: { id: '1', step: null } }, errors: [['job.step.must', 'no step']] });
  });

  it('of a lost fetch stand at every field that is not there, and nowhere else', () => {
    const step = { id: 's1' };
    const data = { job: { id: '1', note: null, step } };
    const result = shape('{ job { id note step { id must } } }', data, (notes) =>
      notes.addLoss(step, 'mes', { message: 'mes is down' }),
    );
    expect(result).toEqual({
      data: { job: { id: '1', note: null, step: null } },
      errors: [['job.step.must', 'mes is down']],
    });
  });

  it('at a field that was fetched for the plan only explain what is missing for it', () => {
    const job = { id: '1' };
    const data = { job };
    const result = shape('{ job { id note } }', data, (notes) =>
      notes.addAt(data, ['job', 'internalKey'], 'plm', { message: 'no key' }),
    );
    expect(result).toEqual({ data: { job: { id: '1', note: null } }, errors: [['job.note', 'no key']] });
  });

  it('are dropped where another subgraph supplied the value', () => {
    const data = { job: { id: '1', note: 'here' } };
    const result = shape('{ job { note } }', data, (notes) =>
      notes.addAt(data, ['job', 'note'], 'plm', { message: 'no note' }),
    );
    expect(result.errors).toEqual([]);
  });

  it('of a lost fetch that cost very many fields are counted', () => {
    const jobs = Array.from({ length: 150 }, (_, n) => ({ id: String(n) }));
    const lost = { message: 'erp is down' };
    const result = shape('{ jobs { id note } }', { jobs }, (notes) => {
      for (const job of jobs) notes.addLoss(job, 'odoo', lost);
    });
    expect(result.errors).toHaveLength(101);
    expect(result.errors.at(-1)).toEqual([undefined, 'erp is down (and 50 more fields)']);
  });

  it('without a place are told without one', () => {
    const result = shape('{ job { id } }', { job: { id: '1' } }, (notes) =>
      notes.placeless.push({ error: { message: 'beware' }, serviceName: 'plm' }),
    );
    expect(result).toEqual({ data: { job: { id: '1' } }, errors: [[undefined, 'beware']] });
  });
});
