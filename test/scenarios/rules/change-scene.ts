import { type ArenaClient, connectArena, engineerOf } from '../../../demo/http/arena.ts';
import type { GraphUser } from '../../../demo/http/graph.ts';
import { type DemoChange, makeChange } from '../../../demo/seed/arena.ts';
import { APPROVE, type CommandView, type Payload, send, settled, until } from '../../../demo/story/wait.ts';
import type { TestHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { ask, dryRun } from './scene.ts';

const PATIENCE_MS = patient(60_000);

/** What becomes of each pool: all of them leave things as they are. */
const FITTING: Record<string, string> = {
  STOCK: 'USE_UP',
  FINISHED_GOODS: 'SHIP_AS_IS',
  WORK_IN_PROCESS: 'FINISH_AS_IS',
  ON_ORDER: 'ACCEPT',
};
function dispositionsFor(problems: Payload['problems']): object[] {
  return problems
    .filter((problem) => problem.code === 'DISPOSITION_MISSING')
    .map((problem) => problem.detail as { itemNumber: string; pool: string; plantCode: string })
    .map(({ itemNumber, pool, plantCode }) => ({ itemNumber, pool, plantCode, disposition: FITTING[pool] }));
}

const ROLLOUTS = `query Rollouts($changeNumber: ID!) {
  engineeringChange(changeNumber: $changeNumber) {
    rollouts {
      plantCode state activatesAt activatedAt
      items { itemNumber toRevision state problems { code severity } }
      command { id status problems { code severity message } }
    }
  }
}`;
interface RolloutView {
  plantCode: string;
  state: string;
  activatesAt: string | null;
  activatedAt: string | null;
  items: { itemNumber: string; toRevision: string; state: string; problems: { code: string; severity: string }[] }[];
  command: { id: string; status: string; problems: { code: string }[] } | null;
}
/** What tests of engineering changes do in the graph, in Arena and in Odoo. */
export function changeScene(hub: () => TestHub) {
  const engineer = () => hub().user('engineering-manager', ['HAM', 'PUE'], 'ines');
  const approver = () => hub().user('engineering-manager', ['HAM', 'PUE'], 'oskar');

  let session: Promise<ArenaClient> | undefined;
  function arena(): Promise<ArenaClient> {
    const target = hub().run.connections[hub().run.plm ?? '']!;
    session ??= connectArena({ ...target, login: engineerOf(target) });
    return session;
  }
  const change = async (different: Partial<DemoChange>): Promise<string> =>
    makeChange(await arena(), { title: 'a change', isApproved: true, newItems: [], items: [], ...different });

  /** Released with what the dry run asks for, up to the second person. */
  async function release(user: GraphUser, input: { changeNumber: string; plants: object[] }): Promise<CommandView> {
    const dispositions = dispositionsFor(await dryRun(user, 'releaseEngineeringChange', input));
    const payload = await ask(user, 'releaseEngineeringChange', { ...input, dispositions });
    return settled(user, payload.command?.id ?? '', ['PENDING_APPROVAL']);
  }
  async function approve(waiting: CommandView): Promise<CommandView> {
    const user = await approver();
    await send(user, APPROVE, { id: waiting.id, fingerprint: waiting.fingerprint });
    return settled(user, waiting.id);
  }

  async function rollouts(user: GraphUser, changeNumber: string): Promise<Record<string, RolloutView>> {
    const data = await user.read<{ engineeringChange: { rollouts: RolloutView[] } }>(ROLLOUTS, { changeNumber });
    return Object.fromEntries(data.engineeringChange.rollouts.map((rollout) => [rollout.plantCode, rollout]));
  }
  async function rolledOut(user: GraphUser, changeNumber: string, plantCode: string, states: string[]) {
    const found = await until(async () => {
      const rollout = (await rollouts(user, changeNumber))[plantCode];
      return rollout && states.includes(rollout.state) ? rollout : undefined;
    }, PATIENCE_MS);
    if (!found) throw new Error(`not yet: ${JSON.stringify(await rollouts(user, changeNumber))}`);
    return found;
  }

  /** What a plant builds an item from, straight from Odoo. */
  async function builtFrom(plantCode: string, itemNumber: string) {
    const { odoo, warehouse } = await hub().odoo(plantCode);
    const [bom] = await odoo.searchRead<{ id: number; code: string; bom_line_ids: number[]; operation_ids: number[] }>(
      'mrp.bom',
      [
        ['product_tmpl_id.default_code', '=', itemNumber],
        ['picking_type_id', '=', warehouse.productionTypeId],
      ],
      ['code', 'bom_line_ids', 'operation_ids'],
      { order: 'sequence, id', limit: 1 },
    );
    const lines = await odoo.searchRead<{ product_id: number; product_qty: number }>(
      'mrp.bom.line',
      [['id', 'in', bom?.bom_line_ids ?? []]],
      ['product_id', 'product_qty'],
    );
    const products = await odoo.searchRead<{ id: number; default_code: string }>(
      'product.product',
      [['id', 'in', lines.map((line) => line.product_id)]],
      ['default_code'],
    );
    const nameOf = (id: number) => products.find((product) => product.id === id)?.default_code ?? '';
    return {
      revision: bom?.code,
      operations: bom?.operation_ids.length,
      lines: Object.fromEntries(lines.map((line) => [nameOf(line.product_id), line.product_qty])),
    };
  }
  async function toldInArena(changeNumber: string, status: string): Promise<boolean> {
    const client = await arena();
    const rows = await client.all<{ guid: string; number: string }>('/changes');
    const guid = rows.find((row) => row.number === changeNumber)?.guid;
    const told = await until(async () => {
      const row = await client.get<{ implementationStatus: string | { value: string } }>(`/changes/${guid}`);
      const now =
        typeof row.implementationStatus === 'string' ? row.implementationStatus : row.implementationStatus.value;
      return now === status;
    }, PATIENCE_MS);
    return told === true;
  }

  return { engineer, arena, change, release, approve, rollouts, rolledOut, builtFrom, toldInArena };
}
