import type { Finding } from '../../ports/common.ts';
import { HOLD_LOCATION } from '../model/layout.ts';
import { idIn, type Row } from '../model/row.ts';
import type { Look } from './look.ts';
import { may } from './rights.ts';
import { groupFor, HOLD_LOCATION_RIGHT } from './rights-table.ts';

/** Polling and the order of events go by the server's clock, deadlines by the hub's. */
const CLOCK_WARNING_MS = 5_000;
const CLOCK_ERROR_MS = 60_000;

/** Plants, their warehouses and operation types, and where held stock lies. */
export async function plants(look: Look): Promise<Finding[]> {
  const bindings = await look.layout.bindings();
  const views = bindings.flatMap(({ site }) => (site === null ? [] : [site.viewLocationId]));
  const holds = await look.ask<Row[]>({
    model: 'stock.location',
    method: 'search_read',
    args: {
      domain: [
        ['name', '=', HOLD_LOCATION],
        ['location_id', 'in', views],
        ['usage', '=', 'internal'],
      ],
      fields: ['location_id'],
      load: '',
    },
  });
  const [holdModel, holdOperation] = HOLD_LOCATION_RIGHT as readonly ['stock.location', 'create'];
  const mayMakeHold = holds.length >= views.length || (await may(look, holdModel, holdOperation));
  return bindings.flatMap(({ plant, site, isAmbiguous }): Finding[] => {
    const name = `Plant ${plant.code}`;
    if (isAmbiguous) {
      return [
        {
          level: 'error',
          text: `${name}: several warehouses have the code ${plant.warehouse}`,
          todo: 'Give its warehouse a code of its own, or the hub a user of one company',
          about: `plant ${plant.code}`,
        },
      ];
    }
    if (site === null) {
      return [
        {
          level: 'error',
          text: `${name}: no warehouse that the user sees has the code ${plant.warehouse}`,
          todo: 'Name the short name of its warehouse in the factory file, or let the user into its company',
          about: `plant ${plant.code}`,
        },
      ];
    }
    const findings: Finding[] = [];
    const { manufacturingTypeIds, receiptTypeIds, viewLocationId } = site;
    if (manufacturingTypeIds.length === 0) {
      findings.push({
        level: 'error',
        text: `${name}: the warehouse ${plant.warehouse} has no operation type for manufacturing`,
        todo: 'Switch on Manufacture to Resupply for the warehouse',
        about: `plant ${plant.code} manufacturing`,
      });
    }
    if (receiptTypeIds.length === 0) {
      findings.push({
        level: 'warning',
        text: `${name}: the warehouse ${plant.warehouse} has no operation type for receipts`,
        todo: 'Bring back the operation type for receipts of the warehouse',
        about: `plant ${plant.code} receipts`,
      });
    }
    const hasHold = holds.some((row) => idIn(row, 'location_id') === viewLocationId);
    if (!hasHold && !mayMakeHold) {
      findings.push({
        level: 'warning',
        text: `${name}: there is no location "${HOLD_LOCATION}" beside Stock, and the user may not create one: holds will be refused`,
        todo: `Create it below ${plant.warehouse}, of type Internal Location, or give the user ${groupFor(holdModel, holdOperation)} until the first hold`,
        about: `plant ${plant.code} hold`,
      });
    }
    const hold = hasHold ? `holds in ${HOLD_LOCATION}` : 'the first hold makes its location';
    const text = `${name} is the warehouse ${plant.warehouse}; ${hold}`;
    return findings.length > 0 ? findings : [{ level: 'ok', text, about: `plant ${plant.code}` }];
  });
}

export async function units(look: Look): Promise<Finding[]> {
  const unknown = await look.layout.unknownUnits();
  if (unknown.length === 0) return [{ level: 'ok', text: 'Every unit has a UN/CEFACT code', about: 'units' }];
  const names = unknown.join(', ');
  const [used] = await look.ask<Row[]>({
    model: 'product.product',
    method: 'search_read',
    args: { domain: [['uom_id.name', 'in', unknown]], fields: ['uom_id'], limit: 1, load: '' },
  });
  const text = `Units without a UN/CEFACT code: ${names}`;
  if (used === undefined)
    return [{ level: 'note', text: `${text}; no item is counted in them`, about: `units ${names}` }];
  return [
    {
      level: 'warning',
      text: `${text}; what is counted in them is not told`,
      todo: `Name those in use under units of the connection ${look.session.connection}, as a code or, for packs, as { code: C62, factor: 6 }`,
      about: `units ${names}`,
    },
  ];
}

export function clock({ version: { clockOffsetMs } }: Look): Finding[] {
  if (clockOffsetMs === null) return [];
  const seconds = Math.round(clockOffsetMs / 1000);
  if (Math.abs(clockOffsetMs) <= CLOCK_WARNING_MS) {
    return [{ level: 'ok', text: `The server's time is the hub's (${seconds} s)`, about: 'clock' }];
  }
  const level = Math.abs(clockOffsetMs) > CLOCK_ERROR_MS ? 'error' : 'warning';
  return [
    {
      level,
      text: `The server's time is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} the hub's: changes are seen late, and times of events are wrong`,
      todo: 'Let both machines keep their clocks by NTP',
      about: `clock ${level}`,
    },
  ];
}
