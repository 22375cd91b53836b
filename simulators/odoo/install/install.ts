import type { Group, Role } from '../access.ts';
import { isInstalled } from '../addon/module.ts';
import type { Env } from '../orm/env.ts';
import { nameRecord } from '../orm/load.ts';
import { installLocations } from './locations.ts';
import { put } from './put.ts';
import { installUnits } from './units.ts';

export interface Account {
  readonly login: string;
  readonly name: string;
  readonly role: Role;
  /** Groups beside those of the role; left out: Purchase, as the hub's user has it. */
  readonly groups?: readonly Group[];
  readonly password: string;
  readonly apiKey: string;
  /** `YYYY-MM-DD HH:MM:SS` in UTC; without it the key never expires. */
  readonly keyExpires?: string;
}

const MODULES = [
  'base',
  'maintenance',
  'mrp',
  'mrp_account',
  'product',
  'product_expiry',
  'purchase',
  'purchase_stock',
  'stock',
  'stock_account',
  'uom',
];

/** What a newly installed Odoo has with MRP, Inventory, Purchase and Maintenance, and lots, work orders and locations on. */
export function install(env: Env, accounts: readonly Account[]): void {
  put(
    env,
    'res.currency',
    1,
    { name: 'EUR', symbol: '€', full_name: 'Euro', rounding: 0.01, active: true },
    'base.EUR',
  );
  put(env, 'res.partner', 1, partner('My Company'), 'base.main_partner');
  put(env, 'res.company', 1, companyVals(), 'base.main_company');
  put(env, 'resource.calendar', 1, {
    name: 'Standard 40 hours/week',
    active: true,
    company_id: 1,
    tz: 'UTC',
    hours_per_day: 8,
  });
  put(env, 'res.partner', 2, { ...partner('OdooBot'), active: false }, 'base.partner_root');
  put(env, 'res.users', 1, { ...userVals('__system__', 2), active: false, sim_role: 'admin' }, 'base.user_root');
  for (const [index, account] of accounts.entries()) addAccount(env, account, index + 2);
  for (const name of MODULES) {
    const version = `${env.version}.0.1.0`;
    env.create('ir.module.module', { name, shortdesc: name, state: 'installed', latest_version: version });
  }
  for (const name of env.session.registry.names().filter((one) => isInstalled(env.session.db, one)))
    env.create('ir.model', { name: env.model(name).label, model: name, state: 'base' });
  installUnits(env);
  installCategories(env);
  installSequences(env);
  installLocations(env);
  installWorkshop(env);
}

function partner(name: string) {
  return {
    name,
    active: true,
    is_company: true,
    type: 'contact',
    lang: 'en_US',
    email: `${name.toLowerCase().replace(/\W+/g, '.')}@example.com`,
  };
}

function companyVals() {
  const money = { po_double_validation: 'one_step', po_double_validation_amount: 5000, po_lock: 'edit' };
  return { name: 'My Company', partner_id: 1, currency_id: 1, email: 'info@example.com', ...money };
}

function userVals(login: string, partnerId: number) {
  return {
    login,
    name: login,
    active: true,
    partner_id: partnerId,
    company_id: 1,
    company_ids: [1],
    lang: 'en_US',
    tz: 'Europe/Brussels',
  };
}

function addAccount(env: Env, account: Account, id: number): void {
  const { login, name, role, password, apiKey, groups: beside = ['purchase'] } = account;
  const partnerId = env.create('res.partner', { name, email: `${login}@example.com` });
  const groups = env.version === 19 ? 'group_ids' : 'groups_id';
  put(env, 'res.users', id, {
    ...userVals(login, partnerId),
    name,
    [groups]: [],
    sim_role: role,
    sim_groups: beside.join(' '),
    sim_password: password,
  });
  if (role === 'admin') nameRecord(env, 'base.user_admin', 'res.users', id);
  if (apiKey) addKey(env, { user: id, name: 'integration', secret: apiKey, expires: account.keyExpires });
}

export interface Key {
  readonly user: number;
  readonly name: string;
  readonly secret: string;
  /** As `keyExpires` of an account; a key of 17 never ends. */
  readonly expires?: string | undefined;
}

/** A key as its user makes one on a page of the web client; over the API there is no way. */
export function addKey(env: Env, { user, name, secret, expires }: Key): void {
  const expiry = env.version === 17 ? {} : { expiration_date: expires ?? false };
  const key = env.create('res.users.apikeys', { name, scope: 'rpc', user_id: user, ...expiry });
  env.store('res.users.apikeys', key, { sim_secret: secret, ...expiry });
}

function installCategories(env: Env): void {
  const cost = {
    property_cost_method: 'standard',
    property_valuation: env.version === 19 ? 'periodic' : 'manual_periodic',
  };
  if (env.version === 19) {
    put(env, 'product.category', 1, { name: 'Goods', ...cost }, 'product.product_category_goods');
    put(env, 'product.category', 2, { name: 'Expenses', ...cost }, 'product.product_category_expenses');
    put(env, 'product.category', 3, { name: 'Services', ...cost }, 'product.product_category_services');
    return;
  }
  put(env, 'product.category', 1, { name: 'All', ...cost }, 'product.product_category_all');
  put(env, 'product.category', 2, { name: 'Saleable', parent_id: 1, ...cost }, 'product.product_category_1');
}

function installSequences(env: Env): void {
  const add = (name: string, code: string, prefix: string, padding: number) =>
    env.create('ir.sequence', { name, code, prefix, padding });
  add('Serial Numbers', 'stock.lot.serial', '', 7);
  add('Scrap', 'stock.scrap', 'SP/', 5);
  add('Unbuild', 'mrp.unbuild', 'UB/', 5);
  add('Purchase Order', 'purchase.order', 'P', 5);
}

function installWorkshop(env: Env): void {
  const losses: [string, string, string][] = [
    ['Material Availability', 'availability', 'mrp.block_reason0'],
    ['Equipment Failure', 'availability', 'mrp.block_reason1'],
    ['Setup and Adjustments', 'availability', 'mrp.block_reason2'],
    ['Reduced Speed', 'performance', 'mrp.block_reason4'],
    ['Process Defect', 'quality', 'mrp.block_reason5'],
    ['Reduced Yield', 'quality', 'mrp.block_reason6'],
    ['Fully Productive Time', 'productive', 'mrp.block_reason7'],
  ];
  for (const [index, [name, type, xmlId]] of losses.entries()) {
    put(
      env,
      'mrp.workcenter.productivity.loss',
      index + 1,
      { name, loss_type: type, sequence: index + 1, manual: index < 4 },
      xmlId,
    );
  }
  const stages: [string, boolean][] = [
    ['New Request', false],
    ['In Progress', false],
    ['Repaired', true],
    ['Scrap', true],
  ];
  for (const [index, [name, done]] of stages.entries()) {
    put(
      env,
      'maintenance.stage',
      index + 1,
      { name, done, fold: done, sequence: index + 1 },
      `maintenance.stage_${index}`,
    );
  }
  put(
    env,
    'maintenance.team',
    1,
    { name: 'Internal Maintenance', active: true, company_id: 1 },
    'maintenance.equipment_team_maintenance',
  );
  put(env, 'maintenance.equipment.category', 1, { name: 'Computers', company_id: 1 }, 'maintenance.equipment_computer');
}
