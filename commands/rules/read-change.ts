import { impactFingerprint } from '../../connectors/ports/impact-fingerprint.ts';
import type {
  BackEnds,
  ErpBom,
  ErpImpact,
  ErpItem,
  ErpReader,
  PlmChangeContent,
  PlmReader,
} from '../../connectors/ports.ts';
import type { PlantPicture } from './change-items.ts';

/** What a plant has of all that the change touches, and of all that stands below it in bills of materials. */
export async function readPicture(
  erp: ErpReader,
  plm: PlmReader,
  plantCode: string,
  content: readonly PlmChangeContent[],
  at: Date,
): Promise<PlantPicture> {
  const affected = content.map((item) => item.itemNumber);
  const components = content.flatMap((item) => item.bom?.lines.map((line) => line.itemNumber) ?? []);
  const named = [...new Set([...affected, ...components])];
  const outside = named.filter((itemNumber) => !affected.includes(itemNumber));
  const [items, boms, workCenters, effective] = await Promise.all([
    Promise.all(named.map((itemNumber) => erp.item(itemNumber))),
    readBoms(erp, plantCode, named),
    erp.workCenters(plantCode),
    Promise.all(outside.map((itemNumber) => isEffective(plm, itemNumber, at))),
  ]);
  return {
    plantCode,
    items: new Map<string, ErpItem | null>(named.map((itemNumber, index) => [itemNumber, items[index] ?? null])),
    boms,
    workCenters,
    effective: new Set(outside.filter((_, index) => effective[index])),
  };
}

/** Level by level, so that a level costs one read. */
async function readBoms(
  erp: ErpReader,
  plantCode: string,
  itemNumbers: readonly string[],
): Promise<Map<string, ErpBom | null>> {
  const boms = new Map<string, ErpBom | null>();
  let level = [...itemNumbers];
  while (level.length > 0) {
    const read = await Promise.all(level.map((itemNumber) => erp.bom(itemNumber, plantCode)));
    for (const [index, itemNumber] of level.entries()) boms.set(itemNumber, read[index] ?? null);
    const below = read.flatMap((bom) => bom?.lines.flatMap((line) => line.itemNumber ?? []) ?? []);
    level = [...new Set(below)].filter((itemNumber) => !boms.has(itemNumber));
  }
  return boms;
}

async function isEffective(plm: PlmReader, itemNumber: string, at: Date): Promise<boolean> {
  const revision = await plm.currentRevision(itemNumber);
  return revision !== null && (revision.effectiveFrom === null || new Date(revision.effectiveFrom) <= at);
}

/** What the change touches at a plant: all of it as it is fingerprinted, and item by item. */
export async function readImpact(
  backEnds: BackEnds,
  plantCode: string,
  itemNumbers: readonly string[],
): Promise<{ fingerprint: string; isTruncated: boolean; byItem: Map<string, ErpImpact> }> {
  const reader = backEnds.erp(plantCode).open({ plants: [plantCode] });
  const [all, ...each] = await Promise.all([
    reader.impact(plantCode, itemNumbers),
    ...itemNumbers.map((itemNumber) => reader.impact(plantCode, [itemNumber])),
  ]);
  const byItem = new Map<string, ErpImpact>();
  for (const [index, itemNumber] of itemNumbers.entries()) {
    const impact = each[index];
    if (impact !== undefined) byItem.set(itemNumber, impact);
  }
  return { fingerprint: impactFingerprint(plantCode, all), isTruncated: all.isTruncated, byItem };
}
