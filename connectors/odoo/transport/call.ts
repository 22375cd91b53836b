/** A method call by names. `ids` for methods of records; left out for methods of the model (search_read, create, load). */
export interface OdooCall {
  model: string;
  method: string;
  ids?: readonly number[];
  /** By the parameter names of Odoo's own method. */
  args?: Readonly<Record<string, unknown>>;
  context?: Readonly<Record<string, unknown>>;
}

/** For messages: mrp.production/button_mark_done. */
export const nameOfCall = (call: OdooCall): string => `${call.model}/${call.method}`;
