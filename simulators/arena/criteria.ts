import { ArenaProblem, badRequest, notSearchable } from './problems.ts';

type Read<T> = Readonly<Record<string, (row: T) => unknown>>;
type Test<T> = (row: T) => boolean;

/** Rows that fit the `criteria` of a search: criteria in groups, both joined by "AND" and "OR" from left to right. */
export function fitting<T>(rows: readonly T[], text: string, attributes: Read<T>): T[] {
  let criteria: unknown;
  try {
    criteria = JSON.parse(text);
  } catch {
    throw badRequest();
  }
  return rows.filter(joined(criteria, (group) => joined(group, (one) => criterion(one, attributes))));
}

function joined<T>(list: unknown, parse: (entry: unknown) => Test<T>): Test<T> {
  if (!Array.isArray(list) || list.length === 0) throw badRequest();
  const [first, ...rest] = list;
  let test = parse(first);
  for (let at = 0; at < rest.length; at += 2) {
    const before = test;
    const next = parse(rest[at + 1]);
    if (rest[at] === 'AND') test = (row) => before(row) && next(row);
    else if (rest[at] === 'OR') test = (row) => before(row) || next(row);
    else throw badRequest();
  }
  return test;
}

function criterion<T>(entry: unknown, attributes: Read<T>): Test<T> {
  const { attribute, operator, value } = (entry ?? {}) as { attribute?: unknown; operator?: unknown; value?: unknown };
  const read = attributes[String(attribute)];
  if (read === undefined) throw notSearchable(String(attribute));
  switch (operator) {
    case 'IS_EQUAL_TO':
      return (row) => String(read(row) ?? '') === String(value);
    case 'STARTS_WITH':
      return (row) => String(read(row) ?? '').startsWith(String(value));
    case 'IS_IN':
      return (row) => Array.isArray(value) && value.includes(read(row));
    default:
      throw new ArenaProblem(400, 3020, `The operator "${String(operator)}" is not valid for "${String(attribute)}".`);
  }
}
