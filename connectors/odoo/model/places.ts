import type { Domain } from './domain.ts';
import type { Layout, Location, PlantSite } from './layout.ts';
import { idIn, type Row } from './row.ts';

/**
 * A plant's places are all locations of its warehouse where goods lie: Stock with its shelves, and whatever it has for
 * goods on their way in, into production and out. What is on hold lies apart. What an order takes from is its own
 * source, and what it makes goes to its own destination; in a warehouse that makes in one step both are Stock.
 */
export const inPlants = (sites: readonly PlantSite[]): Domain => [
  ['location_id.usage', '=', 'internal'],
  ['location_id', 'child_of', sites.map((site) => site.viewLocationId)],
  ...OWN,
];

/** What belongs to somebody else, and only lies here, is no stock of the plant. */
export const OWN: Domain = [['owner_id', '=', false]];

/** What lies in a package is the plant's, and no posting takes it out: it is on hand, and not available. */
export const UNPACKED: Domain = [['package_id', '=', false]];

export const isPacked = (quant: Row): boolean => idIn(quant, 'package_id') !== null;

/** The places of rows, by their locations' ids. */
export async function placesOf(layout: Layout, locationIds: Iterable<number>): Promise<Map<number, Location>> {
  const ids = [...new Set(locationIds)];
  await layout.prepareLocations(ids);
  const places = await Promise.all(ids.map(async (id) => [id, await layout.location(id)] as const));
  return new Map(places);
}
