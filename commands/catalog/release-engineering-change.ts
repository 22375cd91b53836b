import type { Problem } from '../../lib/problem.ts';
import { businessProblem } from '../../lib/problem.ts';
import type { Transaction } from '../../store/db.ts';
import { rolloutsOfRelease } from '../../store/rollouts.ts';
import type { RolloutState } from '../../store/rollouts-tables.ts';
import { deleteRollouts, insertRollouts, setRollout } from '../../store/rollouts-write.ts';
import type { CheckContext, CheckResult, ChildCommand, CommandDefinition, FinishContext } from '../kit/types.ts';
import { assessPlant, setAside } from '../rules/assess-change.ts';
import { checkDispositionKinds, checkFingerprint } from '../rules/change-impact.ts';
import { checkChange, checkContent } from '../rules/change-status.ts';
import { planActivation } from '../rules/change-window.ts';
import { changeEvent, type FrozenRelease, frozenNote, frozenOf } from '../rules/frozen-release.ts';
import { goesAhead } from '../rules/isolation.ts';
import { applyPolicy, hasError } from '../rules/policy.ts';
import {
  ACTIVATE_ENGINEERING_CHANGE,
  type ActivateEngineeringChangeInput,
} from './activate-engineering-change-input.ts';
import {
  parseReleaseEngineeringChange,
  type ReleaseEngineeringChangeInput,
} from './release-engineering-change-input.ts';

type Context = CheckContext<ReleaseEngineeringChangeInput>;
type Finish = FinishContext<ReleaseEngineeringChangeInput>;

/**
 * Gives an approved change to plants, each at its time. It posts nothing itself: once a second person has approved
 * what was shown, it causes one command for each plant, which checks again when its time comes.
 */
export const releaseEngineeringChange: CommandDefinition<ReleaseEngineeringChangeInput, null> = {
  type: 'releaseEngineeringChange',
  version: 1,
  scope: 'engineering:release',
  risk: 'HIGH',
  parse: parseReleaseEngineeringChange,
  plantsOf: (input) => input.plants.map((plant) => plant.plantCode),
  aggregatesOf: ({ changeNumber }) => [`eco:${changeNumber}`],
  check,
  plan: () => [],
  onStatus: async (tx, context) => {
    if (context.to === 'PENDING_APPROVAL') await record(tx, context, 'AWAITING_APPROVAL');
    return {};
  },
  onSucceeded: async (tx, context) => {
    const frozen = await record(tx, context, 'SCHEDULED');
    const children = frozen.plants.map((plant) => activation(context, frozen, plant));
    const { changeNumber } = context.input;
    return { events: [changeEvent(changeNumber, 'RELEASED', context.command.plantCodes)], children };
  },
  onStopped: async (tx, { command }) => {
    await deleteRollouts(tx, command.id);
    return {};
  },
};

async function check(context: Context): Promise<CheckResult<null>> {
  const { input, backEnds, clock } = context;
  const now = clock.now();
  const plm = backEnds.plm?.open();
  if (plm === undefined) {
    return { problems: [businessProblem('NO_PLM', 'This factory has no PLM that a change could come from')] };
  }
  const problems: Problem[] = checkDispositionKinds(input.dispositions);
  const change = await plm.change(input.changeNumber);
  problems.push(...checkChange(change, input.changeNumber));
  const windows = input.plants.flatMap((window, index) => {
    const plant = context.plant(window.plantCode);
    if (plant === undefined) {
      problems.push(plantNotFound(window.plantCode, index));
      return [];
    }
    const planned = planActivation(window, change?.effectiveOn ?? null, plant, now);
    const at = ['plants', String(index)];
    problems.push(...applyPolicy(planned.problems, plant.policy).map((problem) => ({ ...problem, path: at })));
    return [{ ...window, plant, at, activatesAt: planned.activatesAt }];
  });
  const isReleasable = !problems.some((problem) => problem.rule === 'ECO-01');
  if (change === null || !isReleasable) return { problems };
  const [content, contentHash] = await Promise.all([
    plm.changeContent(input.changeNumber),
    plm.contentHash(input.changeNumber),
  ]);
  problems.push(...(await checkDrift(context, contentHash)));
  problems.push(...notInChange(input, content));
  if (content.length === 0) {
    problems.push(businessProblem('CHANGE_EMPTY', `${input.changeNumber} affects no item`, { rule: 'ECO-02' }));
  }
  for (const { plant, at, activatesAt, impactFingerprint } of windows) {
    const assessed = await assessPlant({ backEnds, plm }, plant, content, input.dispositions, activatesAt);
    const { sound, isolated } = assessed;
    const aside = isolated.flatMap((item) => item.problems);
    problems.push(
      ...checkFingerprint(plant.code, impactFingerprint, assessed.fingerprint, [...at, 'impactFingerprint']),
      ...assessed.problems,
      ...assessed.impact.flatMap((item) => item.problems),
      ...sound.flatMap((item) => item.problems),
      ...(goesAhead(assessed) ? aside.map(setAside) : aside),
    );
  }
  const frozen: FrozenRelease = {
    contentHash: contentHash ?? '',
    items: content.map(({ itemNumber, toRevision }) => ({ itemNumber, toRevision: toRevision ?? '' })),
    plants: windows.map(({ plantCode, activatesAt, notAfter }) => ({
      plantCode,
      activatesAt: activatesAt.toISOString(),
      notAfter,
    })),
  };
  if (hasError(problems)) return { problems };
  return { problems: [...problems, frozenNote(input.changeNumber, frozen)], facts: null };
}

/** ECO-02: against what was frozen when this very release was checked first. */
async function checkDrift(context: Context, contentHash: string | null): Promise<Problem[]> {
  if (context.command === null) return [];
  const [first] = await rolloutsOfRelease(context.store, context.command.id);
  return first === undefined ? [] : checkContent(context.input.changeNumber, first.contentHash, contentHash);
}

function notInChange(input: ReleaseEngineeringChangeInput, content: readonly { itemNumber: string }[]): Problem[] {
  return input.dispositions.flatMap(({ itemNumber }, index) => {
    if (content.some((item) => item.itemNumber === itemNumber)) return [];
    const path = ['dispositions', String(index), 'itemNumber'];
    const message = `${input.changeNumber} does not touch ${itemNumber}`;
    return [businessProblem('ITEM_NOT_IN_CHANGE', message, { severity: 'NOTE', rule: 'ECO-11', path })];
  });
}

/** The rollouts as they are to be; they carry what was frozen when they were written first. */
async function record(tx: Transaction, context: Finish, state: RolloutState): Promise<FrozenRelease> {
  const { command, input, problems } = context;
  const frozen = frozenOf(problems);
  const { contentHash, items } = frozen;
  const { changeNumber } = input;
  for (const { plantCode, activatesAt: at } of frozen.plants) {
    const activatesAt = new Date(at);
    const key = { releaseCommandId: command.id, plantCode };
    await insertRollouts(tx, [{ ...key, changeNumber, contentHash, state, activatesAt, items }]);
    await setRollout(tx, key, { state, activatesAt });
  }
  return frozen;
}

function activation(
  { command, input, clock }: Finish,
  frozen: FrozenRelease,
  plant: FrozenRelease['plants'][number],
): ChildCommand {
  const { plantCode } = plant;
  const child: ActivateEngineeringChangeInput = {
    changeNumber: input.changeNumber,
    plantCode,
    releaseCommandId: command.id,
    contentHash: frozen.contentHash,
    items: frozen.items.map((item) => item.itemNumber),
    dispositions: input.dispositions.filter((given) => (given.plantCode ?? plantCode) === plantCode),
  };
  const activatesAt = new Date(plant.activatesAt);
  return {
    type: ACTIVATE_ENGINEERING_CHANGE,
    plantCode,
    input: child,
    ...(activatesAt > clock.now() ? { notBefore: activatesAt } : {}),
    ...(plant.notAfter === null ? {} : { notAfter: new Date(plant.notAfter) }),
  };
}

const plantNotFound = (plantCode: string, index: number): Problem =>
  businessProblem('PLANT_NOT_FOUND', `There is no plant ${plantCode}`, {
    rule: 'C-03',
    path: ['plants', String(index), 'plantCode'],
  });
