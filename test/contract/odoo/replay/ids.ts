/** Ids of the real server and what stands for them here, by model. */
export class IdMap {
  readonly #known = new Map<string, Map<number, number>>();
  readonly #texts = new Map<string, string>();
  readonly #relation: (model: string, field: string) => string | undefined;

  /** `relation` names the model that a field points to. */
  constructor(relation: (model: string, field: string) => string | undefined) {
    this.#relation = relation;
  }

  bind(model: string, recorded: number, own: number): void {
    const known = this.#known.get(model) ?? new Map<number, number>();
    known.set(recorded, own);
    this.#known.set(model, known);
  }

  /** An instant or a number that the real server told, and what it is here: a client may send it back. */
  bindText(recorded: string, own: string): void {
    this.#texts.set(recorded, own);
  }

  ownText(recorded: string): string {
    return this.#texts.get(recorded) ?? recorded;
  }

  get(model: string, recorded: number): number | undefined {
    return this.#known.get(model)?.get(recorded);
  }

  /** Unknown ids stay: some are meant to be of nothing. */
  own(model: string, recorded: number): number {
    return this.get(model, recorded) ?? recorded;
  }

  relation(model: string, field: string): string | undefined {
    return this.#relation(model, field);
  }

  ownIds(model: string, value: unknown): unknown {
    if (typeof value === 'number') return this.own(model, value);
    return Array.isArray(value) ? value.map((id) => (typeof id === 'number' ? this.own(model, id) : id)) : value;
  }

  /** Values of a create or write, with the commands inside. */
  ownVals(model: string, vals: unknown): unknown {
    if (Array.isArray(vals)) return vals.map((one) => this.ownVals(model, one));
    if (typeof vals !== 'object' || vals === null) return vals;
    const entries = Object.entries(vals).map(([field, value]) => [field, this.#ownValue(model, field, value)]);
    return Object.fromEntries(entries);
  }

  #ownValue(model: string, field: string, value: unknown): unknown {
    const relation = this.relation(model, field);
    if (field === 'res_id' && model === 'ir.model.data') return value;
    if (!relation) return typeof value === 'string' ? this.ownText(value) : value;
    if (typeof value === 'number') return this.own(relation, value);
    if (!Array.isArray(value)) return value;
    return value.map((command) => {
      if (!Array.isArray(command)) return typeof command === 'number' ? this.own(relation, command) : command;
      const [kind, id, payload] = command as [number, number, unknown];
      const target = typeof id === 'number' && id > 0 ? this.own(relation, id) : id;
      if (kind === 6) return [kind, id, this.ownIds(relation, payload)];
      return payload === undefined ? [kind, target] : [kind, target, this.ownVals(relation, payload)];
    });
  }

  ownDomain(model: string, domain: unknown): unknown {
    if (!Array.isArray(domain)) return domain;
    return domain.map((leaf) => {
      if (!Array.isArray(leaf) || leaf.length !== 3) return leaf;
      const [path, operator, value] = leaf as [string, string, unknown];
      const target = this.#pathModel(model, String(path));
      if (!target) return typeof value === 'string' ? [path, operator, this.ownText(value)] : leaf;
      return [path, operator, this.ownIds(target, value)];
    });
  }

  #pathModel(model: string, path: string): string | undefined {
    let at: string | undefined = model;
    for (const step of path.split('.')) {
      if (step === 'id') return at;
      at = at && this.relation(at, step);
    }
    return at;
  }

  ownContext(context: unknown, wizard: string): unknown {
    if (typeof context !== 'object' || context === null) return context;
    const { active_model } = context as { active_model?: string };
    const entries = Object.entries(context).map(([key, value]) => {
      if (/^active_ids?$/.test(key) && active_model) return [key, this.ownIds(active_model, value)];
      const known = CONTEXT_IDS[key];
      if (known) return [key, this.ownIds(known, value)];
      if (key === 'default_mrp_consumption_warning_line_ids') {
        return [key, this.#ownValue('mrp.consumption.warning', 'mrp_consumption_warning_line_ids', value)];
      }
      if (key.startsWith('default_')) return [key, this.#ownValue(wizard, key.slice('default_'.length), value)];
      return [key, value];
    });
    return Object.fromEntries(entries);
  }
}

const CONTEXT_IDS: Readonly<Record<string, string>> = {
  mo_ids_to_backorder: 'mrp.production',
  always_backorder_mo_ids: 'mrp.production',
  picking_ids_not_to_backorder: 'stock.picking',
  button_validate_picking_ids: 'stock.picking',
  location: 'stock.location',
  allowed_company_ids: 'res.company',
};
