import { GraphError } from '../../../lib/errors.ts';
import type { ReadContext } from '../../ports/posting.ts';
import { externalName, findExternalId } from './external-id.ts';
import { HOLD_LOCATION, type Layout, type Location, type PlantSite } from './layout.ts';
import { placesOf } from './places.ts';
import { freeStock, type PlacedQuant } from './quants.ts';
import type { WriteRpc } from './rpc.ts';

/** The warehouses behind a connection's plants, as the layout has them, and their hold locations. */
export class Sites {
  readonly #rpc: WriteRpc;
  readonly #layout: Layout;
  readonly #holdLocations = new Map<number, number>();

  constructor(rpc: WriteRpc, layout: Layout) {
    this.#rpc = rpc;
    this.#layout = layout;
  }

  /** Errors: GraphError NOT_SUPPORTED_BY_SOURCE for a plant that this connection does not serve, or whose warehouse is archived. */
  async of(plantCode: string): Promise<PlantSite> {
    const site = await this.#layout.site(plantCode);
    if (!site.isArchived) return site;
    const message = `The warehouse ${site.plant.warehouse} of the plant ${plantCode} is archived: nothing is posted to it`;
    throw new GraphError('NOT_SUPPORTED_BY_SOURCE', message, { system: 'ERP', connection: this.#rpc.connection });
  }

  /** Stock of the plant that can be taken and is not on hold; what lies at or below the locations comes first. */
  freeStock(
    site: PlantSite,
    stock: { productIds: readonly number[]; first?: readonly number[] },
    context: ReadContext,
  ): Promise<PlacedQuant[]> {
    return freeStock(this.#rpc, this.#layout, site, stock, context);
  }

  /** Locations as the layout has them. */
  placesOf(locationIds: Iterable<number>): Promise<Map<number, Location>> {
    return placesOf(this.#layout, locationIds);
  }

  /** Null where the plant has no hold location yet. */
  async holdLocation(site: PlantSite, context: ReadContext): Promise<number | null> {
    const known = this.#holdLocations.get(site.warehouseId);
    if (known !== undefined) return known;
    const found = await this.#findHoldLocation(site, context);
    if (found !== null) this.#holdLocations.set(site.warehouseId, found);
    return found;
  }

  async #findHoldLocation(site: PlantSite, context: ReadContext): Promise<number | null> {
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

export const holdLocationName = (site: PlantSite): string => externalName('hold_location', String(site.warehouseId));
