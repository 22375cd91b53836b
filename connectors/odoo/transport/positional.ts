import type { OdooCall } from './call.ts';

/**
 * Arguments that execute_kw must be given by position, in this order, after the ids. `create` fails with a named
 * vals_list on every version; the report's argument has another name in 17. All other arguments travel by name.
 */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = {
  create: ['vals_list'],
  write: ['vals'],
  load: ['fields', 'data'],
  check_object_reference: ['module', 'xml_id'],
  get_report_values: ['production_id'],
};

/** `args` and `kwargs` of execute_kw for a call by names. */
export function positionalArgs(call: OdooCall): { args: unknown[]; kwargs: Record<string, unknown> } {
  const kwargs: Record<string, unknown> = { ...call.args };
  const args: unknown[] = call.ids === undefined ? [] : [call.ids];
  for (const name of POSITIONAL[call.method] ?? []) {
    if (!(name in kwargs)) break;
    args.push(kwargs[name]);
    delete kwargs[name];
  }
  if (call.context !== undefined) kwargs.context = call.context;
  return { args, kwargs };
}
