import { GraphError } from '../../../lib/errors.ts';
import type { PlantBinding } from '../../ports/common.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { externalName, findExternalId } from './external-id.ts';
import { idIn, type Row } from './row.ts';
import type { WriteRpc } from './rpc.ts';

/** Where a plant's records live in Odoo; ids. */
export interface Site {
  plantCode: string;
  warehouseId: number;
  companyId: number;
  stockLocationId: number;
  viewLocationId: number;
  internalTypeId: number;
  manufacturingTypeId: number;
}

const FIELDS = ['code', 'company_id', 'lot_stock_id', 'view_location_id', 'int_type_id', 'manu_type_id'];

/** The warehouses behind a connection's plants; read once, as their ids never change. */
export class Sites {
  readonly #rpc: WriteRpc;
  readonly #plants: readonly PlantBinding[];
  readonly #known = new Map<string, Site>();
  readonly #holdLocations = new Map<number, number>();

  constructor(rpc: WriteRpc, plants: readonly PlantBinding[]) {
    this.#rpc = rpc;
    this.#plants = plants;
  }

  /** Errors: GraphError NOT_SUPPORTED_BY_SOURCE for a plant that this connection does not serve. */
  async of(plantCode: string, context: ReadContext): Promise<Site> {
    const known = this.#known.get(plantCode);
    if (known !== undefined) return known;
    const plant = this.#plants.find((entry) => entry.code === plantCode);
    const rows = plant
      ? await this.#rpc.search('stock.warehouse', [['code', '=', plant.warehouse]], FIELDS, context, { order: 'id' })
      : [];
    const [row, ...others] = rows;
    if (row === undefined || others.length > 0) {
      const found = others.length > 0 ? 'several warehouses' : 'no warehouse';
      const message = `${this.#rpc.connection} has ${found} for the plant ${plantCode}`;
      throw new GraphError('NOT_SUPPORTED_BY_SOURCE', message, { system: 'ERP', connection: this.#rpc.connection });
    }
    const site = toSite(plantCode, row);
    this.#known.set(plantCode, site);
    return site;
  }

  /** Null where the plant has no hold location yet. */
  async holdLocation(site: Site, context: ReadContext): Promise<number | null> {
    const known = this.#holdLocations.get(site.warehouseId);
    if (known !== undefined) return known;
    const found = await this.#findHoldLocation(site, context);
    if (found !== null) this.#holdLocations.set(site.warehouseId, found);
    return found;
  }

  async #findHoldLocation(site: Site, context: ReadContext): Promise<number | null> {
    const byName = await this.#rpc.search(
      'stock.location',
      [
        ['name', '=', HOLD_LOCATION],
        ['location_id', '=', site.viewLocationId],
        ['usage', '=', 'internal'],
      ],
      ['name'],
      context,
      { order: 'id', limit: 1 },
    );
    return byName[0]?.id ?? (await findExternalId(this.#rpc, 'stock.location', holdLocationName(site), context));
  }
}

/** Beside Stock under the warehouse's own location: orders reserve below Stock only, so what lies here is out of reach. */
export const HOLD_LOCATION = 'Quality Hold';

export const holdLocationName = (site: Site): string => externalName('hold_location', String(site.warehouseId));

function toSite(plantCode: string, row: Row): Site {
  return {
    plantCode,
    warehouseId: row.id,
    companyId: idIn(row, 'company_id')!,
    stockLocationId: idIn(row, 'lot_stock_id')!,
    viewLocationId: idIn(row, 'view_location_id')!,
    internalTypeId: idIn(row, 'int_type_id')!,
    manufacturingTypeId: idIn(row, 'manu_type_id')!,
  };
}
