import type { BomInput, ErpPort, ItemInput } from '../../connectors/ports.ts';
import { businessProblem, type Problem } from '../../lib/problem.ts';
import type { Transaction } from '../../store/db.ts';
import type { RolloutState } from '../../store/rollouts-tables.ts';
import { setRollout, setRolloutItem } from '../../store/rollouts-write.ts';
import type {
  CheckContext,
  CheckResult,
  ChildCommand,
  CommandDefinition,
  FinishContext,
  Outcome,
  StepPlan,
} from '../kit/types.ts';
import { assessPlant, setAside, setAsideByItem } from '../rules/assess-change.ts';
import type { ItemAssessment } from '../rules/change-items.ts';
import { checkChange, checkContent } from '../rules/change-status.ts';
import { checkFreeze } from '../rules/change-window.ts';
import { changeEvent } from '../rules/frozen-release.ts';
import { goesAhead, isolate } from '../rules/isolation.ts';
import { applyPolicy, hasError, note } from '../rules/policy.ts';
import {
  ACTIVATE_ENGINEERING_CHANGE,
  type ActivateEngineeringChangeInput,
  parseActivateEngineeringChange,
} from './activate-engineering-change-input.ts';
import { REPORT_CHANGE_IMPLEMENTATION } from './report-change-implementation.ts';

type Finish = FinishContext<ActivateEngineeringChangeInput>;

/**
 * Brings a released change into one plant's ERP when its time has come; only the hub causes it. What fails is set
 * aside with all that is built from it, and the rest goes on: the rollout is then PARTIAL.
 */
export const activateEngineeringChange: CommandDefinition<ActivateEngineeringChangeInput, { steps: StepPlan[] }> = {
  type: ACTIVATE_ENGINEERING_CHANGE,
  version: 1,
  scope: null,
  risk: 'NORMAL',
  parse: parseActivateEngineeringChange,
  plantsOf: (input) => [input.plantCode],
  aggregatesOf: ({ changeNumber, plantCode, items }) => [
    `eco:${changeNumber}:${plantCode}`,
    ...items.map((itemNumber) => `bom:${plantCode}:${itemNumber}`),
  ],
  onAccept: async (tx, { command, input }) => {
    const isLater = command.notBefore !== null && command.notBefore > command.requestedAt;
    await setRollout(tx, input, { state: isLater ? 'SCHEDULED' : 'ACTIVATING', commandId: command.id });
    return {};
  },
  check,
  plan: (_context, facts) => facts.steps,
  onSucceeded: activated,
  onStopped: (tx, context) => blocked(tx, context),
  onStatus: async (tx, context) => {
    if (context.to === 'NEEDS_ATTENTION' || context.to === 'ABANDONED') return blocked(tx, context);
    if (context.to === 'QUEUED' || context.to === 'RUNNING')
      await setRollout(tx, context.input, { state: 'ACTIVATING' });
    return {};
  },
};

async function check(
  context: CheckContext<ActivateEngineeringChangeInput>,
): Promise<CheckResult<{ steps: StepPlan[] }>> {
  const { input, backEnds, clock } = context;
  const now = clock.now();
  const plm = backEnds.plm?.open();
  const plant = context.plant(input.plantCode);
  if (plm === undefined || plant === undefined) {
    const message = `${plant === undefined ? input.plantCode : 'The PLM'} is not configured any more`;
    return { problems: [businessProblem('NOT_CONFIGURED', message)] };
  }
  const problems: Problem[] = applyPolicy(checkFreeze(now, plant), plant.policy);
  const [change, content, contentHash] = await Promise.all([
    plm.change(input.changeNumber),
    plm.changeContent(input.changeNumber),
    plm.contentHash(input.changeNumber),
  ]);
  problems.push(...checkChange(change, input.changeNumber));
  problems.push(...checkContent(input.changeNumber, input.contentHash, contentHash));
  if (hasError(problems)) return { problems };
  const assessed = await assessPlant({ backEnds, plm }, plant, content, input.dispositions, now);
  const isolation = withImpact(assessed);
  const { sound, isolated } = isolation;
  problems.push(...assessed.problems, ...sound.flatMap((item) => item.problems));
  if (!goesAhead(isolation)) return { problems: [...problems, ...isolated.flatMap((item) => item.problems)] };
  problems.push(...isolated.flatMap((item) => item.problems.map(setAside)));
  const created = sound.filter((item) => item.isNew);
  problems.push(...created.map(({ itemNumber }) => untracked(itemNumber)));
  return { problems, facts: { steps: stepsOf(backEnds.erp(plant.code), input, sound) } };
}

/** At the plant a pool without a disposition sets its item aside, as orders may have come since the release. */
function withImpact(assessed: Awaited<ReturnType<typeof assessPlant>>) {
  const items = [...assessed.sound, ...assessed.isolated].map((item) => {
    const found = assessed.impact.find((impact) => impact.itemNumber === item.itemNumber)?.problems ?? [];
    return { ...item, problems: [...item.problems, ...found] };
  });
  return isolate(items);
}

/** Items first, then bills of materials from the bottom up, and only then the plant builds from them. */
function stepsOf(erp: ErpPort, input: ActivateEngineeringChangeInput, sound: readonly ItemAssessment[]): StepPlan[] {
  const { plantCode, changeNumber } = input;
  const target = { system: 'ERP', connection: erp.connection } as const;
  const items = sound
    .filter((item) => item.isNew)
    .map(({ itemNumber, content }): StepPlan => {
      const created: ItemInput = {
        itemNumber,
        name: content.name ?? itemNumber,
        unit: content.unit ?? '',
        tracking: 'NONE',
      };
      return { ...target, name: `create ${itemNumber}`, operation: erp.postings.createItem.operation, input: created };
    });
  const brought = sound.flatMap((item) =>
    item.isApplied || item.content.bom === null ? [] : [{ item, bom: item.content.bom }],
  );
  const boms = brought.map(({ item: { itemNumber, toRevision }, bom }): StepPlan => {
    const created: BomInput = {
      plantCode,
      itemNumber,
      revision: toRevision,
      changeNumber,
      baseQuantity: bom.baseQuantity.value,
      unit: bom.baseQuantity.unit,
      lines: bom.lines.map((line) => ({
        itemNumber: line.itemNumber,
        quantity: line.quantity.value,
        unit: line.quantity.unit,
      })),
      operations: 'CARRIED_OVER',
    };
    const name = `create revision ${toRevision} of ${itemNumber}`;
    return { ...target, name, operation: erp.postings.createBom.operation, input: created };
  });
  const activations = brought.map(({ item: { itemNumber, toRevision: revision } }): StepPlan => {
    const name = `build ${itemNumber} from revision ${revision}`;
    const activated = { plantCode, itemNumber, revision, changeNumber };
    return { ...target, name, operation: erp.postings.activateBom.operation, input: activated };
  });
  return [...items, ...boms, ...activations];
}

async function activated(tx: Transaction, context: Finish): Promise<Outcome> {
  const { input, problems, clock } = context;
  const aside = setAsideByItem(problems);
  const state: RolloutState = aside.size === 0 ? 'ACTIVE' : 'PARTIAL';
  await setRollout(tx, input, { state, activatedAt: clock.now() });
  for (const itemNumber of input.items) {
    const own = aside.get(itemNumber);
    await setRolloutItem(
      tx,
      { ...input, itemNumber },
      { state: own === undefined ? 'ACTIVE' : 'BLOCKED', problems: own ?? [] },
    );
  }
  return told(context, state);
}

async function blocked(tx: Transaction, context: Finish): Promise<Outcome> {
  const { input, problems } = context;
  await setRollout(tx, input, { state: 'BLOCKED' });
  for (const itemNumber of input.items) {
    const own = problems.filter((problem) => {
      const about = (problem.detail as { itemNumber?: string } | undefined)?.itemNumber;
      return problem.severity !== 'NOTE' && (about === undefined || about === itemNumber);
    });
    await setRolloutItem(tx, { ...input, itemNumber }, { state: 'BLOCKED', problems: own });
  }
  return told(context, 'BLOCKED');
}

/** ECO-18: the PLM hears of it by a command of its own, so that it may be away. */
function told({ input }: Finish, kind: RolloutState): Outcome {
  const { changeNumber, plantCode } = input;
  const report: ChildCommand = {
    type: REPORT_CHANGE_IMPLEMENTATION,
    plantCode,
    input: { changeNumber, plantCode },
  };
  return { events: [changeEvent(changeNumber, kind, [plantCode])], children: [report] };
}

function untracked(itemNumber: string): Problem {
  const message = `${itemNumber} is created without tracking by lots or serials: the PLM does not say`;
  return note('ECO-06', 'ITEM_UNTRACKED', message, { detail: { itemNumber } });
}
