import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unrecordedCalls } from '../contract/odoo/recorded-kinds.ts';

/**
 * Simulators keep the kinds of calls that they see during the run. A call of the hub to Odoo of a kind that was never
 * recorded against a real server fails the run: the simulator's answer to it would be an opinion.
 */
export default function setUp(): () => void {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hub-exchanges-'));
  process.env.SIMULATOR_EXCHANGES = folder;
  return () => {
    const unrecorded = unrecordedCalls(folder);
    fs.rmSync(folder, { recursive: true, force: true });
    if (unrecorded.length === 0) return;
    process.exitCode = 1;
    process.stderr.write(`\ncalls to Odoo of a kind that no recording proves:\n  ${unrecorded.join('\n  ')}\n`);
  };
}
