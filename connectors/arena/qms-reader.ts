import DataLoader from 'dataloader';
import { decimalText } from '../../lib/decimal.ts';
import { RetryableError } from '../../lib/errors.ts';
import { unitCodeOf } from '../../lib/units.ts';
import type { NonconformanceStatus, QmsNonconformance, QmsReader, Quantity, ReadOptions } from '../ports.ts';
import type { ArenaClient } from './client.ts';
import type { ArenaOptions } from './options.ts';
import { defaultQualityProfile, type QualityProfile } from './quality-profile.ts';
import * as wire from './wire.ts';

/** Nonconformances of one request, read from Arena's quality processes by the workspace's profile. */
export function openQmsReader(client: ArenaClient, options: ArenaOptions, read: ReadOptions = {}): QmsReader {
  const profile = options.quality ?? defaultQualityProfile;
  const loader = new DataLoader<string, QmsNonconformance | null>((numbers) =>
    Promise.all(numbers.map((number) => find(number).catch((error: unknown) => Promise.reject(asQms(error))))),
  );

  async function find(number: string): Promise<QmsNonconformance | null> {
    if (number.includes('*')) return null; // in a search it would stand for anything
    const call = { path: '/qualityprocesses', query: { number }, kind: 'qualityprocesses' };
    const rows = await client.list(call, wire.qualityProcess, read);
    const process = rows.find((row) => row.number === number);
    if (process === undefined) return null;
    const stepsCall = { path: `/qualityprocesses/${process.guid}/steps`, kind: 'qualityprocesses/steps' };
    const steps = (await client.read(stepsCall, wire.listOf(wire.qualityStep), read))?.results ?? [];
    const value = (name: string) => attributeOf(steps, name);
    const unit = value(profile.attributes.unit);
    return {
      ncrNumber: process.number,
      plantCode: value(profile.attributes.plant),
      title: process.name ?? null,
      status: statusOf(process.status, stepName(steps, process.currentStep?.guid), profile),
      itemNumber: await itemNumber(process.guid, steps),
      lotNumbers: listIn(value(profile.attributes.lots)),
      quantity: quantityOf(value(profile.attributes.quantity), unit, options.units),
      dispositions: dispositionsOf(steps, profile, unit, options.units),
      openedAt: process.creationDateTime ?? null,
      ref: { system: 'QMS', connection: options.connection, type: 'quality-process', id: process.guid },
    };
  }

  async function itemNumber(process: string, steps: readonly wire.QualityStepRow[]): Promise<string | null> {
    const step = steps.find((candidate) => isNamed(candidate.name, profile.itemStep));
    if (step === undefined) return null;
    const path = `/qualityprocesses/${process}/steps/${step.guid}/affected`;
    const answer = await client.read(
      { path, kind: 'qualityprocesses/steps/affected' },
      wire.listOf(wire.affectedObject),
      read,
    );
    const guid = answer?.results.find((row) => row.affected.type === 'ITEM')?.affected.guid;
    if (guid === null || guid === undefined) return null;
    return (await client.read({ path: `/items/${guid}`, kind: 'items' }, wire.item, read))?.number ?? null;
  }

  return { nonconformance: (ncrNumber) => loader.load(ncrNumber) };
}

/** The client speaks of the PLM; what fails here is the QMS in the same workspace. */
function asQms(error: unknown): unknown {
  if (!(error instanceof RetryableError)) return error;
  return new RetryableError(error.message.replace(/^PLM /, 'QMS '), {
    why: error.why,
    system: 'QMS',
    cause: error,
    ...(error.connection === undefined ? {} : { connection: error.connection }),
    ...(error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs }),
  });
}

const isNamed = (name: string, wanted: string): boolean => name.toLowerCase() === wanted.toLowerCase();

/** The first step that has the attribute filled in tells. */
function attributeOf(steps: readonly wire.QualityStepRow[], name: string): string | null {
  for (const step of steps) {
    const value = step.attributes?.find((attribute) => isNamed(attribute.name, name))?.value;
    if ((typeof value === 'string' && value.trim() !== '') || typeof value === 'number') return String(value).trim();
  }
  return null;
}

const listIn = (text: string | null): string[] =>
  (text ?? '')
    .split(/[,;\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '');

const stepName = (steps: readonly wire.QualityStepRow[], guid: string | null | undefined): string | undefined =>
  steps.find((step) => step.guid === guid)?.name;

function statusOf(status: string, step: string | undefined, profile: QualityProfile): NonconformanceStatus {
  if (status.startsWith('COMPLETE')) return 'CLOSED';
  const known = Object.entries(profile.statusByStep).find(([name]) => step !== undefined && isNamed(name, step));
  return known?.[1] ?? 'OPEN';
}

function quantityOf(
  value: string | null,
  unit: string | null,
  units: Readonly<Record<string, string>>,
): Quantity | null {
  const code = unitCodeOf(unit ?? 'each', units);
  if (value === null || code === undefined || !/^\d+(\.\d+)?$/.test(value)) return null;
  return { value: decimalText(value), unit: code };
}

function dispositionsOf(
  steps: readonly wire.QualityStepRow[],
  profile: QualityProfile,
  unit: string | null,
  units: Readonly<Record<string, string>>,
): QmsNonconformance['dispositions'] {
  const { attributes } = profile;
  return steps.flatMap((step) => {
    const decided = attributeOf([step], attributes.disposition);
    const known = Object.entries(profile.dispositions).find(([name]) => decided !== null && isNamed(name, decided));
    if (known === undefined) return [];
    return [
      {
        disposition: known[1],
        itemNumber: null,
        lotNumber: attributeOf([step], attributes.dispositionLot),
        quantity: quantityOf(attributeOf([step], attributes.dispositionQuantity), unit, units),
        by: step.completeUser?.fullName ?? null,
        at: step.completeDateTime ?? null,
        concession: attributeOf([step], attributes.concession),
      },
    ];
  });
}
