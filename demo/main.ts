import path from 'node:path';
import { parseArgs } from 'node:util';
import { readEnvironment } from '../lib/config/environment.ts';
import { type HubProcess, isReady, startHubProcess } from './hub-process.ts';
import { type RealErps, standBeforeRealErps } from './real-erps.ts';
import { isListed, type RunFile, readRunFile } from './run-file.ts';
import { PLANT } from './story/material.ts';
import { oneQuery } from './story/step-1-one-query.ts';
import { openDashboard } from './story/step-2-dashboard.ts';
import { releaseAChange } from './story/step-3-change.ts';
import { confirmInPart } from './story/step-4-confirmation.ts';
import { loseAnAnswer } from './story/step-5-lost-answer.ts';
import { holdALot } from './story/step-6-hold.ts';
import { killInTheMiddle } from './story/step-7-kill.ts';
import { openStory } from './story/story.ts';

const HELP = `npm run demo

Plays a story of seven steps against the hub that runs here, or one that it starts itself, and verifies each step by
reading the back ends and their journals. Exits 0 only when all of it was verified. It may be played again.
Step 5 loses an answer of the ERP: before a real Odoo the story starts a proxy, and a hub of its own behind it.
Step 7 kills the hub with kill -9 and starts it again; it is played on simulators only.

  --steps 1,4,5   only these steps
`;

const { values } = parseArgs({ options: { steps: { type: 'string' }, help: { type: 'boolean', short: 'h' } } });
if (values.help) {
  console.log(HELP);
  process.exit(0);
}
const steps = new Set((values.steps ?? '1,2,3,4,5,6,7').split(',').map(Number));
const environment = readEnvironment();
const folder = environment.dataFolder;
const print = (line: string) => console.log(line);
let own: HubProcess | undefined;
let erps: RealErps | undefined;
let isLeftRunning = false;
process.exitCode = await play().catch((error: unknown) => {
  console.error(`\nThe story stopped: ${error instanceof Error ? error.message : error}`);
  return 1;
});
if (own && !isLeftRunning) await stop(own);
else if (own)
  print(
    `\nThe hub was started again as process ${own.run.pid} and goes on at ${own.run.url} (stop it with: kill ${own.run.pid})`,
  );
erps?.close();
process.exit();

async function play(): Promise<number> {
  const run = await findHub();
  if (!run.plants.some(({ code }) => code === PLANT))
    throw new Error(`the story plays at the plant ${PLANT}, and this factory has ${run.plants.map((p) => p.code)}`);
  print(`playing against ${run.url}`);
  const { story, findings } = openStory(run, print, erps?.proxies);
  await story.odoo(PLANT);
  if (steps.has(1)) await oneQuery(story);
  const dashboard = await openDashboard(story);
  if (steps.has(3)) await releaseAChange(story);
  if (steps.has(4)) await confirmInPart(story, dashboard);
  if (steps.has(5)) await loseAnAnswer(story);
  if (steps.has(6)) await holdALot(story, dashboard);
  dashboard.close();
  if (steps.has(7)) {
    // What a killed hub was doing is taken up when its lease is over: minutes, with the limits of a real ERP.
    if (story.connectionOf(PLANT, 'erp').sideUrl === null) print('\n7. is played on simulators only');
    else await killInTheMiddle(story, restart);
  }
  print(`\n${findings.verified} findings verified, ${findings.failed.length} failed`);
  for (const failure of findings.failed) print(`  failed: ${failure}`);
  return findings.failed.length === 0 ? 0 : 1;
}

/** From here on it is the story's own, also where the story stops before its end. */
async function restart(port: string): Promise<HubProcess> {
  own = await startHubProcess(folder, port);
  return own;
}

/** The hub that runs here; one of the story's own where none does, or where an answer of a real ERP is to be lost. */
async function findHub(): Promise<RunFile> {
  const found = readRunFile(folder);
  const running = found && (await isReady(found)) ? found : undefined;
  if (running && !(steps.has(5) && hasRealErp(running))) {
    isLeftRunning = true;
    return running;
  }
  if (running)
    print('The hub that runs here speaks to a real ERP directly; starting another beside it, with a proxy ...');
  else print('No hub is running here; starting one (its output: hub.log in the data folder) ...');
  if (running && environment.configFile === null) throw new Error('set HUB_CONFIG as it is set for the hub that runs');
  const home = running ? path.join(folder, 'story') : folder;
  erps = await standBeforeRealErps(environment.configFile, home);
  const apart = { DATABASE_URL: '', REDIS_URL: '' };
  own = await startHubProcess(home, running ? '0' : String(environment.port), {
    ...erps.environment,
    ...(running ? apart : {}),
  });
  return own.run;
}

function hasRealErp({ plants, connections }: RunFile): boolean {
  const erp = plants.find(({ code }) => code === PLANT)?.erp;
  return erp !== undefined && connections[erp]?.sideUrl === null;
}

async function stop({ child, run }: HubProcess): Promise<void> {
  if (!isListed(run.pid)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  process.kill(run.pid, 'SIGTERM');
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 15_000).unref())]);
}
