import { readdirSync, readFileSync } from 'node:fs';
import type { FieldDef, Version } from './types.ts';

type Variant = Omit<FieldDef, 'name'> & { readonly in?: readonly string[] };
interface SchemaFile {
  readonly model: string;
  /** Versions that have the model. */
  readonly in: readonly string[];
  /** False where no server's `fields_get` of the model was recorded: the fields are what the documentation names. */
  readonly recorded?: boolean;
  readonly fields: Readonly<Record<string, Variant | readonly Variant[]>>;
}

const FOLDER = new URL('../schema/', import.meta.url);

/** Models of which a real server's `fields_get` was recorded. */
export function modelsWithRecordedFields(): Set<string> {
  return new Set(
    schemaFiles()
      .filter((file) => file.recorded !== false)
      .map((file) => file.model),
  );
}

function schemaFiles(): SchemaFile[] {
  return readdirSync(FOLDER).map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as SchemaFile);
}

/** The fields of every model of one version. The files hold what real servers answered to `fields_get`. */
export function readSchema(version: Version): Map<string, Map<string, FieldDef>> {
  const models = new Map<string, Map<string, FieldDef>>();
  for (const file of schemaFiles()) {
    if (!file.in.includes(String(version))) continue;
    const fields = new Map<string, FieldDef>();
    for (const [field, entry] of Object.entries(file.fields)) {
      const variants = Array.isArray(entry) ? (entry as readonly Variant[]) : [entry as Variant];
      const variant = variants.find((one) => one.in === undefined || one.in.includes(String(version)));
      if (!variant) continue;
      const { in: _versions, ...def } = variant;
      fields.set(field, { name: field, ...def });
    }
    models.set(file.model, fields);
  }
  return models;
}
