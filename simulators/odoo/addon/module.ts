import type { Database } from '../orm/database.ts';
import type { Env } from '../orm/env.ts';
import { OdooError, userError } from '../orm/errors.ts';
import type { Method, ModelPart } from '../orm/types.ts';

/** Modules that a server may have or not, with the model that each brings. */
const OPTIONAL = [{ name: 'manufacturing_hub', title: 'Manufacturing Hub', version: '1.0.0', model: 'hub.receipt' }];

/** Does the server know the model? Not while the module that brings it is not installed. */
export function isInstalled(db: Database, model: string): boolean {
  const module = OPTIONAL.find((one) => one.model === model);
  if (!module) return true;
  const [id] = db.idsBy('ir.module.module', 'name', module.name);
  return id !== undefined && db.get('ir.module.module', id)?.state === 'installed';
}

/** Names the installation of the module that brings the model: another one each time that it is installed. */
export function installationOf(env: Env, model: string): string {
  const module = OPTIONAL.find((one) => one.model === model);
  const [row] = env.by('ir.module.module', 'name', module?.name ?? '');
  return String(row?.sim_installation);
}

/** Puts a module on the addons path of the server, and installs it. */
export function addModule(env: Env, name: string): void {
  const module = OPTIONAL.find((one) => one.name === name);
  if (!module) throw new Error(`there is no module ${name}, only ${OPTIONAL.map((one) => one.name).join(', ')}`);
  const [known] = env.session.db.idsBy('ir.module.module', 'name', name);
  const vals = { name, shortdesc: module.title, state: 'uninstalled' };
  setInstalled(env, known ?? env.create('ir.module.module', vals), true);
}

function setInstalled(env: Env, id: number, isWanted: boolean): void {
  const row = env.get('ir.module.module', id);
  const module = OPTIONAL.find((one) => one.name === row.name);
  if (!module) throw userError(`The simulator does not change the module ${row.name}`);
  if ((row.state === 'installed') === isWanted) return;
  const { model } = module;
  if (isWanted) {
    env.create('ir.model', { name: env.model(model).label, model, state: 'base' });
  } else {
    env.unlink('ir.model', env.search('ir.model', [['model', '=', model]]));
    env.unlink(model, env.search(model, [])); // its table is dropped
  }
  const latest_version = isWanted ? `${env.version}.0.${module.version}` : false;
  const sim_installation = env.session.db.newId('sim.installation');
  env.set('ir.module.module', id, { state: isWanted ? 'installed' : 'uninstalled', latest_version, sim_installation });
}

const button = (isWanted: boolean): Method => ({
  kind: 'record',
  params: [],
  run: (env, ids) => {
    if (env.get('res.users', env.uid).sim_role !== 'admin') {
      throw new OdooError('odoo.exceptions.AccessDenied', 'Access Denied');
    }
    for (const id of ids) setInstalled(env, id, isWanted);
    return { type: 'ir.actions.client', tag: 'reload', params: { menu_id: 1 } };
  },
});

export const moduleModel: ModelPart = {
  methods: { button_immediate_install: button(true), button_immediate_uninstall: button(false) },
};
