import { bringMaterial, lotOf, openPumpOrder, PLANT, pumpReport } from './material.ts';
import { readChain, readLot } from './read-back.ts';
import type { Dashboard } from './step-2-dashboard.ts';
import type { Story } from './story.ts';
import { CONFIRM, commandOf, PLACE_HOLD, RELEASE_HOLD, send, settled, until } from './wait.ts';

const ITEM = 'GP-20-ROT';

/** A lot is put on hold, is not used, is released by another person, and is used. */
export async function holdALot(story: Story, dashboard: Dashboard): Promise<void> {
  story.step(6, 'A lot is put on hold, enforced, released, and only then used');
  const { number } = await openPumpOrder(story, '-HOLD', 10);
  await bringMaterial(story);
  const item = ITEM;
  const lot = lotOf(story, item);
  const before = await readLot(story, item, lot);
  const inspector = await story.user('jana.inspector', 'quality-inspector', [PLANT]);
  const placed = await send(inspector, PLACE_HOLD, {
    input: {
      plantCode: PLANT,
      itemNumber: item,
      lotNumber: lot,
      reason: 'gear flank hardness below limit',
    },
    key: `demo-${story.play}-place-hold`,
  });
  const mes = await story.user('mes-hamburg', 'mes', [PLANT]);
  const early = await send(mes, CONFIRM, { input: pumpReport(story, number, 10), key: `demo-${story.play}-on-hold` });
  const refused = await settled(mes, commandOf(early));
  story.check(
    refused.status === 'REJECTED' && refused.problems.some((p) => p.code === 'LOT_ON_HOLD'),
    `a confirmation that would use it is refused: ${refused.problems.map((p) => p.code).join(', ')}`,
  );
  const command = await settled(inspector, commandOf(placed));
  story.check(command.status === 'SUCCEEDED', `the hold is placed: ${command.status}`);
  const event = await until(
    () => dashboard.holds.find((e) => e.kind === 'PLACED' && e.hold.lot?.lotNumber === lot),
    20_000,
  );
  story.check(event !== undefined, 'the dashboard heard of it');
  const holdId = event?.hold.holdId ?? '';
  await checkEnforced(story, item, lot, before.inStock);
  const enforced = await until(
    () =>
      dashboard.holds.some(
        (e) =>
          e.hold.holdId === holdId &&
          e.hold.enforcement.length === 2 &&
          e.hold.enforcement.every((row) => row.state === 'APPLIED'),
      ),
    30_000,
  );
  story.check(enforced === true, 'the hub shows it applied in ERP and MES');
  await release(story, holdId, item, lot, before.inStock, dashboard);
  const late = await send(mes, CONFIRM, { input: pumpReport(story, number, 10), key: `demo-${story.play}-after-hold` });
  const used = await settled(mes, commandOf(late));
  story.check(
    used.status === 'SUCCEEDED',
    `the confirmation goes through: ${used.status} ${used.problems.map((p) => p.code).join(' ')}`,
  );
  const [part] = await readChain(story, number);
  story.changed('Odoo', `${part?.name}: ${part?.state}, ${part?.qty_produced} produced`);
  story.check(part?.state === 'done', 'and Odoo has it');
}

async function checkEnforced(story: Story, item: string, lot: string, quantity: number): Promise<void> {
  const held = await until(async () => {
    const now = await readLot(story, item, lot);
    return now.inStock === 0 && now.onHold === quantity ? now : undefined;
  }, 30_000);
  story.changed('Odoo', `${quantity} of ${lot} lie in ${held?.places.join(', ') ?? 'stock still'}`);
  story.check(held !== undefined, 'the stock is out of reach of every order in Odoo');
  const status = await until(async () => {
    const now = await mesLotStatus(story, lot);
    return now === 'quarantine' ? now : undefined;
  }, 30_000);
  story.changed('OpenMES', `${lot} is ${status ?? (await mesLotStatus(story, lot)) ?? 'not known there'}`);
}

async function mesLotStatus(story: Story, lot: string): Promise<string | undefined> {
  const { data } = await story
    .mes(PLANT)
    .get<{ data: { lot_number: string; status: string }[] }>(`/material-lots?search=${encodeURIComponent(lot)}`);
  return data.find((row) => row.lot_number === lot)?.status;
}

async function release(
  story: Story,
  holdId: string,
  item: string,
  lot: string,
  quantity: number,
  dashboard: Dashboard,
): Promise<void> {
  const input = {
    holdId,
    dispositions: [{ disposition: 'USE_AS_IS', itemNumber: item, lotNumber: lot, concession: 'CON-2611-17' }],
    comment: 'hardness confirmed within the limit of the drawing',
  };
  const inspector = await story.user('jana.inspector', 'quality-manager', [PLANT]);
  const own = await send(inspector, RELEASE_HOLD, { input, key: `demo-${story.play}-release-own` });
  const refused = own.command ? await settled(inspector, own.command.id) : own;
  story.check(
    refused.problems.some((p) => p.code === 'RELEASER_IS_PLACER'),
    'who placed it may not release it',
  );
  const manager = await story.user('lea.quality', 'quality-manager', [PLANT]);
  const payload = await send(manager, RELEASE_HOLD, { input, key: `demo-${story.play}-release-hold` });
  const command = await settled(manager, commandOf(payload));
  story.check(
    command.status === 'SUCCEEDED',
    `another person releases it with USE_AS_IS: ${command.status} ${command.problems.map((p) => p.code).join(' ')}`,
  );
  const back = await until(async () => (await readLot(story, item, lot)).inStock === quantity, 30_000);
  story.changed('Odoo', `${quantity} of ${lot} are ${back ? 'back in stock' : 'not back yet'}`);
  story.check(back === true, 'the stock is back');
  const lifted = await until(
    () =>
      dashboard.holds.some(
        (e) =>
          e.hold.holdId === holdId &&
          e.hold.state === 'RELEASED' &&
          e.hold.enforcement.every((row) => row.state === 'APPLIED'),
      ),
    30_000,
  );
  story.check(lifted === true, 'the dashboard heard of the release');
}
