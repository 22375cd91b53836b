import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import type { Chance } from './chance.ts';

export interface RandomSupergraph {
  readonly supergraphSdl: string;
  readonly subgraphs: Readonly<Record<string, string>>;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9",
  import: ["@key", "@shareable", "@requires", "@external", "@provides", "@override", "@interfaceObject"])`;

/** Some that are trouble as keys of plain objects, or that look like what the hub makes of others. */
const NAMES = ['name', 'title', 'size', 'state', 'kind', 'then', 'constructor', 'toString', 'name_1', 'size_1', 'list'];
const LEAVES = ['Int', 'Float', 'String', 'Boolean', 'ID', 'Mood', 'Anything'];
const SHARED = `
scalar Anything
enum Mood { GOOD BAD UGLY }
input Wish { amount: Float! = 1.5 unit: String moods: [Mood!] inner: Wish ids: [ID] }`;

/** Composes; what does not compose is thrown away. */
export function randomSupergraph(chance: Chance): RandomSupergraph {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const subgraphs = new Builder(chance).build();
    const services = Object.entries(subgraphs).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid`,
      typeDefs: parse(sdl),
    }));
    const composed = composeServices(services);
    if (!composed.errors) return { supergraphSdl: composed.supergraphSdl, subgraphs };
    if (attempt === 49) throw new AggregateError(composed.errors, composed.errors.map((e) => e.message).join('\n'));
  }
  throw new Error('Nothing composes');
}

interface Entity {
  readonly name: string;
  /** By subgraph; the first knows all keys. */
  readonly keys: Map<string, readonly string[]>;
  /** Its own fields, and who has them. */
  readonly fields: {
    readonly name: string;
    readonly type: string;
    readonly owner: string;
    readonly hasArgs: boolean;
  }[];
}

class Builder {
  readonly #chance: Chance;
  readonly #names: readonly string[];
  readonly #entities: Entity[] = [];
  /** Lines of a type's body, by subgraph and type. */
  readonly #lines = new Map<string, Map<string, Set<string>>>();
  readonly #extras = new Map<string, string[]>();
  readonly #implements = new Map<string, string[]>();
  /** Interfaces that are entities. */
  readonly #objects: string[] = [];

  constructor(chance: Chance) {
    this.#chance = chance;
    this.#names = Array.from({ length: chance.between(2, 4) }, (_, n) => `s${n}`);
    for (const name of this.#names) {
      this.#lines.set(name, new Map());
      this.#extras.set(name, []);
    }
  }

  /** A subgraph that knows interfaces only, as objects. */
  #printObjects(): Record<string, string> {
    const types = this.#objects.map((name) => {
      const [leaf, args] = [this.#wrapped(this.#chance.pick(LEAVES)), this.#chance.is(0.3) ? this.#args() : ''];
      return `type ${name} @key(fields: "id") @interfaceObject { id: ID! more${name}${args}: ${leaf} }`;
    });
    return types.length > 0 ? { objects: [LINK, SHARED, ...types].join('\n') } : {};
  }

  build(): Record<string, string> {
    const count = this.#chance.between(2, 4);
    for (let n = 0; n < count; n += 1) this.#addEntity(`E${n}`);
    for (const entity of this.#entities) this.#addFields(entity);
    for (const entity of this.#entities) if (this.#chance.is(0.6)) this.#addRequiring(entity);
    this.#names.forEach((name, n) => {
      if (this.#chance.is(0.8)) this.#addUnion(name, `U${n}`);
      if (this.#chance.is(0.6)) this.#addInterface(name, `I${n}`);
      this.#addRoot(name, n);
    });
    const known = Object.fromEntries(this.#names.map((name) => [name, this.#print(name)]));
    return { ...known, ...this.#printObjects() };
  }

  #line(subgraph: string, type: string, line: string): void {
    const types = this.#lines.get(subgraph);
    const lines = types?.get(type) ?? new Set<string>();
    lines.add(line);
    types?.set(type, lines);
  }

  #addEntity(name: string): void {
    const chance = this.#chance;
    const homes = chance.some(this.#names, chance.between(1, this.#names.length));
    const all = chance.pick([
      ['id'],
      ['id', 'code'],
      ['id code'],
      ['id', 'code nr'],
      ['id', 'ref { id }'],
      ['ref { id nr }'],
    ]);
    const keys = new Map(homes.map((home, n) => [home, n === 0 ? all : [chance.pick(all)]] as const));
    this.#entities.push({ name, keys, fields: [] });
  }

  /** The entity is known in the subgraph: as its own, or by a key only. */
  #know(subgraph: string, entity: Entity): void {
    if (!entity.keys.has(subgraph)) entity.keys.set(subgraph, [this.#chance.pick([...entity.keys.values()].flat())]);
    for (const key of entity.keys.get(subgraph) ?? []) {
      const [, below] = /^ref \{ (.*) \}$/.exec(key) ?? [];
      if (below) this.#line(subgraph, entity.name, 'ref: K!');
      const [type, names] = below ? ['K', below] : [entity.name, key];
      for (const name of names.split(' ')) this.#line(subgraph, type, `${name}: ${name === 'nr' ? 'Int!' : 'ID!'}`);
    }
  }

  #addFields(entity: Entity): void {
    const chance = this.#chance;
    const homes = [...entity.keys.keys()];
    for (const home of homes) this.#know(home, entity);
    for (const name of chance.some(NAMES, chance.between(3, 7))) {
      const owner = chance.pick(homes);
      const [type, hasArgs] = [this.#type(owner), chance.is(0.35)];
      entity.fields.push({ name, type, owner, hasArgs });
      const args = hasArgs ? this.#args() : '';
      const before = chance.is(0.2) ? homes.find((home) => home !== owner) : undefined;
      // what an override takes over has to be known where it was
      if (before !== undefined && isLeaf(type)) {
        const label = chance.is(0.5) ? `, label: "percent(${chance.pick([0, 40, 100])})"` : '';
        this.#line(before, entity.name, `${name}${args}: ${type}`);
        this.#line(owner, entity.name, `${name}${args}: ${type} @override(from: "${before}"${label})`);
      } else this.#line(owner, entity.name, `${name}${args}: ${type}`);
    }
  }

  /** A field that needs another subgraph's. */
  #addRequiring(entity: Entity): void {
    const chance = this.#chance;
    const [needed] = chance.shuffled(entity.fields.filter(({ type, hasArgs }) => !hasArgs && isLeaf(type)));
    const others = [...entity.keys.keys()].filter((home) => home !== needed?.owner);
    if (!needed || others.length === 0) return;
    const home = chance.pick(others);
    if (this.#has(home, entity.name, needed.name)) return;
    this.#line(home, entity.name, `${needed.name}: ${needed.type} @external`);
    this.#line(home, entity.name, `needy: ${chance.pick(['String', 'Int'])} @requires(fields: "${needed.name}")`);
  }

  #type(subgraph: string): string {
    const chance = this.#chance;
    if (chance.is(0.5)) return this.#wrapped(chance.pick(LEAVES));
    if (chance.is(0.35)) return this.#wrapped(this.#valueType(subgraph));
    const entity = chance.pick(this.#entities);
    this.#know(subgraph, entity);
    return `${this.#wrapped(entity.name)}${chance.is(0.3) ? this.#provided(subgraph, entity) : ''}`;
  }

  /** A field of another subgraph's that this one has at hand. */
  #provided(subgraph: string, entity: Entity): string {
    const others = entity.fields.filter(({ type, hasArgs, owner }) => isLeaf(type) && !hasArgs && owner !== subgraph);
    const [field] = this.#chance.shuffled(others);
    if (!field || this.#has(subgraph, entity.name, field.name)) return '';
    this.#line(subgraph, entity.name, `${field.name}: ${field.type} @external`);
    this.#relabel(field.owner, entity.name, field.name);
    return ` @provides(fields: "${field.name}")`;
  }

  #has(subgraph: string, type: string, field: string): boolean {
    return [...(this.#lines.get(subgraph)?.get(type) ?? [])].some(
      (line) => line.startsWith(`${field}:`) || line.startsWith(`${field}(`),
    );
  }

  /** Whoever has a field that another provides has to say that it is shared. */
  #relabel(subgraph: string, type: string, field: string): void {
    const lines = this.#lines.get(subgraph)?.get(type);
    const line = [...(lines ?? [])].find((each) => each.startsWith(`${field}:`) && !each.includes('@'));
    if (line !== undefined) lines?.delete(line);
    if (line !== undefined) lines?.add(`${line} @shareable`);
  }

  #wrapped(type: string): string {
    return this.#chance.pick([type, type, `${type}!`, `[${type}]`, `[${type}!]!`, `[[${type}!]]`]);
  }

  /** Several subgraphs may have it, with the same fields. */
  #valueType(subgraph: string): string {
    const name = this.#chance.pick(['V0', 'V1']);
    const fields =
      name === 'V0' ? ['name: String', 'size: Int!', 'id: ID'] : ['name: Int', 'size(n: Int = 3): Float', 'deep: V0'];
    for (const field of fields) this.#line(subgraph, name, field);
    if (name === 'V1') for (const field of ['name: String', 'size: Int!', 'id: ID']) this.#line(subgraph, 'V0', field);
    return name;
  }

  #args(): string {
    const chance = this.#chance;
    const types = [
      'Int',
      'Int! = 5',
      'Float',
      'String = "d\\b"',
      'ID!',
      '[ID!]',
      'Mood',
      '[Mood] = [GOOD]',
      'Wish',
      'Wish! = {}',
      'Boolean',
      'Anything',
    ];
    const chosen = chance.some(types, chance.between(1, 3));
    return `(${chosen.map((type, n) => `x${n}: ${type}`).join(', ')})`;
  }

  #addUnion(subgraph: string, name: string): void {
    const chance = this.#chance;
    const members = chance.some(this.#entities, chance.between(1, 3));
    for (const entity of members) this.#know(subgraph, entity);
    const value = chance.is(0.4) ? [this.#valueType(subgraph)] : [];
    this.#extras.get(subgraph)?.push(`union ${name} = ${[...members.map((each) => each.name), ...value].join(' | ')}`);
    this.#line(subgraph, 'Query', `${name}: ${this.#chance.pick([name, `[${name}]`, `[${name}!]`])}`);
  }

  #addInterface(subgraph: string, name: string): void {
    const chance = this.#chance;
    const members = chance.some(this.#entities, chance.between(1, 3));
    const [type, args] = [
      chance.pick(['Int', 'String', 'V0', chance.pick(members).name]),
      chance.is(0.4) ? this.#args() : '',
    ];
    if (type === 'V0') for (const field of ['name: String', 'size: Int!', 'id: ID']) this.#line(subgraph, 'V0', field);
    for (const entity of members) {
      this.#know(subgraph, entity);
      this.#line(subgraph, entity.name, `of${name}${args}: ${type}${chance.is(0.4) ? '!' : ''}`);
      this.#implements.set(`${subgraph} ${entity.name}`, [
        ...(this.#implements.get(`${subgraph} ${entity.name}`) ?? []),
        name,
      ]);
    }
    const isEntity = members.every((entity) => entity.keys.get(subgraph)?.includes('id')) && chance.is(0.6);
    const [key, id] = isEntity ? [' @key(fields: "id")', 'id: ID! '] : ['', ''];
    this.#extras.get(subgraph)?.push(`interface ${name}${key} { ${id}of${name}${args}: ${type} }`);
    if (isEntity) this.#objects.push(name);
    this.#line(subgraph, 'Query', `${name}${chance.is(0.3) ? this.#args() : ''}: ${chance.pick([name, `[${name}]`])}`);
  }

  #addRoot(subgraph: string, n: number): void {
    const chance = this.#chance;
    for (let each = 0; each < chance.between(1, 3); each += 1) {
      this.#line(subgraph, 'Query', `q${n}_${each}${chance.is(0.4) ? this.#args() : ''}: ${this.#type(subgraph)}`);
    }
    if (chance.is(0.5))
      this.#line(subgraph, 'Mutation', `m${n}${chance.is(0.6) ? this.#args() : ''}: ${this.#type(subgraph)}`);
    if (chance.is(0.3))
      this.#line(subgraph, 'Subscription', `on${n}${chance.is(0.6) ? this.#args() : ''}: ${this.#type(subgraph)}`);
  }

  #print(subgraph: string): string {
    const types = [...(this.#lines.get(subgraph) ?? [])].map(([name, lines]) => {
      const interfaces = this.#implements.get(`${subgraph} ${name}`) ?? [];
      const implementing = interfaces.length > 0 ? ` implements ${interfaces.join(' & ')}` : '';
      const keys = this.#entities.find((entity) => entity.name === name)?.keys.get(subgraph) ?? [];
      const directives = /^[VK]/.test(name) ? ' @shareable' : keys.map((key) => ` @key(fields: "${key}")`).join('');
      return `type ${name}${implementing}${directives} {\n  ${[...lines].join('\n  ')}\n}`;
    });
    return [LINK, SHARED, ...(this.#extras.get(subgraph) ?? []), ...types].join('\n');
  }
}

const isLeaf = (type: string): boolean => LEAVES.includes(type.replace(/[[\]!]/g, ''));
