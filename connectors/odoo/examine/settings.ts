import type { Finding } from '../../ports/common.ts';
import { type Look, unlessRefused } from './look.ts';

/** A setting that is on adds its group to every internal user, so that anyone can see of himself whether it is. */
const SETTINGS = [
  {
    group: 'stock.group_production_lot',
    name: 'Lots & Serial Numbers',
    where: 'Inventory / Configuration / Settings',
    without: 'people do not see the lots that the hub posts',
  },
  {
    group: 'stock.group_stock_multi_locations',
    name: 'Storage Locations',
    where: 'Inventory / Configuration / Settings',
    without: 'people see neither the hold location nor what lies there',
  },
  {
    group: 'mrp.group_mrp_routings',
    name: 'Work Orders',
    where: 'Manufacturing / Configuration / Settings',
    without: 'people do not see the operations that the hub reports on',
  },
] as const;

export async function missingSettings(look: Look): Promise<Finding[]> {
  const answers = await Promise.all(SETTINGS.map(({ group }) => isOn(look, group)));
  const missing = SETTINGS.filter((_setting, i) => answers[i] === false);
  if (missing.length === 0) {
    return [{ level: 'ok', text: `The settings ${SETTINGS.map(({ name }) => name).join(', ')} are on` }];
  }
  return missing.map(({ group, name, where, without }) => ({
    level: 'warning',
    text: `The setting ${name} is off: ${without}`,
    todo: `Switch it on in ${where}`,
    about: `setting ${group}`,
  }));
}

/** Until 17 a method of the model, which takes no ids. */
function isOn(look: Look, group: string): Promise<boolean> {
  const call = { model: 'res.users', method: 'has_group', args: { group_ext_id: group } };
  return unlessRefused(look.ask<boolean>(look.version.major >= 18 ? { ...call, ids: [look.user.id] } : call), false);
}
