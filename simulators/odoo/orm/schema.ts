import { readdirSync, readFileSync } from 'node:fs';
import type { FieldDef, Version } from './types.ts';

type Variant = Omit<FieldDef, 'name'> & { readonly in?: readonly string[] };
interface SchemaFile {
  readonly model: string;
  /** Versions that have the model. */
  readonly in: readonly string[];
  readonly fields: Readonly<Record<string, Variant | readonly Variant[]>>;
}

const FOLDER = new URL('../schema/', import.meta.url);

/** The fields of every model of one version. The files hold what real servers answered to `fields_get`. */
export function readSchema(version: Version): Map<string, Map<string, FieldDef>> {
  const models = new Map<string, Map<string, FieldDef>>();
  for (const name of readdirSync(FOLDER)) {
    const file = JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as SchemaFile;
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
