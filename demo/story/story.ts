import { ITEMS } from '../factory.ts';
import { type GraphUser, signIn } from '../http/graph.ts';
import type { LossyProxy, OdooWrite } from '../http/lossy-proxy.ts';
import { connectOdoo } from '../http/odoo.ts';
import { connectOpenmes, type OpenmesClient } from '../http/openmes.ts';
import type { RunConnection, RunFile } from '../run-file.ts';
import { type OdooPlant, openPlant, readItems } from '../seed/odoo-context.ts';
import type { PumpParts } from './material.ts';

/** One play of the story: a running hub, the back ends themselves, and a record of what was verified. */
export interface Story {
  run: RunFile;
  /** Part of the names that this play makes, so that it can be played again. */
  play: string;
  /** What the story keeps from step to step. */
  kept: { parts?: PumpParts };
  step(number: number, title: string): void;
  say(text: string): void;
  /** A change in a back end, as the back end itself shows it. */
  changed(system: string, text: string): void;
  /** Prints and counts a finding; a false one fails the play. */
  check(isTrue: boolean, text: string): void;
  user(name: string, role: string, plants?: readonly string[]): Promise<GraphUser>;
  odoo(plantCode: string): Promise<OdooPlant>;
  mes(plantCode: string): OpenmesClient;
  connectionOf(plantCode: string, system: 'erp' | 'mes'): RunConnection & { name: string };
  /** The next answer of the plant's ERP to this call is lost after the ERP committed. */
  loseAnswer(plantCode: string, call: OdooWrite): Promise<void>;
}

export interface Findings {
  verified: number;
  failed: string[];
}

export function openStory(
  run: RunFile,
  print: (line: string) => void,
  proxies: ReadonlyMap<string, LossyProxy> = new Map(),
): { story: Story; findings: Findings } {
  const findings: Findings = { verified: 0, failed: [] };
  const plants = new Map<string, Promise<OdooPlant>>();
  const story: Story = {
    run,
    play: Date.now().toString(36).slice(-6).toUpperCase(),
    kept: {},
    step: (number, title) => print(`\n${number}. ${title}`),
    say: (text) => print(`   ${text}`),
    changed: (system, text) => print(`   ${system.padEnd(10)} ${text}`),
    check: (isTrue, text) => {
      if (isTrue) findings.verified += 1;
      else findings.failed.push(text);
      print(`   ${isTrue ? 'verified ' : 'FAILED   '}  ${text}`);
    },
    user: (name, role, codes = run.plants.map((plant) => plant.code)) => signIn(story.run, name, role, codes),
    odoo: (plantCode) => {
      const known = plants.get(plantCode) ?? openOdoo(story.run, plantCode);
      plants.set(plantCode, known);
      return known;
    },
    mes: (plantCode) => connectOpenmes(story.connectionOf(plantCode, 'mes')),
    connectionOf: (plantCode, system) => connectionOf(story.run, plantCode, system),
    loseAnswer: (plantCode, call) => loseAnswer(story.connectionOf(plantCode, 'erp'), call, proxies),
  };
  return { story, findings };
}

/** Back ends come back on other ports after the hub was started again. */
export function continueWith(story: Story, run: RunFile): void {
  const fresh = openStory(run, () => {}).story;
  story.run = run;
  story.odoo = fresh.odoo;
}

function connectionOf(run: RunFile, plantCode: string, system: 'erp' | 'mes'): RunConnection & { name: string } {
  const plant = run.plants.find((candidate) => candidate.code === plantCode);
  const name = plant?.[system];
  const connection = name ? run.connections[name] : undefined;
  if (!name || !connection) throw new Error(`the plant ${plantCode} has no ${system}`);
  return { ...connection, name };
}

/** A simulator drops it itself; before a real Odoo stands a proxy, where the story has started the hub. */
async function loseAnswer(
  { name, sideUrl }: RunConnection & { name: string },
  call: OdooWrite,
  proxies: ReadonlyMap<string, LossyProxy>,
): Promise<void> {
  if (sideUrl !== null) {
    await fetch(`${sideUrl}/faults`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ kind: 'cut-after', match: call }),
    });
    return;
  }
  const proxy = proxies.get(name);
  if (!proxy) throw new Error('the ERP is a real one: stop the running hub, and let the story start its own');
  proxy.loseAnswer(call);
}

async function openOdoo(run: RunFile, plantCode: string): Promise<OdooPlant> {
  const target = connectionOf(run, plantCode, 'erp');
  const settings = run.plants.find((plant) => plant.code === plantCode);
  const odoo = await connectOdoo({
    url: target.url,
    database: target.database ?? '',
    login: target.login ?? '',
    secret: target.secret,
  });
  const plant = await openPlant(odoo, plantCode, settings?.warehouse ?? 'WH', settings?.name ?? plantCode);
  await readItems(
    plant,
    ITEMS.map((item) => item.number),
  );
  const missing = ITEMS.filter((item) => !plant.products.has(item.number));
  if (missing.length > 0) {
    const names = missing.map((item) => item.number).join(', ');
    throw new Error(
      `the Odoo of ${plantCode} has not got the demo factory: fill it first with ` +
        `npm run seed -- --connection ${target.name} (missing: ${names})`,
    );
  }
  return plant;
}
