import { accessError } from './orm/errors.ts';
import type { Model, Version } from './orm/types.ts';

/** admin may all; manager has the manager groups of MRP, Inventory, Purchase, Maintenance; user the plain ones; internal none. */
export type Role = 'admin' | 'manager' | 'user' | 'internal';
/** Groups beside those of a role that decide something here. */
export type Group = 'purchase' | 'analytic' | 'accounting';
export type Operation = 'read' | 'write' | 'create' | 'unlink';

const ORDER: readonly Role[] = ['internal', 'user', 'manager', 'admin'];
const VERBS: Record<Operation, string> = { read: 'access', write: 'modify', create: 'create', unlink: 'delete' };

/** Models of which plain users only read: who may change them, as the error names the groups. */
const MANAGED: Readonly<Record<string, (version: Version) => string[]>> = {
  'mrp.bom': () => ['Manufacturing/Administrator'],
  'mrp.bom.line': () => ['Manufacturing/Administrator'],
  'mrp.bom.byproduct': () => ['Manufacturing/Administrator'],
  'mrp.routing.workcenter': () => ['Manufacturing/Administrator'],
  'mrp.workcenter': () => ['Manufacturing/Administrator'],
  'stock.location': () => ['Inventory/Administrator'],
  'stock.warehouse': () => ['Inventory/Administrator'],
  'stock.picking.type': () => ['Inventory/Administrator'],
  'product.category': () => ['Inventory/Administrator'],
  'uom.uom': () => ['Inventory/Administrator'],
  'product.product': productGroups,
  'product.template': productGroups,
  'res.partner': (version) => [
    version === 19 ? 'Contact/Creation' : 'Extra Rights/Contact Creation',
    ...['Inventory/Administrator', 'Manufacturing/Administrator', 'Purchase/Administrator', 'Sales/Administrator'],
  ],
};

/** Models that plain users may not even read. */
const CLOSED: Readonly<Record<string, { least: Role; groups: (version: Version) => string[] }>> = {
  'ir.model.data': {
    least: 'admin',
    groups: (version) => [version === 19 ? 'Access Rights' : 'Administration/Access Rights'],
  },
  'product.value': { least: 'manager', groups: () => ['Inventory/Administrator'] },
  'stock.valuation.layer': { least: 'manager', groups: () => ['Inventory/Administrator'] },
};

function productGroups(version: Version): string[] {
  const managers = ['Manufacturing/Administrator', 'Purchase/Administrator', 'Sales/Administrator'];
  if (version === 19) return ['Products/Create'];
  if (version === 18) {
    return ['Extra Rights/Product Creation', 'Inventory/Administrator', 'Invoicing/Administrator', ...managers];
  }
  return ['Administration/Settings', 'Inventory/Administrator', 'Invoicing/Billing Administrator', ...managers];
}

function shopFloorGroups(version: Version): string[] {
  const portal = version === 19 ? 'Role / Portal' : 'User types/Portal';
  const mrp = ['Inventory/User', 'Manufacturing/Administrator', 'Manufacturing/User'];
  return [...mrp, 'Sales/User: Own Documents Only', portal];
}

/** Receipts of the hub's add-on are read by those who post, and changed by nobody. */
function receiptGroups(version: Version, role: Role, operation: Operation): string[] | undefined {
  const settings = version === 19 ? 'Role / Administrator' : 'Administration/Settings';
  if (operation === 'unlink') return role === 'admin' ? undefined : [settings];
  if (operation !== 'read') return [];
  return role === 'internal' ? [settings, 'Inventory/User', 'Manufacturing/User'] : undefined;
}

/** The groups that would be needed, when the role is not enough; undefined when it is. */
function refusal(version: Version, role: Role, model: Model, operation: Operation): string[] | undefined {
  const rank = ORDER.indexOf(role);
  if (model.name === 'hub.receipt') return receiptGroups(version, role, operation);
  if (model.name === 'stock.quant' && operation === 'unlink' && role !== 'admin') return [];
  const closed = CLOSED[model.name];
  if (closed && rank < ORDER.indexOf(closed.least)) return closed.groups(version);
  const managed = MANAGED[model.name];
  if (managed && operation !== 'read' && rank < ORDER.indexOf('manager')) return managed(version);
  const shopFloor = /^(mrp|stock|purchase|change\.production)\b/.test(model.name);
  if (shopFloor && role === 'internal') return shopFloorGroups(version);
  if (/^(res\.users|res\.company|ir\.)/.test(model.name) && operation !== 'read' && role !== 'admin') {
    return /^(res\.users\.apikeys|ir\.attachment)/.test(model.name) ? undefined : ['Role / Administrator'];
  }
  return undefined;
}

export function mayDo(version: Version, role: Role, model: Model, operation: Operation): boolean {
  return refusal(version, role, model, operation) === undefined;
}

export function guardAccess(version: Version, role: Role, model: Model, operation: Operation): void {
  const groups = refusal(version, role, model, operation);
  if (!groups) return;
  // A work centre is a resource first: that is where its creation is refused.
  const named =
    model.name === 'mrp.workcenter' ? `'Resources' (resource.resource)` : `'${model.label}' (${model.name})`;
  const allowed =
    groups.length === 0
      ? 'No group currently allows this operation.\n'
      : `This operation is allowed for the following groups:\n${groups.map((group) => `\t- ${group}\n`).join('')}`;
  throw accessError(
    `You are not allowed to ${VERBS[operation]} ${named} records.\n\n${allowed}\n` +
      'Contact your administrator to request access if necessary.',
  );
}
