import type { ItemAssessment, PlantPicture } from '../../commands/rules/change-items.ts';
import type { ErpBom, ErpItem, PlmChangeContent } from '../../connectors/ports.ts';

/** Port data for the tests of engineering changes: bills of materials are written "2 NUT" by line. */
const ref = { system: 'ERP', connection: 'odoo-main', type: 'mrp.bom', id: '1' } as const;

const readLines = (lines: readonly string[]) =>
  lines.map((line, index) => {
    const [quantity = '1', itemNumber = '', unit = 'C62'] = line.split(' ');
    return { lineNumber: index + 1, itemNumber, quantity: { value: quantity, unit } };
  });

export const aChangedItem = (
  itemNumber: string,
  lines: readonly string[] | null,
  different: Partial<PlmChangeContent> = {},
): PlmChangeContent => ({
  itemNumber,
  name: itemNumber.toLowerCase(),
  unit: 'C62',
  fromRevision: 'A',
  toRevision: 'B',
  bom:
    lines === null
      ? null
      : {
          itemNumber,
          revision: 'B',
          baseQuantity: { value: '1', unit: 'C62' },
          lines: readLines(lines).map((line) => ({ ...line, lineRef: String(line.lineNumber) })),
        },
  ...different,
});

export const anErpItem = (itemNumber: string, different: Partial<ErpItem> = {}): ErpItem => ({
  itemNumber,
  name: null,
  unit: 'C62',
  unitName: 'Units',
  tracking: 'NONE',
  isActive: true,
  refs: [],
  ...different,
});

export const anErpBom = (itemNumber: string, lines: readonly string[], different: Partial<ErpBom> = {}): ErpBom => ({
  itemNumber,
  revision: 'A',
  plantCode: 'HAM',
  baseQuantity: { value: '1', unit: 'C62' },
  consumption: 'WARNING',
  isPlantSpecific: true,
  lines: readLines(lines).map((line) => ({ ...line, operationNumber: null, hasOperation: false })),
  operations: [],
  ref,
  ...different,
});

/** A plant that knows the items (all of them effective in the PLM) and builds from the bills of materials. */
export const aPicture = (
  items: readonly (string | ErpItem)[],
  boms: readonly ErpBom[] = [],
  different: Partial<PlantPicture> = {},
): PlantPicture => {
  const known = items.map((item) => (typeof item === 'string' ? anErpItem(item) : item));
  return {
    plantCode: 'HAM',
    items: new Map(known.map((item) => [item.itemNumber, item])),
    boms: new Map(boms.map((bom) => [bom.itemNumber, bom])),
    workCenters: [{ plantCode: 'HAM', code: 'SAW', name: 'Saw', isAvailable: true }],
    effective: new Set(known.map((item) => item.itemNumber)),
    ...different,
  };
};

export const anAssessment = (
  itemNumber: string,
  lines: readonly string[] | null,
  problems: ItemAssessment['problems'] = [],
): ItemAssessment => ({
  itemNumber,
  toRevision: 'B',
  content: aChangedItem(itemNumber, lines),
  isApplied: false,
  isNew: false,
  problems,
});
