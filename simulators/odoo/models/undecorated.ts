import type { ModelPart, Vals, Version } from '../orm/types.ts';

/**
 * Early 18.0: create of some models lost its decorator, so that callers from outside must pass ids in front of the
 * values and get the python name of the new records. `load` and `web_save` work. Nothing in other versions.
 */
export function undecorated(version: Version, model: string): ModelPart {
  if (version !== 18) return {};
  return {
    methods: {
      create: {
        kind: 'record',
        params: ['vals_list'],
        run: (env, _ids, { vals_list }) => {
          const list = (Array.isArray(vals_list) ? vals_list : [vals_list]) as Vals[];
          const ids = list.map((vals) => env.create(model, vals));
          for (const id of ids) env.session.note({ model, id, effect: 'record.created', quantity: null, lots: null });
          return `${model}(${ids.join(', ')}${ids.length === 1 ? ',' : ''})`;
        },
      },
    },
  };
}
