import { GraphError } from '../../../lib/errors.ts';
import { meaningOf, type UnitMeaning, type UnitNames, unitUnknown } from '../../../lib/units.ts';
import type { CallRecorder, PlantBinding } from '../../ports/common.ts';
import { knownFields } from '../transport/fields.ts';
import type { OdooSession } from '../transport/session.ts';
import { idIn, type Row, textIn } from './row.ts';

/** Where a plant's records live; ids of Odoo. Read anew, one plant is another object: compare by its code. */
export interface PlantSite {
  plant: PlantBinding;
  warehouseId: number;
  /** Of a warehouse that was put away: what was done in it is told, and nothing is posted to it any more. */
  isArchived: boolean;
  companyId: number;
  stockLocationId: number;
  /** The warehouse's own location, above Stock and the hold location. */
  viewLocationId: number;
  /** The warehouse's own type for transfers within it, and for making. */
  internalTypeId: number;
  manufacturingTypeId: number;
  /** Operation types that make orders of the plant. */
  manufacturingTypeIds: readonly number[];
  /** Operation types that receive what the plant buys. */
  receiptTypeIds: readonly number[];
}

export interface Location {
  /** As Odoo shows it, for example WH/Stock/Shelf 1. */
  name: string;
  /** Null where it belongs to none of the connection's plants. */
  site: PlantSite | null;
  /** The part of the warehouse that it is or lies in, right below the warehouse's own location: Stock, Pre-Production, Output … */
  areaId: number | null;
  /** It and those that it lies in. */
  path: readonly number[];
  isHeld: boolean;
}

interface Structure {
  sites: ReadonlyMap<string, PlantSite>;
  /** Plants whose code several warehouses have, of one company each: which is meant cannot be told. */
  ambiguous: ReadonlySet<string>;
  units: ReadonlyMap<number, string>;
  /** What those units mean whose names the hub or the connection knows. */
  meanings: ReadonlyMap<number, UnitMeaning>;
  /** Of a company. */
  currencies: ReadonlyMap<number, string>;
}

/** Beside Stock under the warehouse's own location: orders reserve below Stock only, so what lies here is out of reach. */
export const HOLD_LOCATION = 'Quality Hold';

const KEEP_MS = 60_000;

/** What is older than so many times of keeping is waited for. */
const STALE_TIMES = 10;

interface Known<Value> {
  readAt: number;
  value: Promise<Value>;
}

/**
 * The structure that a connection's records hang on: warehouses, operation types, units, locations. It hardly ever
 * changes, is read for the connection and not for a request, and is read anew after a minute: in the meantime the old
 * one serves, so that no request waits for it, but for one of ten minutes or more.
 */
export class Layout {
  readonly #session: OdooSession;
  readonly #plants: readonly PlantBinding[];
  /** Names of units that mean something on this connection. */
  readonly unitNames: UnitNames;
  readonly #keepMs: number;
  /** One for the connection, whoever counts. */
  #known: { structure: Known<Structure> | undefined; locations: Map<number, Known<Row | null>> } = {
    structure: undefined,
    locations: new Map(),
  };
  #calls: CallRecorder | undefined;

  constructor(session: OdooSession, plants: readonly PlantBinding[], unitNames: UnitNames, keepMs = KEEP_MS) {
    this.#keepMs = keepMs;
    this.#session = session;
    this.#plants = plants;
    this.unitNames = unitNames;
  }

  /** The same for a request: what it makes the layout read anew is counted as its own. */
  countedBy(calls: CallRecorder | undefined): Layout {
    const counted = new Layout(this.#session, this.#plants, this.unitNames, this.#keepMs);
    counted.#known = this.#known;
    counted.#calls = calls;
    return counted;
  }

  /** Errors: GraphError NOT_SUPPORTED_BY_SOURCE where the connection does not serve the plant or lacks its warehouse. */
  async site(plantCode: string): Promise<PlantSite> {
    const { sites, ambiguous } = await this.#current();
    const site = sites.get(plantCode);
    if (site !== undefined) return site;
    const { connection } = this.#session;
    const plant = this.#plants.find((entry) => entry.code === plantCode);
    if (plant === undefined) throw this.#unsupported(`${connection} does not serve the plant ${plantCode}`);
    const found = ambiguous.has(plantCode) ? 'several warehouses' : 'no warehouse';
    throw this.#unsupported(
      `${connection} has ${found} with the code ${plant.warehouse}, which the plant ${plantCode} is bound to`,
    );
  }

  /** Sites of those of the plants that the connection serves. */
  async sites(plantCodes: Iterable<string>): Promise<PlantSite[]> {
    const { sites } = await this.#current();
    return [...new Set(plantCodes)].map((code) => sites.get(code)).filter((site) => site !== undefined);
  }

  async allSites(): Promise<PlantSite[]> {
    return [...(await this.#current()).sites.values()];
  }

  /** Reads the structure anew and looks for every plant. Errors: those of `site`. */
  async lookAgain(): Promise<void> {
    this.#known.structure = undefined;
    for (const plant of this.#plants) await this.site(plant.code);
  }

  /** Every plant with its warehouse, for the report on a connection. */
  async bindings(): Promise<{ plant: PlantBinding; site: PlantSite | null; isAmbiguous: boolean }[]> {
    const { sites, ambiguous } = await this.#current();
    return this.#plants.map((plant) => ({
      plant,
      site: sites.get(plant.code) ?? null,
      isAmbiguous: ambiguous.has(plant.code),
    }));
  }

  /** Names of units, archived ones too, that mean no UN/CEFACT code. */
  async unknownUnits(): Promise<string[]> {
    const names = [...(await this.#current()).units.values()];
    return names.filter((name) => meaningOf(name, this.unitNames) === undefined).sort();
  }

  /** Errors: GraphError NOT_SUPPORTED_BY_SOURCE, for commands UNIT_UNKNOWN, for a unit whose name means nothing. */
  async unit(unitId: number): Promise<UnitMeaning> {
    const meaning = meaningOf(await this.unitName(unitId), this.unitNames);
    if (meaning !== undefined) return meaning;
    throw unitUnknown(await this.unitName(unitId), { system: 'ERP', connection: this.#session.connection });
  }

  /** Units by id, for many at once. Errors: those of `unit`, for those that are looked up in it. */
  async unitsById(): Promise<(unitId: number) => UnitMeaning | Promise<UnitMeaning>> {
    const { meanings } = await this.#current();
    return (unitId) => meanings.get(unitId) ?? this.unit(unitId);
  }

  /** The code that a unit counts in; null for one whose name means nothing. */
  async unitCode(unitId: number): Promise<string | null> {
    return meaningOf(await this.unitName(unitId), this.unitNames)?.code ?? null;
  }

  async unitName(unitId: number): Promise<string> {
    const known = (await this.#current()).units.get(unitId);
    if (known !== undefined) return known;
    this.#known.structure = undefined;
    return (await this.#current()).units.get(unitId) ?? String(unitId);
  }

  /** ISO 4217, of the plant's company. */
  async currency(site: PlantSite): Promise<string> {
    const currency = (await this.#current()).currencies.get(site.companyId);
    if (currency !== undefined) return currency;
    throw this.#unsupported(`${this.#session.connection} does not tell the currency of the plant ${site.plant.code}`);
  }

  async location(locationId: number): Promise<Location> {
    const row = await this.#locationRow(locationId);
    const name = (row && textIn(row, 'complete_name')) ?? String(locationId);
    const path = ((row && textIn(row, 'parent_path')) ?? '').split('/').filter(Boolean).map(Number);
    for (const site of await this.allSites()) {
      const at = path.indexOf(site.viewLocationId);
      const areaId = at < 0 ? undefined : path[at + 1];
      if (areaId === undefined) continue;
      const area = areaId === site.stockLocationId ? null : await this.#locationRow(areaId);
      const isHeld = area !== null && textIn(area, 'name') === HOLD_LOCATION;
      return { name, site, areaId, path, isHeld };
    }
    return { name, site: null, areaId: null, path, isHeld: false };
  }

  /** Reads the locations that are not known yet in one call, so that each need not be read by itself. */
  async prepareLocations(ids: Iterable<number>): Promise<void> {
    const due = [...new Set(ids)].filter((id) => !this.#isFresh(this.#known.locations.get(id)));
    if (due.length > 0) {
      const fields = ['name', 'complete_name', 'location_id', 'parent_path'];
      const rows = this.#read('stock.location', [['id', 'in', due]], fields).then(
        (found) => new Map(found.map((row) => [row.id, row])),
      );
      for (const id of due) {
        this.#renew(
          () => rows.then((found) => found.get(id) ?? null),
          this.#known.locations.get(id),
          (known) => {
            if (known === undefined) this.#known.locations.delete(id);
            else this.#known.locations.set(id, known);
          },
        );
      }
    }
    await Promise.all([...ids].map((id) => this.#known.locations.get(id)?.value));
  }

  async #locationRow(id: number): Promise<Row | null> {
    await this.prepareLocations([id]);
    return (await this.#known.locations.get(id)?.value) ?? null;
  }

  async #current(): Promise<Structure> {
    if (this.#isFresh(this.#known.structure)) return this.#known.structure.value;
    return this.#renew(
      () => this.#readStructure(),
      this.#known.structure,
      (known) => {
        this.#known.structure = known;
      },
    );
  }

  #isFresh<Value>(known: Known<Value> | undefined): known is Known<Value> {
    return known !== undefined && performance.now() - known.readAt < this.#keepMs;
  }

  /** Reads anew, once for all who ask meanwhile; what was known serves until then, where it is not too old. */
  #renew<Value>(
    read: () => Promise<Value>,
    known: Known<Value> | undefined,
    keep: (known: Known<Value> | undefined) => void,
  ): Promise<Value> {
    const now = performance.now();
    const mayServe = known !== undefined && now - known.readAt < this.#keepMs * STALE_TIMES;
    const value = read();
    const fresh = { readAt: now, value };
    const old = mayServe ? { readAt: now, value: known.value } : undefined;
    keep(old ?? fresh);
    value.then(
      () => keep(fresh),
      // What was known is tried again from where it stood; a failure is not kept.
      () => keep(mayServe ? known : undefined),
    );
    return old?.value ?? value;
  }

  async #readStructure(): Promise<Structure> {
    const codes = this.#plants.map((plant) => plant.warehouse);
    const [warehouses, types, units, companies] = await Promise.all([
      this.#read(
        'stock.warehouse',
        [['code', 'in', codes]],
        ['code', 'company_id', 'lot_stock_id', 'view_location_id', 'active', 'int_type_id', 'manu_type_id'],
      ),
      this.#read(
        'stock.picking.type',
        [
          ['warehouse_id.code', 'in', codes],
          ['code', 'in', ['mrp_operation', 'incoming']],
        ],
        ['code', 'warehouse_id'],
      ),
      this.#read('uom.uom', [], ['name']),
      // With display names, as a currency's own record may not be read by everyone.
      this.#read('res.company', [], ['currency_id'], null),
    ]);
    const sites = new Map<string, PlantSite>();
    const ambiguous = new Set<string>();
    for (const plant of this.#plants) {
      const named = warehouses.filter((warehouse) => textIn(warehouse, 'code') === plant.warehouse);
      const active = named.filter((warehouse) => warehouse.active === true);
      const [row, ...others] = active.length > 0 ? active : named;
      if (others.length > 0) ambiguous.add(plant.code);
      else if (row !== undefined) sites.set(plant.code, toSite(plant, row, types));
    }
    const names = units.map((unit) => [unit.id, textIn(unit, 'name') ?? ''] as const);
    return {
      ...{ sites, ambiguous },
      units: new Map(names),
      meanings: new Map(
        names.flatMap(([id, name]) => {
          const meaning = meaningOf(name, this.unitNames);
          return meaning === undefined ? [] : [[id, meaning] as const];
        }),
      ),
      currencies: new Map(companies.map((company) => [company.id, displayName(company.currency_id)])),
    };
  }

  async #read(model: string, domain: readonly unknown[], fields: string[], load: '' | null = ''): Promise<Row[]> {
    const known = knownFields(model, await this.#session.fields(model, this.#calls), fields, fields);
    return this.#session.call<Row[]>(
      {
        model,
        method: 'search_read',
        args: { domain, fields: known, order: 'id', ...(load === null ? {} : { load }) },
        context: { active_test: false },
      },
      { kind: 'read', calls: this.#calls },
    );
  }

  #unsupported(message: string): GraphError {
    return new GraphError('NOT_SUPPORTED_BY_SOURCE', message, { system: 'ERP', connection: this.#session.connection });
  }
}

function toSite(plant: PlantBinding, row: Row, types: readonly Row[]): PlantSite {
  const typesOf = (code: string) =>
    types.filter((type) => type.code === code && idIn(type, 'warehouse_id') === row.id).map((type) => type.id);
  return {
    plant,
    warehouseId: row.id,
    isArchived: row.active !== true,
    companyId: idIn(row, 'company_id')!,
    stockLocationId: idIn(row, 'lot_stock_id')!,
    viewLocationId: idIn(row, 'view_location_id')!,
    internalTypeId: idIn(row, 'int_type_id')!,
    manufacturingTypeId: idIn(row, 'manu_type_id')!,
    manufacturingTypeIds: typesOf('mrp_operation'),
    receiptTypeIds: typesOf('incoming'),
  };
}

const displayName = (value: unknown): string => (Array.isArray(value) && typeof value[1] === 'string' ? value[1] : '');
