import { decimal, sum } from '../../lib/decimal.ts';
import type { Problem } from '../../lib/problem.ts';
import type { Remainder } from '../rules/completion.ts';
import type { InputConsumption } from '../rules/consumption.ts';
import { type InputLot, type InputQuantity, InputReader } from '../rules/input.ts';

/** The canonical input: instants in UTC, decimals in plain text, what was left out as null or empty. */
export type ConfirmProductionInput = {
  plantCode: string;
  orderNumber: string;
  operationNumber: string | null;
  good: InputQuantity;
  scrap: { quantity: InputQuantity; reasonCode: string; lotNumber: string | null }[];
  outputLots: InputLot[];
  consumption: InputConsumption[];
  workCenterCode: string | null;
  bomRevision: string | null;
  routingVersion: string | null;
  startedAt: string | null;
  endedAt: string | null;
  operator: string | null;
  isFinal: boolean | null;
  remainder: Remainder;
};

const FIELDS = [
  'plantCode',
  'orderNumber',
  'operationNumber',
  'sequenceNo',
  'quantityBasis',
  'isCounterReset',
  'good',
  'scrap',
  'rework',
  'outputLots',
  'byProducts',
  'consumption',
  'workCenterCode',
  'equipmentCode',
  'bomRevision',
  'routingVersion',
  'startedAt',
  'endedAt',
  'operator',
  'isFinal',
  'remainder',
];

/** C-04 and the form of keys; what the contract has and this command does not do yet is refused by its name. */
export function parseConfirmProduction(raw: unknown): { input: ConfirmProductionInput } | { problems: Problem[] } {
  const reader = new InputReader(raw);
  reader.only(FIELDS);
  refuseUnsupported(reader);
  const input: ConfirmProductionInput = {
    plantCode: reader.key('plantCode'),
    orderNumber: reader.key('orderNumber'),
    operationNumber: reader.optionalKey('operationNumber'),
    good: reader.quantity('good', { orZero: true }),
    scrap: reader.list('scrap', (entry) => {
      entry.only(['quantity', 'reasonCode', 'lotNumber']);
      return {
        quantity: entry.quantity('quantity'),
        reasonCode: entry.key('reasonCode'),
        lotNumber: entry.optionalKey('lotNumber'),
      };
    }),
    outputLots: reader.lots('outputLots'),
    consumption: reader.list('consumption', (entry) => {
      entry.only(['itemNumber', 'quantity', 'lots']);
      return { itemNumber: entry.key('itemNumber'), quantity: entry.quantity('quantity'), lots: entry.lots('lots') };
    }),
    workCenterCode: reader.optionalKey('workCenterCode'),
    bomRevision: reader.optionalKey('bomRevision'),
    routingVersion: reader.optionalKey('routingVersion'),
    startedAt: reader.optionalInstant('startedAt'),
    endedAt: reader.optionalInstant('endedAt'),
    operator: reader.optionalText('operator'),
    isFinal: reader.optionalBoolean('isFinal'),
    remainder: reader.oneOf('remainder', ['KEEP_OPEN', 'CLOSE_SHORT'], 'KEEP_OPEN'),
  };
  const total = decimal(input.good.value).plus(sum(input.scrap.map((scrap) => scrap.quantity.value)));
  if (reader.problems.length === 0 && total.isZero()) {
    reader.refuse('QUANTITY_INVALID', 'Good and scrap are both nothing', ['good', 'value']);
  }
  return reader.problems.length > 0 ? { problems: reader.problems } : { input };
}

function refuseUnsupported(reader: InputReader): void {
  reader.unsupported('sequenceNo', 'confirmations of one order are posted in the order in which they were accepted');
  reader.unsupported('isCounterReset', 'report what this confirmation adds');
  reader.unsupported('rework', 'report it later, as good or as scrap');
  reader.unsupported('byProducts', 'the order is posted without by-products');
  reader.unsupported('equipmentCode', 'name the work centre');
  if (reader.oneOf('quantityBasis', ['DELTA', 'CUMULATIVE'], 'DELTA') === 'CUMULATIVE') {
    const message = 'quantityBasis CUMULATIVE is not carried out yet: report what this confirmation adds';
    reader.refuse('FIELD_NOT_SUPPORTED', message, ['quantityBasis']);
  }
}
