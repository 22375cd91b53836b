import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Kind, parse, print } from 'graphql';
import type { GraphUser } from '../../demo/http/graph.ts';
import { CONFIRM, PLACE_HOLD, send } from '../../demo/story/wait.ts';
import { welcome } from '../../hub/welcome.ts';
import type { FactoryConfig } from '../../lib/config/factory.ts';

const root = path.join(import.meta.dirname, '..', '..');

export interface ReadyOperation {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** The tabs of the page. */
export function operationsOfPage(): ReadyOperation[] {
  const parts = readFileSync(path.join(root, 'gateway', 'graphiql', 'operations.graphql'), 'utf8').split(/^# ---.*$/m);
  return parts
    .filter((part) => part.trim() !== '')
    .flatMap((part) => operationsIn(part, JSON.parse(/^# variables: (.*)$/m.exec(part)?.[1] ?? '{}')));
}

/** What README offers to paste. */
export function operationsOfReadme(): ReadyOperation[] {
  const text = readFileSync(path.join(root, 'README.md'), 'utf8');
  return [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].flatMap(([, part = '']) => operationsIn(part, {}));
}

/** What a start offers to paste at the terminal. */
export function operationsOfWelcome(factory: FactoryConfig): ReadyOperation[] {
  const text = welcome({ url: 'http://127.0.0.1:4000/', tokenSecret: 'x', metricsUrl: 'x' }, factory, true);
  return [...text.matchAll(/^ {2}A (?:query|mutation|subscription)\n((?: {4}.*\n)+)/gm)].flatMap(([, part = '']) =>
    operationsIn(part, {}),
  );
}

function operationsIn(text: string, variables: ReadyOperation['variables']): ReadyOperation[] {
  return parse(text).definitions.flatMap((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? [{ name: node.name?.value ?? node.operation, type: node.operation, query: print(node), variables }]
      : [],
  );
}

/** Something that every offered subscription tells of: a confirmation, and a hold on an order that nobody offers. */
export async function makeEvents(
  user: (role: string, plants?: readonly string[]) => Promise<GraphUser>,
): Promise<void> {
  const good = { value: '1', unit: 'C62' };
  const report = { plantCode: 'HAM', orderNumber: 'HAM/MO/10007', good };
  await send(await user('mes'), CONFIRM, { input: report, key: randomUUID() });
  const hold = { plantCode: 'HAM', orderNumber: 'HAM/MO/10001', reason: 'to be told of' };
  await send(await user('quality-inspector', ['HAM']), PLACE_HOLD, { input: hold, key: randomUUID() });
}
