// Loaded into every Node process that a test starts (NODE_OPTIONS): nothing is ever put on Object.prototype. It looks
// every second, since a process may be killed, and at the end; what it finds is reported and gives an exit code.
import { writeFileSync } from 'node:fs';
import path from 'node:path';

const EXIT_CODE = 86;
const folder = process.env.HUB_PROTOTYPE_REPORTS;
let isReported = false;

function look() {
  const keys = Object.keys(Object.prototype);
  if (keys.length === 0 || isReported) return;
  isReported = true;
  process.exitCode = EXIT_CODE;
  const report = `process ${process.pid} (${process.argv.slice(1).join(' ')}) put on Object.prototype: ${keys.join(', ')}`;
  process.stderr.write(`${report}\n`);
  if (folder) writeFileSync(path.join(folder, String(process.pid)), report);
}

setInterval(look, 1000).unref();
process.on('exit', () => {
  look();
  if (isReported) process.exitCode = EXIT_CODE;
});
