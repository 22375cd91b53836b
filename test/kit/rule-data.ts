import type { OpenPart } from '../../commands/rules/order.ts';
import type {
  ErpLotStock,
  ErpOrder,
  ErpStockLevel,
  OrderSnapshot,
  OrderSnapshotComponent,
} from '../../connectors/ports.ts';
import type { FactoryPlant, PlantPolicy } from '../../lib/config/factory.ts';

/** Port data for the tests of the rules: a plain order of 100 pieces, and what is said differs. */
export const anOpenPart = (different: Partial<OpenPart> = {}): OpenPart => ({
  id: '7',
  planned: '100',
  unit: 'C62',
  rounding: '1',
  booking: { size: '1', rounding: different.rounding ?? '1' },
  tracking: 'NONE',
  outputLots: [],
  outputLotsMax: null,
  consumption: 'FLEXIBLE',
  producing: '0',
  bomRevision: 'B',
  components: [],
  operations: [
    { operationNumber: '10', workCenterCode: 'SAW', isOpen: true },
    { operationNumber: '20', workCenterCode: 'PACK', isOpen: true },
  ],
  ...different,
});

export const aComponent = (different: Partial<OrderSnapshotComponent> = {}): OrderSnapshotComponent => ({
  moveId: '1',
  itemNumber: 'SCREW',
  unit: 'C62',
  tracking: 'NONE',
  required: '200',
  reservedLots: [],
  issued: '0',
  issuedLots: [],
  rounding: '1',
  booking: { size: '1', rounding: different.rounding ?? '1' },
  atSource: [{ lotNumber: null, quantity: '1000' }],
  ...different,
});

export const anOrder = (different: Partial<ErpOrder> = {}): ErpOrder => ({
  plantCode: 'HAM',
  orderNumber: 'WH/MO/00012',
  numbers: [different.orderNumber ?? 'WH/MO/00012'],
  state: 'RELEASED',
  itemNumber: 'PUMP',
  planned: { value: '100', unit: 'C62' },
  produced: { value: '0', unit: 'C62' },
  scrapped: null,
  bomRevision: 'B',
  routingVersion: 'B',
  plannedStart: null,
  plannedEnd: null,
  refs: [],
  openPartId: '7',
  ...different,
});

export const aSnapshot = (order: Partial<ErpOrder> = {}, part: Partial<OpenPart> | null = {}): OrderSnapshot => ({
  order: anOrder(order),
  openPart: part === null ? null : anOpenPart(part),
});

export const stockOf = (value: string, different: Partial<ErpLotStock> = {}): ErpLotStock => ({
  plantCode: 'HAM',
  location: 'WH/Stock',
  quantity: { value, unit: 'C62' },
  reserved: { value: '0', unit: 'C62' },
  isHeld: false,
  ...different,
});

export const aStockLevel = (itemNumber: string, onHand: string, onHold = '0', unit = 'C62'): ErpStockLevel => ({
  plantCode: 'HAM',
  itemNumber,
  onHand: { value: onHand, unit },
  reserved: { value: '0', unit },
  available: { value: onHand, unit },
  onHold: { value: onHold, unit },
  locations: [],
});

export const aPolicy = (different: Partial<PlantPolicy> = {}): PlantPolicy => ({
  overTolerance: '0',
  backdateDays: 30,
  negativeStock: 'reject',
  rounding: { reported: 'refuse', backflush: 'note' },
  freeze: [],
  rules: {},
  ...different,
});

export const aPlant = (policy: Partial<PlantPolicy> = {}): FactoryPlant => ({
  code: 'HAM',
  name: 'Hamburg',
  timeZone: 'Europe/Berlin',
  erp: { connection: 'odoo-main', warehouse: 'WH' },
  mes: null,
  policy: aPolicy(policy),
});

export const codesOf = (problems: readonly { code: string }[]): string[] => problems.map((problem) => problem.code);
