import DataLoader from 'dataloader';
import { begin } from '../../lib/begin.ts';
import type { ReadOptions } from '../ports.ts';
import type { ArenaClient } from './client.ts';
import type { Memory } from './memory.ts';
import type { QualityProfile } from './quality-profile.ts';
import * as wire from './wire.ts';

/**
 * Quality processes of one request with their steps, each read once. A process that was found before is read by its GUID
 * with what hangs below it at the same time; a new one is searched for, and what is below waits.
 */
export class ProcessReads {
  readonly #client: ArenaClient;
  readonly #profile: QualityProfile;
  readonly #memory: Memory['processes'];
  readonly #read: ReadOptions;
  readonly #processes: DataLoader<string, wire.QualityProcessRow | null>;
  readonly #steps: DataLoader<string, wire.QualityStepRow[]>;
  /** By the paths of the steps. */
  readonly #items: DataLoader<string, string | null>;

  constructor(client: ArenaClient, profile: QualityProfile, memory: Memory['processes'], read: ReadOptions) {
    this.#client = client;
    this.#profile = profile;
    this.#memory = memory;
    this.#read = read;
    this.#processes = new DataLoader((numbers) => Promise.all(numbers.map((number) => this.#find(number))));
    this.#steps = new DataLoader((guids) => Promise.all(guids.map((guid) => this.#readSteps(guid))));
    this.#items = new DataLoader((paths) => Promise.all(paths.map((path) => this.#readItem(path))));
  }

  byNumber(number: string): Promise<wire.QualityProcessRow | null> {
    const known = this.#memory.get(number);
    if (known !== undefined) begin([this.#steps.load(known.guid)]);
    return this.#processes.load(number);
  }

  stepsOf(guid: string): Promise<wire.QualityStepRow[]> {
    return this.#steps.load(guid);
  }

  /** GUID of the item that a process is about. */
  async itemOf(number: string): Promise<string | null> {
    const known = this.#memory.get(number);
    if (known?.itemStep) begin([this.#items.load(pathOf(known.guid, known.itemStep))]);
    const process = await this.byNumber(number);
    if (process === null) return null;
    const steps = await this.#steps.load(process.guid);
    const itemStep = steps.find((step) => isNamed(step.name, this.#profile.itemStep))?.guid ?? null;
    this.#memory.set(number, { guid: process.guid, itemStep });
    return itemStep === null ? null : this.#items.load(pathOf(process.guid, itemStep));
  }

  async #find(number: string): Promise<wire.QualityProcessRow | null> {
    const known = this.#memory.get(number);
    const call = { path: `/qualityprocesses/${known?.guid}`, kind: 'qualityprocesses' };
    const row = known === undefined ? null : await this.#client.read(call, wire.qualityProcess, this.#read);
    if (row?.number === number) return row;
    const found = await this.#search(number);
    if (found === null) this.#memory.delete(number);
    else if (found.guid !== known?.guid) this.#memory.set(number, { guid: found.guid, itemStep: null });
    return found;
  }

  /** No number has a `*`, which in a search would stand for anything. */
  async #search(number: string): Promise<wire.QualityProcessRow | null> {
    if (number.includes('*')) return null;
    const call = { path: '/qualityprocesses', query: { number }, kind: 'qualityprocesses' };
    const rows = await this.#client.list(call, wire.qualityProcess, this.#read);
    return rows.find((row) => row.number === number) ?? null;
  }

  async #readSteps(guid: string): Promise<wire.QualityStepRow[]> {
    const call = { path: `/qualityprocesses/${guid}/steps`, kind: 'qualityprocesses/steps' };
    return (await this.#client.read(call, wire.listOf(wire.qualityStep), this.#read))?.results ?? [];
  }

  async #readItem(path: string): Promise<string | null> {
    const call = { path, kind: 'qualityprocesses/steps/affected' };
    const answer = await this.#client.read(call, wire.listOf(wire.affectedObject), this.#read);
    return answer?.results.find((row) => row.affected.type === 'ITEM')?.affected.guid ?? null;
  }
}

const pathOf = (process: string, step: string): string => `/qualityprocesses/${process}/steps/${step}/affected`;

export const isNamed = (name: string, wanted: string): boolean => name.toLowerCase() === wanted.toLowerCase();
