import type { Env } from './env.ts';
import { genericMethods } from './generic-methods.ts';
import { compareBy } from './order.ts';
import { readSchema } from './schema.ts';
import type { FieldDef, Method, Model, ModelPart, Version } from './types.ts';

export interface ModelDefinition {
  readonly name: string;
  /** As error messages name it. */
  readonly label: string | ((version: Version) => string);
  readonly parts: readonly ModelPart[];
}

/** Every model of one version: its recorded fields joined with what the code knows about it. */
export class Registry {
  readonly version: Version;
  readonly #models = new Map<string, Model>();
  /** model → the many2one fields of all models that point to it. */
  readonly references = new Map<string, { model: string; field: string }[]>();

  constructor(version: Version, definitions: readonly ModelDefinition[]) {
    this.version = version;
    const schema = readSchema(version);
    for (const definition of definitions) {
      const fields = schema.get(definition.name);
      if (fields) this.#models.set(definition.name, assemble(version, definition, fields));
    }
    for (const model of this.#models.values()) {
      for (const field of model.fields.values()) {
        if (field.type !== 'many2one' || !field.relation || model.computes?.[field.name]) continue;
        if (model.related?.[field.name]) continue;
        const list = this.references.get(field.relation) ?? [];
        list.push({ model: model.name, field: field.name });
        this.references.set(field.relation, list);
      }
    }
  }

  has(name: string): boolean {
    return this.#models.has(name);
  }

  model(name: string): Model {
    const model = this.#models.get(name);
    if (!model) throw new Error(`the simulator has no model ${name}`);
    return model;
  }

  names(): string[] {
    return [...this.#models.keys()];
  }

  sorted(env: Env, model: Model, ids: readonly number[]): number[] {
    return compareBy(env, model, model.order, [...ids]);
  }
}

/** The terms of an order whose fields this version has. */
function knownOrder(fields: ReadonlyMap<string, FieldDef>, order: string): string {
  const terms = order.split(',').map((term) => term.trim());
  return terms.filter((term) => fields.has(term.split(' ')[0] ?? '')).join(', ') || 'id';
}

function assemble(version: Version, definition: ModelDefinition, fields: ReadonlyMap<string, FieldDef>): Model {
  const { parts } = definition;
  const merge = <T>(pick: (part: ModelPart) => Readonly<Record<string, T>> | undefined): Record<string, T> =>
    Object.assign({}, ...parts.map((part) => pick(part) ?? {})) as Record<string, T>;
  const every = <T>(pick: (part: ModelPart) => T | undefined): T[] =>
    parts.map(pick).filter((one) => one !== undefined);
  const own = merge<Method>((part) => part.methods);
  const methods = Object.entries({ ...genericMethods, ...own }).filter(
    ([, method]) => !method.only || method.only.includes(version),
  );
  const displayName = every((part) => part.displayName).at(-1);
  const visible = every((part) => part.visible).at(-1);
  return {
    name: definition.name,
    label: typeof definition.label === 'string' ? definition.label : definition.label(version),
    fields,
    order: knownOrder(fields, every((part) => part.order).at(-1) ?? 'id'),
    ...(displayName ? { displayName } : {}),
    ...(visible ? { visible } : {}),
    inverse: merge((part) => part.inverse),
    shows: merge((part) => part.shows),
    related: only(
      fields,
      merge((part) => part.related),
    ),
    computes: only(
      fields,
      merge((part) => part.computes),
    ),
    defaults: only(
      fields,
      merge((part) => part.defaults),
    ),
    digits: merge((part) => part.digits),
    cascade: parts.flatMap((part) => part.cascade ?? []),
    unique: parts.flatMap((part) => part.unique ?? []),
    checks: parts.flatMap((part) => part.checks ?? []),
    noCopy: parts.flatMap((part) => part.noCopy ?? []),
    unsearchable: parts.flatMap((part) => part.unsearchable ?? []),
    methods: Object.fromEntries(methods),
    beforeCreateAll: every((part) => part.beforeCreate),
    afterCreateAll: every((part) => part.afterCreate),
    beforeWriteAll: every((part) => part.beforeWrite),
    afterWriteAll: every((part) => part.afterWrite),
    beforeUnlinkAll: every((part) => part.beforeUnlink),
  };
}

/** Keeps what belongs to a field that this version has. */
function only<T>(fields: ReadonlyMap<string, FieldDef>, record: Record<string, T>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => fields.has(name)));
}
