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
  async tell<Kind extends keyof ErpKinds>(
    kind: Kind,
    told: Told<Kind>,
    leftOut: readonly string[] = [],
  ): Promise<Omit<ErpKinds[Kind], 'producedLots'>> {
    const thing: Record<string, unknown> = {};
    const toFindOut: Promise<void>[] = [];
    for (const [name, value] of Object.entries(told)) {
      if (typeof value !== 'function') thing[name] = value;
      else if (this.isWanted(`${kind}.${name}` as ErpFact) && !leftOut.includes(name)) {
        // In its place already, so that the facts stand in the order in which they are told.
        thing[name] = undefined;
        toFindOut.push(
          Promise.resolve(value()).then((found) => {
            thing[name] = found;
          }),
        );
      } else refuse(thing, kind, name);
    }
    await Promise.all(toFindOut);
    return thing as unknown as Omit<ErpKinds[Kind], 'producedLots'>;
  }
}

function refuse(thing: object, kind: string, name: string): void {
  Object.defineProperty(thing, name, {
    enumerable: true,
    get() {
      throw new Error(`${kind}.${name} was read, but not asked for`);
    },
  });
}
