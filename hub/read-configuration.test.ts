import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';

test('all problems of address and file are printed, and nothing is started', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hub-refused-'));
  const file = path.join(folder, 'factory.yaml');
  const data = path.join(folder, 'data');
  writeFileSync(
    file,
    `plants: [{ code: HAM, name: H, timeZone: Europe/Berlin, erp: { connection: erp, warehouse: WH } }]
connections: { erp: { kind: odoo, simulate: true, webhook: { env: WH } } }
plm: constructor
security: { mode: development }
`,
  );
  const main = path.join(import.meta.dirname, 'main.ts');
  const env = {
    PATH: process.env.PATH,
    HUB_CONFIG: file,
    HUB_DATA: data,
    HOST: 'not-a-host.invalid',
    PORT: '0',
    WH: 'short',
  };
  try {
    const ended = await new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(process.execPath, [main], { env }, (error, stdout, stderr) =>
        resolve({ code: error?.code, stdout, stderr }),
      );
    });
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    for (const said of ['HOST must be', 'plm: there is no connection constructor', 'connections.erp.webhook: at least'])
      expect(ended.stderr).toContain(said);
    expect(existsSync(data)).toBe(false);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
