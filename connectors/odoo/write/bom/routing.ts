import { decimalText } from '../../../../lib/decimal.ts';
import { RejectedError } from '../../../../lib/errors.ts';
import type { BomInput, BomOperation } from '../../../ports/erp-write.ts';
import type { ReadContext } from '../../../ports/posting.ts';
import type { PlantSite } from '../../model/layout.ts';
import { type About, refused } from '../../model/refusal.ts';
import { textIn } from '../../model/row.ts';
import type { WriteRpc } from '../../model/rpc.ts';
import type { BomContent, BomPart } from './content.ts';

/** Odoo's default: an automatic time is the average of ten work orders. */
const BATCH = '10';

/** The operations as given, and the lines bound to them. Errors: RejectedError ROUTING_INVALID with all that is wrong. */
export async function explicitOperations(
  rpc: WriteRpc,
  site: PlantSite,
  input: BomInput,
  lines: readonly BomPart[],
  context: ReadContext,
): Promise<Pick<BomContent, 'operations' | 'lines'>> {
  const given = input.operations as BomOperation[];
  const centres = await workCentres(
    rpc,
    site,
    given.map((operation) => operation.workCenterCode),
    context,
  );
  const wrong: RejectedError[] = [];
  const places = new Map<string, number>();
  for (const [place, { operationNumber, workCenterCode }] of given.entries()) {
    const about = (field: string): About => ({ rule: 'ECO-10', path: ['operations', String(place), field] });
    if (places.has(operationNumber)) {
      wrong.push(refused('ROUTING_INVALID', `Operation ${operationNumber} is given twice`, about('operationNumber')));
    }
    places.set(operationNumber, place);
    const found = centres.get(workCenterCode) ?? [];
    if (found.length === 1) continue;
    const message = `The ERP has ${found.length === 0 ? 'no work centre' : 'several work centres'} ${workCenterCode}`;
    wrong.push(refused('ROUTING_INVALID', message, about('workCenterCode')));
  }
  for (const [index, line] of input.lines.entries()) {
    if (line.operationNumber == null || places.has(line.operationNumber)) continue;
    const path = ['lines', String(index), 'operationNumber'];
    const message = `${line.itemNumber} is consumed in operation ${line.operationNumber}, and there is none`;
    wrong.push(refused('ROUTING_INVALID', message, { rule: 'ECO-10', path }));
  }
  if (wrong.length > 0) throw new RejectedError(wrong.flatMap((error) => error.problems));
  return {
    operations: given.map((operation) => ({
      name: operation.name,
      workCenterId: centres.get(operation.workCenterCode)![0]!,
      timeMode: 'manual',
      minutes: decimalText(operation.minutes),
      batch: BATCH,
      note: null,
    })),
    lines: lines.map((line, index) => ({
      ...line,
      operation: places.get(input.lines[index]!.operationNumber ?? '') ?? null,
    })),
  };
}

/** Ids of active work centres by code; one without a code goes by its name, as it does everywhere in the graph. */
async function workCentres(
  rpc: WriteRpc,
  site: PlantSite,
  codes: readonly string[],
  context: ReadContext,
): Promise<Map<string, number[]>> {
  const wanted = [...new Set(codes)];
  const found = new Map<string, number[]>();
  if (wanted.length === 0) return found;
  const rows = await rpc.search(
    'mrp.workcenter',
    [
      ['company_id', 'in', [site.companyId, false]],
      '|',
      ['code', 'in', wanted],
      '&',
      ['code', '=', false],
      ['name', 'in', wanted],
    ],
    ['code', 'name'],
    context,
    { order: 'id' },
  );
  for (const row of rows) {
    const code = textIn(row, 'code') ?? textIn(row, 'name') ?? '';
    found.set(code, [...(found.get(code) ?? []), row.id]);
  }
  return found;
}
