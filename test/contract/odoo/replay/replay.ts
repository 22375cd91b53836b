import type { Simulator } from '../../../../simulators/kit/index.ts';
import type { Account } from '../../../../simulators/odoo/install/install.ts';
import { allModels } from '../../../../simulators/odoo/models/index.ts';
import { Registry } from '../../../../simulators/odoo/orm/registry.ts';
import { startOdooSimulator } from '../../../../simulators/odoo/start.ts';
import { differences } from './compare.ts';
import { FIRST } from './first-set.ts';
import { IdMap } from './ids.ts';
import type { Occasion } from './occasion.ts';
import { modelCall, outcomeOf, type RecordedSet, type Recording, readRecordings, type Series } from './recordings.ts';
import { rewriteLoad, rewritten } from './rewrite.ts';
import { Scene } from './scene.ts';
import { isShapeOnly, withoutStrangeFields } from './scope.ts';
import { SECOND } from './second-set.ts';

const OCCASIONS: Readonly<Record<RecordedSet, Occasion>> = { first: FIRST, second: SECOND };

export interface Verdict {
  readonly recording: Recording;
  /** Empty where the simulator answered as the real server did. */
  readonly differences: string[];
}

/** Plays a series of recordings in order against a fresh simulator of its version. */
export async function replay(series: Series, set: RecordedSet): Promise<Verdict[]> {
  const version = Number(series.slice(0, 2)) as 17 | 18 | 19;
  const recordings = readRecordings(series, set).map(withoutStrangeFields);
  const database = `mfg${version}`;
  const occasion = OCCASIONS[set];
  const { accounts, recordedAt: startsAt } = occasion;
  const simulator = await startOdooSimulator({ version, database, accounts, startsAt });
  try {
    const registry = new Registry(version, allModels(version));
    const relation = (model: string, field: string) =>
      registry.has(model) ? registry.model(model).fields.get(field)?.relation : undefined;
    const ids = new IdMap(relation);
    const scene = new Scene(version, simulator.url, database, ids, recordings);
    await occasion.prepare(scene, ids, version);
    const verdicts: Verdict[] = [];
    const sent = new Set<string>();
    for (const recording of recordings) {
      for (const text of clientTexts(recording)) sent.add(text);
      verdicts.push({ recording, differences: await playOne(simulator, occasion, scene, recording, sent) });
    }
    return verdicts;
  } finally {
    await simulator.close();
  }
}

async function playOne(
  simulator: Simulator,
  occasion: Occasion,
  scene: Scene,
  recording: Recording,
  sent: ReadonlySet<string>,
): Promise<string[]> {
  try {
    await occasion.before(scene, recording);
    const response = await send(simulator.url, occasion.accounts, scene, recording);
    const type = response.headers.get('content-type') ?? '';
    const text = await response.text();
    const answer = type.includes('application/json') ? JSON.parse(text) : text;
    const call = modelCall(recording);
    const theirs = outcomeOf(recording.status, recording.contentType ?? '', recording.answer);
    const ours = outcomeOf(response.status, type, answer);
    const found = differences(theirs, ours, {
      model: call?.model ?? '',
      method: call?.method ?? '',
      ids: scene.ids,
      shapeOnly: isShapeOnly(recording.name),
      isClientText: (one) => sent.has(one),
    });
    await occasion.after?.(scene, recording, theirs, ours);
    return found;
  } catch (error) {
    return [`the replay itself: ${error instanceof Error ? error.message : String(error)}`];
  }
}

async function send(url: string, accounts: readonly Account[], scene: Scene, recording: Recording): Promise<Response> {
  const account = accounts.find((one) => one.login === recording.user) ?? accounts[0];
  if (!account) throw new Error('nobody may call');
  const uid = accounts.indexOf(account) + 2;
  const plainPassword = /common-login-ok|authenticate-ok|kw-password|no-kw|positional/.test(recording.name);
  const isCommon = JSON.stringify(recording.body ?? '').includes('"common"');
  const secret = isCommon ? account.login : plainPassword ? account.password : account.apiKey;
  let body = rewritten(recording, scene.ids, uid, secret);
  const call = modelCall(recording);
  if (call?.method === 'load') {
    const data = rewriteLoad(call, scene.ids);
    const given = JSON.stringify(call.named.data ?? call.positional[1]);
    body = JSON.parse(JSON.stringify(body).replace(given, JSON.stringify(data)));
  }
  if (recording.name.startsWith('n-domain-write-date')) body = await withOwnStamp(scene, body);
  if (recording.name === 'err-unique-user-login') {
    body = JSON.parse(JSON.stringify(body).replace('"login":"REDACTED"', '"login":"admin"'));
  }
  const headers: Record<string, string> = { 'Content-Type': 'application/json', ...recording.headers };
  if (recording.path.startsWith('/json/2/')) {
    const key = /bad-key/.test(recording.name)
      ? 'wrong'
      : /password-as-bearer/.test(recording.name)
        ? account.password
        : account.apiKey;
    if (!recording.headers || 'Authorization' in recording.headers) headers.Authorization = `bearer ${key}`;
  }
  const text = typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body);
  return fetch(`${url}${recording.path}`, {
    method: recording.method,
    headers,
    redirect: 'manual',
    ...(text === undefined || recording.method === 'GET' ? {} : { body: text }),
  });
}

/** A date that was read from the record just before: here it is that of our own record. */
async function withOwnStamp(scene: Scene, body: unknown): Promise<unknown> {
  const text = JSON.stringify(body);
  const id = Number(/\["id","=",(\d+)\]/.exec(text)?.[1]);
  const [row] = await scene.call<{ write_date: string }[]>('mrp.production', 'read', [[id], ['write_date']]);
  return JSON.parse(text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/, String(row?.write_date)));
}

/** Dates and names that the client said: they must come back as they are. */
function clientTexts(recording: Recording): string[] {
  return [...JSON.stringify(recording.body ?? '').matchAll(/"((?:[^"\\]|\\.)+)"/g)].map((match) => match[1] ?? '');
}
