import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { startOdoo } from '../../../bench/soak/factory.ts';
import { runSoak } from '../../../bench/soak/soak.ts';
import { patient } from '../../kit/patience.ts';
import { createTestDatabase } from '../../kit/postgres.ts';

vi.setConfig({ testTimeout: patient(600_000), hookTimeout: patient(600_000) });

/** The short form of bench/soak. The naive baseline shows that the counting would notice. */
test('confirmations while workers die and answers are lost: none doubled, none lost, in order', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-soak-test-'));
  const database = await createTestDatabase();
  const odoo = await startOdoo(folder);
  const seed = Math.floor(Math.random() * 1_000_000);
  try {
    const report = await runSoak({
      ...{ databaseUrl: database.url, simulator: odoo, seed },
      ...{ commands: 40, kills: 3, cutShare: 0.05, naiveCommands: 20 },
      naiveFault: { kind: 'cut-after', probability: 0.5, seed, match: { method: 'button_mark_done' } },
    });
    console.log(JSON.stringify(report));
    expect(report, `seed ${seed}`).toMatchObject({
      ...{ posted: 40, duplicates: 0, missing: 0, outOfOrder: 0, brokenChains: 0 },
      statuses: { SUCCEEDED: 40 },
    });
    expect(report.kills).toBeGreaterThanOrEqual(3);
    expect(report.answersCut).toBeGreaterThan(0);
    expect(report.naive.duplicates).toBeGreaterThan(0);
  } finally {
    await odoo.stop();
    await database.drop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
});
