import { ownCompany } from '../orm/companies.ts';
import type { ModelDefinition } from '../orm/registry.ts';
import { type ModelPart, str, type Version } from '../orm/types.ts';
import { plain } from './plain.ts';

const equipment: ModelPart = {
  order: 'id',
  defaults: { active: true, company_id: ownCompany, effective_date: (env) => env.now.slice(0, 10) },
  unique: [
    {
      fields: ['serial_no'],
      message: 'The operation cannot be completed: Another asset already exists with this serial number!',
    },
  ],
  noCopy: ['serial_no'],
  inverse: { maintenance_ids: 'equipment_id' },
  computes: {
    maintenance_count: (env, row) => env.by('maintenance.request', 'equipment_id', row.id).length,
    maintenance_open_count: (env, row) =>
      env
        .by('maintenance.request', 'equipment_id', row.id)
        .filter((one) => one.archive !== true && env.at('maintenance.stage', one.stage_id)?.done !== true).length,
  },
  displayName: (_env, row) => (str(row.serial_no) ? `${str(row.name)}/${str(row.serial_no)}` : str(row.name)),
};

function request(version: Version): ModelPart {
  return {
    order: 'id desc',
    defaults: {
      ...{
        stage_id: 1,
        maintenance_type: 'corrective',
        kanban_state: 'normal',
        archive: false,
        company_id: ownCompany,
        close_date: false,
      },
      ...{ maintenance_team_id: 1, duration: version === 19 ? 1 : 0, user_id: 1 },
      request_date: (env) => env.now.slice(0, 10),
      owner_user_id: (env) => env.uid,
    },
    computes: {
      category_id: (env, row) => env.at('maintenance.equipment', row.equipment_id)?.category_id ?? false,
      done: (env, row) => env.at('maintenance.stage', row.stage_id)?.done === true,
    },
    beforeWrite: (env, row, vals) => {
      if (!('stage_id' in vals) || vals.stage_id === row.stage_id) return vals;
      const closing = env.at('maintenance.stage', vals.stage_id as number)?.done === true;
      return { close_date: closing ? env.now.slice(0, 10) : false, kanban_state: 'normal', ...vals };
    },
    methods: {
      archive_equipment_request: {
        kind: 'record',
        params: [],
        run: (env, ids) => {
          for (const id of ids) env.write('maintenance.request', id, { archive: true });
          return undefined;
        },
      },
      reset_equipment_request: {
        kind: 'record',
        params: [],
        run: (env, ids) => {
          for (const id of ids) env.write('maintenance.request', id, { archive: false, stage_id: 1 });
          return undefined;
        },
      },
    },
  };
}

export function maintenanceModels(version: Version): ModelDefinition[] {
  return [
    plain('maintenance.equipment', 'Maintenance Equipment', equipment),
    plain('maintenance.equipment.category', 'Maintenance Equipment Category', { defaults: { company_id: ownCompany } }),
    plain('maintenance.request', 'Maintenance Request', request(version)),
    plain('maintenance.stage', 'Maintenance Stage', {
      order: 'sequence, id',
      defaults: { sequence: 20, done: false, fold: false },
    }),
    plain('maintenance.team', 'Maintenance Teams', { defaults: { active: true, company_id: ownCompany } }),
  ];
}
