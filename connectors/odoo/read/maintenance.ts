import type { Page, PageArgs } from '../../ports/common.ts';
import type { ErpMaintenanceRequest, MaintenanceRequestState } from '../../ports/erp-read.ts';
import { anyOf, type Domain } from '../model/domain.ts';
import type { PlantSite } from '../model/layout.ts';
import { instantIn, type Reading } from '../model/reading.ts';
import { idIn, type Row, textIn } from '../model/row.ts';
import { decodeCursor, encodeCursor } from './cursor.ts';

/** Requests of the plant's company, newest first: Odoo binds none to a warehouse, and knows them by their id only. */
export async function maintenanceRequestsOf(
  reading: Reading,
  site: PlantSite,
  states: readonly MaintenanceRequestState[] | null,
  args: PageArgs,
): Promise<Page<ErpMaintenanceRequest>> {
  const { records } = reading;
  const after = decodeCursor(args.after, ['number']);
  const stages = await records.matching('maintenance.stage', [['id', '!=', false]], () => true);
  const rows = await records.page(
    'maintenance.request',
    [
      ['company_id', 'in', [site.companyId, false]],
      ...(after === null ? [] : [['id', '<', after[0]] as const]),
      ...(states === null ? [] : inStates(states, stages)),
    ],
    'id desc',
    args.first + 1,
  );
  const page = rows.slice(0, args.first);
  const equipmentCode = async (id: number | null) => {
    const machine = id === null ? null : await records.byId('maintenance.equipment', id);
    return machine && (textIn(machine, 'serial_no') ?? textIn(machine, 'name'));
  };
  const nodes = page.map((row) =>
    reading.facts.tell('maintenanceRequest', {
      plantCode: site.plant.code,
      requestNumber: String(row.id),
      title: () => textIn(row, 'name') ?? '',
      equipmentCode: () => equipmentCode(idIn(row, 'equipment_id')),
      state: stateOf(row, stages),
      openedAt: () => instantIn(row.create_date),
    }),
  );
  return {
    nodes: await Promise.all(nodes),
    hasNextPage: rows.length > args.first,
    endCursor: page.length === 0 ? null : encodeCursor([page.at(-1)!.id]),
    cursors: page.map((row) => encodeCursor([row.id])),
  };
}

/** A request is open in the first stage, done in one that says so, in progress in any other. */
function stateOfStage(stageId: number | null, stages: readonly Row[]): MaintenanceRequestState {
  const stage = stages.find((row) => row.id === stageId);
  if (stage?.done === true) return 'DONE';
  const first = stages.toSorted((a, b) => Number(a.sequence) - Number(b.sequence) || a.id - b.id)[0];
  return stage === undefined || stage.id === first?.id ? 'OPEN' : 'IN_PROGRESS';
}

const stateOf = (row: Row, stages: readonly Row[]): MaintenanceRequestState =>
  row.archive === true ? 'CANCELLED' : stateOfStage(idIn(row, 'stage_id'), stages);

function inStates(states: readonly MaintenanceRequestState[], stages: readonly Row[]): Domain {
  const ids = stages.filter((stage) => states.includes(stateOfStage(stage.id, stages))).map((stage) => stage.id);
  const domains: Domain[] = [
    [
      ['archive', '=', false],
      ['stage_id', 'in', ids],
    ],
  ];
  if (states.includes('CANCELLED')) domains.push([['archive', '=', true]]);
  return anyOf(domains);
}
