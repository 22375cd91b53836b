import type { Problem } from '../../lib/problem.ts';
import { CHANGE_DISPOSITIONS, type InputChangeDisposition, POOLS } from '../rules/change-impact.ts';
import type { PlantWindow } from '../rules/change-window.ts';
import { InputReader } from '../rules/input.ts';

export type ReleaseEngineeringChangeInput = {
  changeNumber: string;
  plants: (PlantWindow & { impactFingerprint: string | null })[];
  dispositions: InputChangeDisposition[];
};

export function parseReleaseEngineeringChange(
  raw: unknown,
): { input: ReleaseEngineeringChangeInput } | { problems: Problem[] } {
  const reader = new InputReader(raw);
  reader.only(['changeNumber', 'plants', 'dispositions']);
  const input: ReleaseEngineeringChangeInput = {
    changeNumber: reader.key('changeNumber'),
    plants: reader.list('plants', (entry) => {
      entry.only(['plantCode', 'activateAt', 'notAfter', 'impactFingerprint']);
      return {
        plantCode: entry.key('plantCode'),
        activateAt: entry.optionalInstant('activateAt'),
        notAfter: entry.optionalInstant('notAfter'),
        impactFingerprint: entry.optionalKey('impactFingerprint'),
      };
    }),
    dispositions: readChangeDispositions(reader),
  };
  const codes = input.plants.map((plant) => plant.plantCode);
  if (codes.length === 0) reader.refuse('INPUT_INVALID', 'Name the plants that take the change', ['plants']);
  if (new Set(codes).size < codes.length) reader.refuse('INPUT_INVALID', 'A plant is named twice', ['plants']);
  for (const [index, { plantCode }] of input.dispositions.entries()) {
    if (plantCode === null || codes.includes(plantCode)) continue;
    reader.refuse('INPUT_INVALID', `${plantCode} is none of the plants`, ['dispositions', String(index), 'plantCode']);
  }
  return reader.problems.length > 0 ? { problems: reader.problems } : { input };
}

export function readChangeDispositions(reader: InputReader): InputChangeDisposition[] {
  return reader.list('dispositions', (entry) => {
    entry.only(['itemNumber', 'pool', 'disposition', 'plantCode', 'orderNumber', 'poNumber', 'lineNumber']);
    const given: InputChangeDisposition = {
      itemNumber: entry.key('itemNumber'),
      pool: entry.oneOf('pool', POOLS),
      disposition: entry.oneOf('disposition', CHANGE_DISPOSITIONS),
      plantCode: entry.optionalKey('plantCode'),
      orderNumber: entry.optionalKey('orderNumber'),
      poNumber: entry.optionalKey('poNumber'),
      lineNumber: entry.optionalInteger('lineNumber'),
    };
    refuseTarget(entry, given);
    return given;
  });
}

/** One order is work in process, one purchase is on order, and either is at a plant. */
function refuseTarget(entry: InputReader, given: InputChangeDisposition): void {
  const { pool, plantCode, orderNumber, poNumber, lineNumber } = given;
  const isOne = orderNumber !== null || poNumber !== null;
  if (isOne && plantCode === null)
    entry.refuse('INPUT_INVALID', 'One order or purchase needs its plantCode', ['plantCode']);
  if (orderNumber !== null && pool !== 'WORK_IN_PROCESS') {
    entry.refuse('INPUT_INVALID', 'orderNumber goes with WORK_IN_PROCESS', ['orderNumber']);
  }
  if (poNumber !== null && pool !== 'ON_ORDER') {
    entry.refuse('INPUT_INVALID', 'poNumber goes with ON_ORDER', ['poNumber']);
  }
  if (lineNumber !== null && poNumber === null) {
    entry.refuse('INPUT_INVALID', 'lineNumber needs poNumber', ['lineNumber']);
  }
}
