import type { ErpBom, ErpItem, ErpWorkCenter, PlmBom, PlmChangeContent } from '../../connectors/ports.ts';
import { decimal } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import { convert } from '../../lib/units.ts';
import { finding, note } from './policy.ts';
import { successorOf } from './revision-sequence.ts';

/** What a plant has today of all that a change touches, and of all that stands below it. */
export interface PlantPicture {
  plantCode: string;
  /** In the ERP; null where it knows none of that number. */
  items: ReadonlyMap<string, ErpItem | null>;
  /** What the plant builds from; null where it builds none. */
  boms: ReadonlyMap<string, ErpBom | null>;
  workCenters: readonly ErpWorkCenter[];
  /** Components that have an effective revision in the PLM on the day of the activation. */
  effective: ReadonlySet<string>;
}

/** An item of a change at one plant. */
export interface ItemAssessment {
  itemNumber: string;
  toRevision: string;
  content: PlmChangeContent;
  /** The plant builds from this revision already. */
  isApplied: boolean;
  /** The ERP does not know the item yet. */
  isNew: boolean;
  problems: Problem[];
}

/** ECO-05, 06, 08 and 10, item by item; ECO-07 over all of them together. */
export function assessItems(content: readonly PlmChangeContent[], plant: PlantPicture): ItemAssessment[] {
  const inChange = new Map(content.map((item) => [item.itemNumber, item]));
  const assessed = content.map((item): ItemAssessment => {
    const current = plant.boms.get(item.itemNumber) ?? null;
    const isApplied = item.bom !== null && current !== null && current.revision === item.toRevision;
    const isNew = (plant.items.get(item.itemNumber) ?? null) === null;
    const problems = isApplied ? [appliedNote(item, plant)] : assessItem(item, current, plant, inChange);
    return {
      itemNumber: item.itemNumber,
      toRevision: item.toRevision ?? '',
      content: item,
      isApplied,
      isNew,
      problems,
    };
  });
  for (const cycle of cyclesOf(assessed, plant)) {
    const message = `The bills of materials would go in a circle at ${plant.plantCode}: ${cycle.join(' > ')}`;
    for (const item of assessed.filter((candidate) => cycle.includes(candidate.itemNumber) && !candidate.isApplied)) {
      item.problems.push(about(item.itemNumber, plant, finding('ECO-07', 'BOM_CYCLE', message, { detail: { cycle } })));
    }
  }
  return assessed;
}

function assessItem(
  item: PlmChangeContent,
  current: ErpBom | null,
  plant: PlantPicture,
  inChange: ReadonlyMap<string, PlmChangeContent>,
): Problem[] {
  const problems = [...checkRevision(item, current, plant)];
  const known = plant.items.get(item.itemNumber) ?? null;
  if (known === null && item.unit === null) {
    const message = `${item.itemNumber} is new, and the PLM does not say in which unit it is kept`;
    problems.push(finding('ECO-08', 'UNIT_NOT_CONVERTIBLE', message));
  }
  if (item.bom !== null) {
    problems.push(...checkLines(item.bom, item, plant, inChange));
    if (current !== null) problems.push(...checkRouting(current, plant));
  }
  return problems.map((problem) => about(item.itemNumber, plant, problem));
}

/** ECO-05: the new revision follows what the plant builds from. A plant that builds none takes any. */
function checkRevision(item: PlmChangeContent, current: ErpBom | null, plant: PlantPicture): Problem[] {
  const { itemNumber, fromRevision, toRevision } = item;
  if (toRevision === null) {
    return [finding('ECO-05', 'REVISION_GAP', `The change brings no numbered revision of ${itemNumber}`)];
  }
  if (item.bom === null || current === null) return [];
  const now = current.revision;
  if (now !== null && (now === fromRevision || successorOf(now) === toRevision)) return [];
  const message = `${plant.plantCode} builds ${itemNumber} from ${now === null ? 'a bill of materials without a revision' : `revision ${now}`}, the change goes from ${fromRevision ?? 'none'} to ${toRevision}`;
  return [finding('ECO-05', 'REVISION_GAP', message, { detail: { current: now, fromRevision, toRevision } })];
}

/** ECO-06 and ECO-08: every component is released at the plant, in a unit that fits, and of more than nothing. */
function checkLines(
  bom: PlmBom,
  item: PlmChangeContent,
  plant: PlantPicture,
  inChange: ReadonlyMap<string, PlmChangeContent>,
): Problem[] {
  const problems: Problem[] = [];
  const ownUnit = plant.items.get(item.itemNumber)?.unit ?? item.unit;
  if (decimal(bom.baseQuantity.value).lessThanOrEqualTo(0)) {
    problems.push(finding('ECO-08', 'QUANTITY_INVALID', 'The bill of materials is for no quantity'));
  }
  problems.push(...checkUnit(bom.baseQuantity.unit, ownUnit, item.itemNumber));
  for (const line of bom.lines) {
    const detail = { lineNumber: line.lineNumber, component: line.itemNumber };
    const known = plant.items.get(line.itemNumber) ?? null;
    const isReleased = known?.isActive === true && plant.effective.has(line.itemNumber);
    if (!inChange.has(line.itemNumber) && !isReleased) {
      const why = known === null ? 'the ERP does not know it' : 'it has no effective revision';
      const message = `Component ${line.itemNumber} is not released at ${plant.plantCode}: ${why}`;
      problems.push(finding('ECO-06', 'COMPONENT_NOT_RELEASED', message, { detail }));
    }
    if (decimal(line.quantity.value).lessThanOrEqualTo(0)) {
      const message = `Line ${line.lineNumber} takes ${line.quantity.value} of ${line.itemNumber}`;
      problems.push(finding('ECO-08', 'QUANTITY_INVALID', message, { detail }));
    }
    problems.push(
      ...checkUnit(line.quantity.unit, known?.unit ?? inChange.get(line.itemNumber)?.unit ?? null, line.itemNumber),
    );
  }
  return problems;
}

function checkUnit(unit: string, own: string | null, itemNumber: string): Problem[] {
  if (own === null || convert('1', unit, own) !== undefined) return [];
  const detail = { component: itemNumber, unit, kept: own };
  return [finding('ECO-08', 'UNIT_NOT_CONVERTIBLE', `${itemNumber} is kept in ${own}, not in ${unit}`, { detail })];
}

/** ECO-10: the operations that are carried over are in order, each on a work centre of the plant. */
function checkRouting(current: ErpBom, plant: PlantPicture): Problem[] {
  const problems: Problem[] = [];
  const refuse = (message: string, operationNumber: string) =>
    problems.push(finding('ECO-10', 'ROUTING_INVALID', message, { detail: { operationNumber } }));
  let before = Number.NEGATIVE_INFINITY;
  for (const { operationNumber, workCenter } of current.operations) {
    const code = workCenter?.code;
    if (code === undefined || !plant.workCenters.some((center) => center.code === code)) {
      refuse(
        `Operation ${operationNumber} is on ${code ?? 'no work centre'}, which ${plant.plantCode} does not have`,
        operationNumber,
      );
    }
    if (!(Number(operationNumber) > before)) refuse(`Operation ${operationNumber} is out of order`, operationNumber);
    before = Number(operationNumber);
  }
  return problems;
}

/** ECO-07: circles in what the plant will build from, each once, from its first item around to it again. */
function cyclesOf(assessed: readonly ItemAssessment[], plant: PlantPicture): string[][] {
  const brought = new Map(
    assessed.filter((item) => !item.isApplied).map((item) => [item.itemNumber, item.content.bom]),
  );
  const below = (itemNumber: string): string[] => {
    const lines = brought.get(itemNumber)?.lines ?? plant.boms.get(itemNumber)?.lines ?? [];
    return [...new Set(lines.flatMap((line) => line.itemNumber ?? []))].sort();
  };
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (itemNumber: string): void => {
    const start = path.indexOf(itemNumber);
    if (start >= 0) cycles.push([...path.slice(start), itemNumber]);
    if (start >= 0 || done.has(itemNumber)) return;
    path.push(itemNumber);
    for (const component of below(itemNumber)) visit(component);
    path.pop();
    done.add(itemNumber);
  };
  for (const item of assessed) visit(item.itemNumber);
  return cycles;
}

const appliedNote = (item: PlmChangeContent, plant: PlantPicture): Problem => {
  const message = `${plant.plantCode} builds ${item.itemNumber} from revision ${item.toRevision} already`;
  return about(item.itemNumber, plant, note('ECO-05', 'REVISION_APPLIED', message));
};

/** The finding, with the item and the plant that it is about. */
function about(itemNumber: string, plant: PlantPicture, problem: Problem): Problem {
  const detail = { itemNumber, plantCode: plant.plantCode, ...(problem.detail as object | undefined) };
  return { ...problem, detail };
}
