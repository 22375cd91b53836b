import type { Env } from './env.ts';
import { showField } from './read.ts';
import { list, type Model, ref } from './types.ts';

interface Specification {
  readonly fields?: Readonly<Record<string, Specification>>;
  readonly limit?: number;
}

/** `web_read`: records with their relations nested as the specification says. Beyond a limit only the ids are shown. */
export function webRead(
  env: Env,
  model: Model,
  ids: readonly number[],
  specification: Readonly<Record<string, Specification>>,
): Record<string, unknown>[] {
  return env.rows(model.name, ids).map((row) => {
    const shown: Record<string, unknown> = { id: row.id };
    for (const [name, inner] of Object.entries(specification)) {
      const def = model.fields.get(name);
      if (!def) continue;
      const value = env.value(model.name, row, name);
      const relation = def.relation ? env.model(def.relation) : undefined;
      if (!relation || !inner.fields) shown[name] = showField(env, model, row, def, true);
      else if (def.type === 'many2one')
        shown[name] = webRead(env, relation, ref(value) ? [ref(value)] : [], inner.fields)[0] ?? false;
      else {
        const all = list(value);
        const cut = inner.limit ?? all.length;
        const rest = all.slice(cut).map((id) => ({ id }));
        shown[name] = [...webRead(env, relation, all.slice(0, cut), inner.fields), ...rest];
      }
    }
    return shown;
  });
}
