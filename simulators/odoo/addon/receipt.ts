import type { Env } from '../orm/env.ts';
import { userError } from '../orm/errors.ts';
import type { Method, ModelPart, Row } from '../orm/types.ts';
import { ALLOWED, carryOut } from './carry-out.ts';
import { installationOf } from './module.ts';

const KEY_LENGTH = 200;

/** Takes the key for this transaction: its row, made where there was none. */
function claim(env: Env, stepKey: unknown, fence: unknown): Row {
  env.session.guard(env.uid, env.target, 'read');
  if (typeof stepKey !== 'string' || stepKey === '' || stepKey.length > KEY_LENGTH) {
    throw userError(`HUB-CALL: A step key is a text of 1 to ${KEY_LENGTH} characters`);
  }
  if (typeof fence !== 'number' || !Number.isInteger(fence) || fence < 0) {
    throw userError('HUB-CALL: A fence is a whole number from 0 on');
  }
  const [known] = env.by('hub.receipt', 'step_key', stepKey);
  if (!known) return env.get('hub.receipt', env.create('hub.receipt', { step_key: stepKey, fence }));
  const claimed = Number(known.fence);
  if (fence < claimed) {
    throw userError(`HUB-FENCE: The step ${stepKey} was claimed as ${claimed}, and this claim is ${fence}`);
  }
  return fence > claimed && !isPosted(known) ? env.store('hub.receipt', known.id, { fence }) : known;
}

const isPosted = (row: Row): boolean => typeof row.result === 'string';

const answer = (env: Env, row: Row, isReplay: boolean) => ({
  id: row.id,
  step_key: row.step_key,
  fence: row.fence,
  result: isPosted(row) ? (JSON.parse(String(row.result)) as unknown) : null,
  is_replay: isReplay,
  installation: installationOf(env, 'hub.receipt'),
});

function refuseLate(env: Env, deadline: unknown): void {
  const text = String(deadline);
  if (!/([+-]\d\d:\d\d|Z)$/.test(text)) throw userError(`HUB-CALL: The deadline ${text} has no offset from UTC`);
  const now = env.session.clock();
  if (now.getTime() <= Date.parse(text)) return;
  throw userError(`HUB-DEADLINE: The deadline was ${text}, and it is ${isoText(now)} here`);
}

const isoText = (instant: Date): string => instant.toISOString().replace('Z', '000+00:00');

const about: Method = {
  kind: 'model',
  params: [],
  run: (env) => {
    env.session.guard(env.uid, env.target, 'read');
    const installation = installationOf(env, 'hub.receipt');
    const now = isoText(env.session.clock());
    return { version: '1.0.0', contract: 1, installation, now, calls: [...ALLOWED].sort() };
  },
};

const post: Method = {
  kind: 'model',
  params: ['step_key', 'fence', 'deadline', 'calls', 'before?', 'after?', 'reads?'],
  run: (env, _ids, args) => {
    const row = claim(env, args.step_key, args.fence);
    if (isPosted(row)) return answer(env, row, true);
    refuseLate(env, args.deadline);
    const result = JSON.stringify(carryOut(env, args));
    const posted_at = isoText(env.session.clock()).slice(0, 19).replace('T', ' ');
    return answer(env, env.store('hub.receipt', row.id, { result, user_id: env.uid, posted_at }), false);
  },
};

const receiptOf: Method = {
  kind: 'model',
  params: ['step_key'],
  run: (env, _ids, { step_key }) => {
    env.session.guard(env.uid, env.target, 'read');
    const [row] = env.by('hub.receipt', 'step_key', String(step_key));
    return row ? answer(env, row, true) : { step_key, result: null, installation: installationOf(env, 'hub.receipt') };
  },
};

const fenceOff: Method = {
  kind: 'model',
  params: ['step_key', 'fence'],
  run: (env, _ids, args) => {
    const row = claim(env, args.step_key, args.fence);
    return answer(env, row, isPosted(row));
  },
};

/** The model of the hub's add-on, `manufacturing_hub`. */
export const receipt: ModelPart = {
  order: 'id desc',
  displayName: (_env, row) => String(row.step_key),
  methods: { about, post, receipt_of: receiptOf, fence_off: fenceOff },
};
