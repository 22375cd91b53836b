import type { Env } from './env.ts';
import { valueError } from './errors.ts';
import { type FieldDef, list, type Model, type Vals } from './types.ts';

type Command = readonly [number, number | false, unknown];

/** x2many values as commands: a plain list of ids means "exactly these". */
export function commandsOf(def: FieldDef, value: unknown): Command[] {
  if (value === false || value === null || value === undefined) return [];
  if (!Array.isArray(value)) throw valueError(`Wrong value for ${def.name}: ${String(value)}`);
  if (value.length > 0 && value.every((item) => typeof item === 'number')) return [[6, 0, value]];
  return value.map((item) => {
    if (!Array.isArray(item) || typeof item[0] !== 'number') throw valueError(`Wrong value for ${def.name}: ${item}`);
    return [item[0], typeof item[1] === 'number' ? item[1] : 0, item[2]] as const;
  });
}

/** Carries out the commands of one field of one record; a many2many list is stored, a one2many lives in its lines. */
export function applyCommands(env: Env, model: Model, id: number, def: FieldDef, value: unknown): void {
  const commands = commandsOf(def, value);
  const inverse = model.inverse?.[def.name];
  if (def.type === 'one2many' && inverse) applyToLines(env, def, inverse, id, commands);
  else applyToList(env, model, id, def, commands);
}

function applyToLines(env: Env, def: FieldDef, inverse: string, id: number, commands: Command[]): void {
  const lines = def.relation ?? '';
  const current = () => env.session.db.idsBy(lines, inverse, id);
  const detach = (lineId: number) => {
    const field = env.model(lines).fields.get(inverse);
    const goes = field?.required || env.model(lines).cascade?.includes(inverse);
    if (goes) env.unlink(lines, [lineId]);
    else env.write(lines, lineId, { [inverse]: false });
  };
  for (const [kind, target, payload] of commands) {
    switch (kind) {
      case 0:
        env.create(lines, { ...(payload as Vals), [inverse]: id });
        break;
      case 1:
        env.write(lines, Number(target), payload as Vals);
        break;
      case 2:
        env.unlink(lines, [Number(target)]);
        break;
      case 3:
        detach(Number(target));
        break;
      case 4:
        env.write(lines, Number(target), { [inverse]: id });
        break;
      case 5:
        for (const lineId of current()) detach(lineId);
        break;
      case 6: {
        const wanted = payload as number[];
        for (const lineId of current()) if (!wanted.includes(lineId)) detach(lineId);
        for (const lineId of wanted) env.write(lines, lineId, { [inverse]: id });
        break;
      }
      default:
        throw valueError(`Wrong value for ${def.name}: ${kind}`);
    }
  }
}

function applyToList(env: Env, model: Model, id: number, def: FieldDef, commands: Command[]): void {
  let ids = [...list(env.get(model.name, id)[def.name])];
  for (const [kind, target, payload] of commands) {
    const other = Number(target);
    if (kind === 0) ids.push(env.create(def.relation ?? '', payload as Vals));
    else if (kind === 1) env.write(def.relation ?? '', other, payload as Vals);
    else if (kind === 2) {
      ids = ids.filter((one) => one !== other);
      env.unlink(def.relation ?? '', [other]);
    } else if (kind === 3) ids = ids.filter((one) => one !== other);
    else if (kind === 4 && !ids.includes(other)) ids.push(other);
    else if (kind === 5) ids = [];
    else if (kind === 6) ids = [...new Set(payload as number[])];
  }
  env.store(model.name, id, { [def.name]: ids });
}
