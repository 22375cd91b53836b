import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase } from '../../store/db.ts';
import { startEmbeddedPostgres } from '../../store/embedded/launch.ts';
import { migrateToLatest } from '../../store/migrate.ts';
import { CONNECTION, soakFactory, startOdoo } from './factory.ts';
import { runSoak } from './soak.ts';

/** `node bench/soak/main.ts --commands 500 --kills 50 --cut 0.1 --seed 1`: ends with 1 when anything was doubled or lost. `--addon`: through the hub's add-on. */
const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '500' },
    kills: { type: 'string', default: '50' },
    cut: { type: 'string', default: '0.1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    naive: { type: 'string', default: '100' },
    addon: { type: 'boolean', default: false },
  },
});
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-soak-'));
const postgres = await startEmbeddedPostgres(path.join(folder, 'postgres'));
const odoo = await startOdoo(folder, values.addon ? ['manufacturing_hub'] : []);
try {
  const db = createDatabase(postgres.url);
  await migrateToLatest(db);
  await db.destroy();
  console.log(`seed ${values.seed}, limits ${JSON.stringify(soakFactory().connections[CONNECTION]?.limits)}`);
  const report = await runSoak({
    databaseUrl: postgres.url,
    simulator: odoo,
    commands: Number(values.commands),
    kills: Number(values.kills),
    cutShare: Number(values.cut),
    seed: Number(values.seed),
    naiveCommands: Number(values.naive),
    say: (text) => console.log(text),
  });
  console.log(JSON.stringify(report, null, 2));
  const isGood = report.duplicates + report.missing + report.outOfOrder + report.brokenChains === 0;
  // Without a ledger a retry doubles, which shows that the counting would notice; a receipt refuses even that.
  const isNaiveAsExpected = report.naive.duplicates > 0 !== values.addon;
  const isTelling = isNaiveAsExpected && report.kills >= Number(values.kills);
  if (!isGood || !isTelling) process.exitCode = 1;
} finally {
  await odoo.stop();
  await postgres.stop();
  fs.rmSync(folder, { recursive: true, force: true });
}
