import { type ChildProcess, fork } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';

const HELP = `CPU per operation of the plan executor of another tree and of this one, in pairs.

  node bench/gateway/pair.ts TREE [--rounds N]

TREE is another checkout with its node_modules. Both run in processes of their own and take turns many times for a few
milliseconds each, so that what else the machine does falls on both. Shown are the medians of the rounds (60), the
fastest tenth of them, and the median of each round's quotient.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '60' }, help: { type: 'boolean', default: false } },
});
const [tree] = positionals;
if (values.help || tree === undefined) console.log(HELP);
else await compare(path.resolve(tree), path.resolve(import.meta.dirname, '../..'));

async function compare(before: string, after: string): Promise<void> {
  const children = [await start(before), await start(after)];
  const kinds = { small: [250, 6_000], deep: [5, 250], cold: [50, 600] } as const;
  for (const [kind, [count, toWarmUp]] of Object.entries(kinds)) {
    for (const child of children) await ask(child, { kind, count: toWarmUp });
    const figures = children.map((): number[] => []);
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const order = round % 2 === 0 ? [0, 1] : [1, 0];
      for (const index of order) figures[index]?.push(await ask(children[index] as ChildProcess, { kind, count }));
    }
    const [a = [], b = []] = figures;
    const quotients = b.map((value, round) => value / (a[round] ?? Number.NaN));
    const show = (all: number[]) => `${quantile(all, 0.5).toFixed(4)} (fastest tenth ${quantile(all, 0.1).toFixed(4)})`;
    console.log(
      `${kind}, CPU ms: before ${show(a)}, after ${show(b)}, quotient ${quantile(quotients, 0.5).toFixed(3)}`,
    );
  }
  for (const child of children) child.disconnect();
}

async function start(tree: string): Promise<ChildProcess> {
  const env = { ...process.env, NODE_ENV: 'production' };
  const child = fork(path.join(import.meta.dirname, 'pair-child.ts'), [tree], { env });
  await next(child);
  return child;
}

function ask(child: ChildProcess, message: object): Promise<number> {
  const answered = next(child);
  child.send(message);
  return answered as Promise<number>;
}

function next(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('A tree could not be measured'));
    child.once('exit', onExit);
    child.once('message', (message) => {
      child.off('exit', onExit);
      resolve(message);
    });
  });
}

function quantile(numbers: readonly number[], share: number): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length * share)] ?? 0;
}
