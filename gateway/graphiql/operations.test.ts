import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { scalars } from '../../lib/scalars/index.ts';
import { readSupergraph } from '../../schema/subgraphs.ts';
import { checkCost } from '../document/cost.ts';
import { createPreparer } from '../document/prepare.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import { createPlanExecutor } from '../plan/plan-executor.ts';
import { createPlannerInProcess } from '../planner/planner.ts';

const parts = readFileSync(new URL('operations.graphql', import.meta.url), 'utf8')
  .split(/^# ---.*$/m)
  .filter((part) => part.trim() !== '');
const supergraphSdl = readSupergraph();
const planner = createPlannerInProcess(supergraphSdl);
const { schema } = createPlanExecutor({ supergraphSdl, planner, transports: {}, scalars });
const prepare = createPreparer(schema, DEFAULT_LIMITS, true);

it.each(parts.map((part) => [/^(?:query|mutation|subscription) (\w+)/m.exec(part)?.[1] ?? part, part]))(
  'the ready operation %s fits the graph and its limits',
  (_, part) => {
    const variables = JSON.parse(/^# variables: (.*)$/m.exec(part)?.[1] ?? '{}');
    const document = prepare(part);
    if ('length' in document) throw new AggregateError(document, document.map((error) => error.message).join('\n'));
    const operation = document.definitions.find((node) => node.kind === 'OperationDefinition');
    expect(operation && checkCost(schema, document, operation, variables, DEFAULT_LIMITS)).toEqual([]);
  },
);
