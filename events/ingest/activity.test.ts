import { afterEach, expect, test, vi } from 'vitest';
import { silentLog } from '../../lib/log.ts';
import { patient } from '../../test/kit/patience.ts';
import { ownDatabase } from '../../test/kit/postgres.ts';
import { sendHint } from '../hints.ts';
import { appendEvents, type NewEvent } from '../log.ts';
import { createEventStream, type EventStream } from '../stream.ts';
import { followActivity } from './activity.ts';

const database = ownDatabase();
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const until = (isTrue: () => boolean) => vi.waitUntil(isTrue, { timeout: patient(30_000), interval: 5 });

function open(): EventStream {
  const stream = createEventStream({ db: database.db, url: database.url, log: silentLog });
  closers.push(() => stream.close());
  return stream;
}

/** Two ERPs of which one serves two plants, each noting what it is told. */
async function follow() {
  const heard: Record<string, string[]> = { 'odoo-main': [], 'odoo-pue': [], marker: [] };
  const loop = (connection: string, plants: string[]) => ({
    ...{ connection, plants },
    stir: () => void heard[connection]?.push('stir'),
    hint: () => void heard[connection]?.push('hint'),
  });
  const loops = [loop('odoo-main', ['HAM', 'BRE']), loop('odoo-pue', ['PUE']), loop('marker', ['MARKER'])];
  closers.push(followActivity({ stream: open(), url: database.url, log: silentLog }, loops));
  const { marker = [] } = heard;
  // Both listeners run once what is sent by either has come; then what was sent before is through.
  const sent: Promise<unknown>[] = [];
  await until(() => {
    sent.push(sendHint(database.db, { connection: 'marker' }), append(status('MARKER')));
    return marker.includes('hint') && marker.includes('stir');
  });
  await Promise.all(sent);
  delete heard.marker;
  return heard as { 'odoo-main': string[]; 'odoo-pue': string[] };
}

const append = (...events: NewEvent[]) => database.db.transaction().execute((tx) => appendEvents(tx, events));

const status = (plant: string): NewEvent => ({
  stream: 'productionStatus',
  plantCodes: [plant],
  payload: { kind: 'PROGRESS', orderNumber: 'WH/MO/1', operationNumber: null, state: null, good: null, scrap: null },
});
const about = (stream: 'system' | 'engineeringChange'): NewEvent =>
  stream === 'system'
    ? { stream, plantCodes: ['HAM'], payload: { kind: 'CONNECTION_UP', connection: 'arena', message: '' } }
    : { stream, plantCodes: ['HAM'], payload: { kind: 'CHANGE_APPROVED', changeNumber: 'ECO-1' } };

async function command(plant: string, to: string): Promise<void> {
  const payload = JSON.stringify({ commandId: '1', status: to, type: 'confirmProduction' });
  const row = { stream: 'commandStatus', plants: [plant], keys: [], payload };
  await database.db.insertInto('event').values(row).execute();
}

test('what happens at a plant stirs those that serve it; a command that has posted has them looked at', async () => {
  const heard = await follow();
  await append(about('system'), about('engineeringChange'), status('HAM'));
  await until(() => heard['odoo-main'].length === 1);
  await command('HAM', 'QUEUED');
  await command('HAM', 'RUNNING');
  await command('PUE', 'SUCCEEDED');
  await command('BRE', 'IN_DOUBT');
  await command('HAM', 'REJECTED');
  await until(() => heard['odoo-main'].length === 5);
  expect(heard).toEqual({ 'odoo-main': ['stir', 'stir', 'stir', 'hint', 'stir'], 'odoo-pue': ['hint'] });
});

test('a hint of another process reaches the connection or the plants that it names', async () => {
  const heard = await follow();
  await sendHint(database.db, { connection: 'odoo-pue' });
  await sendHint(database.db, { connection: 'arena' });
  await sendHint(database.db, { plants: ['BRE'] });
  await sendHint(database.db, { plants: Array.from({ length: 2000 }, (_, n) => `PLANT-${n}`) }); // too long: all
  await until(() => heard['odoo-pue'].length === 2 && heard['odoo-main'].length === 2);
  expect(heard).toEqual({ 'odoo-main': ['stir', 'stir'], 'odoo-pue': ['hint', 'stir'] });
});

test('as long as somebody listens to production status, wherever, its plants are kept awake', async () => {
  const heard = await follow();
  const elsewhere = open();
  const filter = { visiblePlants: new Set(['HAM', 'PUE']) };
  await elsewhere.subscribe({ ...filter, stream: 'qualityHold' });
  await elsewhere.subscribe({ ...filter, stream: 'productionStatus', plantCode: 'PUE' });
  await until(() => heard['odoo-pue'].length === 1);
  await elsewhere.subscribe({ ...filter, stream: 'productionStatus' });
  await until(() => heard['odoo-main'].length === 1);
  expect(heard).toEqual({ 'odoo-main': ['stir'], 'odoo-pue': ['stir'] });
});
