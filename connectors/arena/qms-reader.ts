import DataLoader from 'dataloader';
import { decimalText } from '../../lib/decimal.ts';
import { RetryableError } from '../../lib/errors.ts';
import { inCode, meaningOf, type UnitNames } from '../../lib/units.ts';
import type { NonconformanceStatus, QmsNonconformance, QmsReader, Quantity, ReadOptions } from '../ports.ts';
import type { ArenaClient } from './client.ts';
import { ItemReads } from './items.ts';
import type { Memory } from './memory.ts';
import type { ArenaOptions } from './options.ts';
import { isNamed, ProcessReads } from './processes.ts';
import { defaultQualityProfile, type QualityProfile } from './quality-profile.ts';
import type * as wire from './wire.ts';

/** Nonconformances of one request, read from Arena's quality processes by the workspace's profile. */
export function openQmsReader(
  client: ArenaClient,
  options: ArenaOptions,
  memory: Memory,
  read: ReadOptions = {},
): QmsReader {
  const profile = options.quality ?? defaultQualityProfile;
  const items = new ItemReads(client, options, read);
  const processes = new ProcessReads(client, profile, memory.processes, read);
  const nonconformances = loader(async (number) => {
    const process = await processes.byNumber(number);
    if (process === null) return null;
    return toNonconformance(process, await processes.stepsOf(process.guid), profile, options);
  });
  const itemNumbers = loader(async (number) => {
    const guid = await processes.itemOf(number);
    return guid === null ? null : ((await items.byGuid(guid))?.number ?? null);
  });
  return {
    nonconformance: (ncrNumber) => nonconformances.load(ncrNumber),
    itemNumber: (ncrNumber) => itemNumbers.load(ncrNumber),
  };
}

const loader = <Value>(load: (number: string) => Promise<Value>) =>
  new DataLoader<string, Value>((numbers) =>
    Promise.all(numbers.map((number) => load(number).catch((error: unknown) => Promise.reject(asQms(error))))),
  );

function toNonconformance(
  process: wire.QualityProcessRow,
  steps: readonly wire.QualityStepRow[],
  profile: QualityProfile,
  { connection, units }: ArenaOptions,
): QmsNonconformance {
  const value = (name: string) => attributeOf(steps, name);
  const unit = value(profile.attributes.unit);
  return {
    ncrNumber: process.number,
    plantCode: value(profile.attributes.plant),
    title: process.name ?? null,
    status: statusOf(process.status, stepName(steps, process.currentStep?.guid), profile),
    lotNumbers: listIn(value(profile.attributes.lots)),
    quantity: quantityOf(value(profile.attributes.quantity), unit, units),
    dispositions: dispositionsOf(steps, profile, unit, units),
    openedAt: process.creationDateTime ?? null,
    ref: { system: 'QMS', connection, type: 'quality-process', id: process.guid },
  };
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

function quantityOf(value: string | null, unit: string | null, units: UnitNames): Quantity | null {
  const meaning = meaningOf(unit ?? 'each', units);
  if (value === null || meaning === undefined || !/^\d+(\.\d+)?$/.test(value)) return null;
  return { value: decimalText(inCode(value, meaning)), unit: meaning.code };
}

function dispositionsOf(
  steps: readonly wire.QualityStepRow[],
  profile: QualityProfile,
  unit: string | null,
  units: UnitNames,
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
