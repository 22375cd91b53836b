/** An error in the form in which Odoo gives all of its own. */
export const odooError = (name: string, message: string) => ({
  ...{ name, message, arguments: [message], context: {} },
  debug: 'Traceback (most recent call last):\n',
});

/** What Odoo answers on /jsonrpc to a call, with that call's id. */
export function rpcAnswer(asked: string, answer: object): object {
  const { id = null } = JSON.parse(asked || '{}') as { id?: unknown };
  return { jsonrpc: '2.0', id, ...answer };
}
