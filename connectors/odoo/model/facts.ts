import type { ErpFact, ErpKinds } from '../../ports/erp-facts.ts';

/** Each fact as it is, or how it is found out, which is done only where somebody wants it. */
type Told<Kind extends keyof ErpKinds> = {
  [Fact in keyof Omit<ErpKinds[Kind], 'producedLots'>]:
    | ErpKinds[Kind][Fact]
    | (() => ErpKinds[Kind][Fact] | Promise<ErpKinds[Kind][Fact]>);
};

/** What of an ERP a request is made for. */
export class Facts {
  readonly wanted: ReadonlySet<ErpFact> | undefined;

  constructor(wanted: ReadonlySet<ErpFact> | undefined) {
    this.wanted = wanted;
  }

  isWanted(fact: ErpFact): boolean {
    return this.wanted === undefined || this.wanted.has(fact);
  }

  /** One thing with the facts that are wanted and not among those `left out`; reading another one throws. */
  tell<Kind extends keyof ErpKinds>(
    kind: Kind,
    told: Told<Kind>,
    leftOut: readonly string[] = [],
  ): MaybePromise<Omit<ErpKinds[Kind], 'producedLots'>> {
    const thing: Record<string, unknown> = {};
    let toFindOut: Promise<void>[] | undefined;
    for (const name in told) {
      const value: unknown = told[name as keyof Told<Kind>];
      if (typeof value !== 'function') thing[name] = value;
      else if (this.isWanted(`${kind}.${name}` as ErpFact) && !leftOut.includes(name)) {
        const found: unknown = value();
        // In its place already, so that the facts stand in the order in which they are told.
        thing[name] = undefined;
        if (found instanceof Promise) {
          toFindOut ??= [];
          toFindOut.push(
            found.then((late) => {
              thing[name] = late;
            }),
          );
        } else thing[name] = found;
      } else Object.defineProperty(thing, name, refusalOf(kind, name));
    }
    const whole = thing as unknown as Omit<ErpKinds[Kind], 'producedLots'>;
    return toFindOut === undefined ? whole : Promise.all(toFindOut).then(() => whole);
  }
}

/** Thousands of things are told at a time: what is known at once is not waited for. */
export type MaybePromise<Value> = Value | Promise<Value>;

const REFUSALS = new Map<string, PropertyDescriptor>();

function refusalOf(kind: string, name: string): PropertyDescriptor {
  const key = `${kind}.${name}`;
  const known = REFUSALS.get(key);
  if (known !== undefined) return known;
  const refusal = {
    enumerable: true,
    get(): never {
      throw new Error(`${key} was read, but not asked for`);
    },
  };
  REFUSALS.set(key, refusal);
  return refusal;
}
