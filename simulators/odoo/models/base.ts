import { createHash } from 'node:crypto';
import { moduleModel } from '../addon/module.ts';
import type { Env } from '../orm/env.ts';
import { accessError, userError, validationError, valueError } from '../orm/errors.ts';
import { Recordset } from '../orm/generic-methods.ts';
import { findExternal } from '../orm/load.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { list, type Method, type ModelPart, type Row, ref, str, type Vals, type Version } from '../orm/types.ts';
import { plain } from './plain.ts';
import { undecorated } from './undecorated.ts';

const contextGet: Method = {
  kind: 'model',
  params: [],
  run: (env) => {
    const user = env.get('res.users', env.uid);
    return { lang: str(user.lang) || 'en_US', tz: str(user.tz) || false, uid: env.uid };
  },
};

const hasGroup: Method['run'] = (env, ids, args) => {
  const user = env.get('res.users', ids[0] ?? env.uid);
  const role = str(user.sim_role);
  const beside = /^(purchase|account|analytic)\./.exec(String(args.group_ext_id))?.[1];
  const wanted = beside === 'account' ? 'accounting' : beside;
  if (role !== 'admin' && wanted && !str(user.sim_groups).split(' ').includes(wanted)) return false;
  const manager = /manager|admin|system/.test(String(args.group_ext_id));
  return role === 'admin' || (manager ? role === 'manager' : role !== 'internal');
};

const users: ModelPart = {
  order: 'name, login',
  defaults: {
    active: true,
    lang: 'en_US',
    tz: 'Europe/Brussels',
    company_id: 1,
    company_ids: [[6, 0, [1]]],
    partner_id: (env, vals) =>
      env.create('res.partner', { name: String(vals.name ?? vals.login ?? ''), email: vals.email ?? false }),
  },
  related: { email: 'partner_id.email' },
  computes: { password: () => '' },
  unique: [
    {
      fields: ['login'],
      message: 'The operation cannot be completed: You can not have two users with the same login!',
    },
  ],
  methods: {
    context_get: contextGet,
    has_group: { kind: 'record', params: ['group_ext_id'], run: hasGroup },
  },
};

/** Until 17 has_group was a model method: ids in front of its argument collide with it. */
function usersOf(version: Version): ModelPart {
  if (version !== 17) return users;
  const methods = { ...users.methods, has_group: { kind: 'model', params: ['group_ext_id'], run: hasGroup } as Method };
  return { ...users, methods };
}

const partner: ModelPart = {
  order: 'complete_name, id',
  defaults: { active: true, type: 'contact', is_company: false, lang: 'en_US', supplier_rank: 0, customer_rank: 0 },
  computes: {
    complete_name: (env, row) => {
      const parent = env.at('res.partner', row.parent_id);
      return parent ? `${str(parent.name)}, ${str(row.name)}` : str(row.name);
    },
    company_type: (_env, row) => (row.is_company === true ? 'company' : 'person'),
  },
  displayName: (env, row) => str(env.value('res.partner', row, 'complete_name')),
  inverse: { child_ids: 'parent_id', user_ids: 'partner_id' },
  checks: [
    {
      on: ['parent_id'],
      run: (env, row) => {
        const seen = new Set<number>([row.id]);
        for (let at = env.at('res.partner', row.parent_id); at; at = env.at('res.partner', at.parent_id)) {
          if (seen.has(at.id)) throw validationError('You cannot create recursive Partner hierarchies.');
          seen.add(at.id);
        }
      },
    },
  ],
  methods: {
    message_post: {
      kind: 'record',
      params: ['body?', 'subject?', 'message_type?', 'subtype_xmlid?'],
      run: (env) => {
        const id = env.session.db.newId('mail.message');
        return env.version === 19 ? new Recordset([id]) : id;
      },
    },
  },
};

const modelData: ModelPart = {
  order: 'module, model, name',
  computes: {
    complete_name: (_env, row) => `${row.module}.${row.name}`,
    reference: (_env, row) => `${row.model},${row.res_id}`,
  },
  defaults: { noupdate: false },
  checks: [{ run: refuseTwin }],
  methods: {
    check_object_reference: {
      kind: 'model',
      params: ['module', 'xml_id', 'raise_on_access_error?'],
      run: (env, _ids, { module, xml_id }) => {
        const found = findExternal(env, `${module}.${xml_id}`);
        if (!found) throw valueError(`External ID not found in the system: ${module}.${xml_id}`);
        if (!env.find(found.model, found.id)) throw accessError('Not enough access rights on the external ID');
        return [found.model, found.id];
      },
    },
  },
};

function refuseTwin(env: Env, row: Row): void {
  const twin = env
    .by('ir.model.data', 'name', row.name ?? '')
    .find((one) => one.module === row.module && one.id !== row.id);
  if (!twin) return;
  throw validationError(
    'The operation cannot be completed: duplicate key value violates unique constraint ' +
      `"ir_model_data_module_name_uniq_index"\nDETAIL:  Key (module, name)=(${row.module}, ${row.name}) already exists.\n`,
  );
}

const attachment: ModelPart = {
  order: 'id desc',
  defaults: { type: 'binary', company_id: 1 },
  computes: {
    file_size: (_env, row) => Buffer.from(str(row.datas), 'base64').length,
    checksum: (_env, row) =>
      createHash('sha1')
        .update(Buffer.from(str(row.datas), 'base64'))
        .digest('hex'),
  },
  beforeCreate: (_env, vals) => ({ ...vals, mimetype: vals.mimetype ?? mimetypeOf(String(vals.name ?? '')) }),
};

const document: ModelPart = {
  order: 'name',
  defaults: { active: true, attached_on_mrp: 'hidden' },
  related: {
    ...{ name: 'ir_attachment_id.name', datas: 'ir_attachment_id.datas', mimetype: 'ir_attachment_id.mimetype' },
    ...{ res_model: 'ir_attachment_id.res_model', res_id: 'ir_attachment_id.res_id', url: 'ir_attachment_id.url' },
    ...{
      file_size: 'ir_attachment_id.file_size',
      checksum: 'ir_attachment_id.checksum',
      type: 'ir_attachment_id.type',
    },
  },
  beforeCreate: (env, vals) => {
    if (vals.ir_attachment_id) return vals;
    const { active: _active, attached_on_mrp: _attached, ...file } = vals;
    return { ...vals, ir_attachment_id: env.create('ir.attachment', file as Vals) };
  },
};

function mimetypeOf(name: string): string {
  const types: Record<string, string> = {
    pdf: 'application/pdf',
    txt: 'text/plain',
    png: 'image/png',
    json: 'application/json',
  };
  return types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
}

/** Making a key needs the user's password on a web page: over RPC it only gets this far. */
const keyWizard: ModelPart = {
  methods: {
    make_key: {
      kind: 'record',
      params: [],
      run: (env) => {
        if (!env.flag('sim_json2')) throw userError('This method can only be accessed over HTTP');
        return {
          ...{ type: 'ir.actions.act_window', res_model: 'res.users.identitycheck', res_id: 1, name: 'Access Control' },
          ...{ target: 'new', views: [[false, 'form']], context: { dialog_size: 'medium' } },
        };
      },
    },
  },
};

/** Everybody sees their own keys, never the secrets. */
const apiKeys: ModelPart = {
  visible: (env, row) => row.user_id === env.uid,
  methods: { _generate: { kind: 'model', params: ['scope', 'name'], run: () => undefined } },
};

/** A new company gets a contact of its name, and the currency of the user's company. */
const company: ModelPart = {
  defaults: { po_double_validation: 'one_step', currency_id: (env) => env.at('res.company', 1)?.currency_id ?? false },
  beforeCreate: (env, vals) =>
    vals.partner_id ? vals : { ...vals, partner_id: env.create('res.partner', { name: vals.name, is_company: true }) },
  afterCreate: (env, id) => {
    const companies = list(env.get('res.users', env.uid).company_ids);
    env.store('res.users', env.uid, { company_ids: [...companies, id] });
    // 17 gives every company a warehouse of its name; later ones leave that to people.
    const name = str(env.get('res.company', id).name);
    if (env.version === 17) env.create('stock.warehouse', { name, code: name, company_id: id });
  },
};

export function baseModels(version: Version): ModelDefinition[] {
  return [
    plain('res.company', 'Companies', company),
    plain('res.currency', 'Currency'),
    plain('res.country', 'Country'),
    plain('res.groups', 'Access Groups'),
    plain('res.users', 'User', usersOf(version)),
    plain('res.users.apikeys', 'Users API Keys', apiKeys),
    plain(
      'res.users.apikeys.description',
      'API Key Description',
      keyWizard,
      undecorated(version, 'res.users.apikeys.description'),
    ),
    plain('res.partner', 'Contact', partner),
    plain('res.partner.category', 'Partner Tags', { defaults: { active: true } }),
    plain('ir.model.data', 'Model Data', modelData),
    plain('ir.attachment', 'Attachment', attachment),
    plain('ir.model', 'Models'),
    plain('ir.module.module', 'Module', moduleModel),
    plain('ir.sequence', 'Sequence', { defaults: { active: true, number_next: 1, number_increment: 1, padding: 5 } }),
    plain('product.document', 'Product Document', document),
    plain('resource.calendar', 'Resource Working Time', { defaults: { active: true } }),
    plain('resource.resource', 'Resources', { defaults: { active: true, time_efficiency: 100, company_id: 1 } }),
    plain('account.move', 'Journal Entry'),
  ];
}

/** Next number of a sequence, e.g. `WH/MO/00012`. Numbers of failed calls are not given back by Odoo; here they are. */
export function nextNumber(env: Env, sequence: Row): string {
  const number = ref(sequence.number_next) || 1;
  env.store('ir.sequence', sequence.id, { number_next: number + (ref(sequence.number_increment) || 1) });
  return `${str(sequence.prefix)}${String(number).padStart(ref(sequence.padding) || 1, '0')}`;
}

export function nextByCode(env: Env, code: string): string {
  const [sequence] = env.by('ir.sequence', 'code', code);
  if (!sequence) throw new Error(`no sequence ${code}`);
  return nextNumber(env, sequence);
}
