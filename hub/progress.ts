/** What the hub prints while it starts: one line a step, with how long it took. */
export interface Progress {
  step<T>(text: string, work: () => Promise<T>, detail?: (result: T) => string): Promise<T>;
  line(text: string): void;
  readonly seconds: () => string;
}

/** `untold`: steps that are taken without a line. */
export function createProgress(print: (line: string) => void, untold: readonly string[] | 'all' = []): Progress {
  const start = performance.now();
  return {
    async step(text, work, detail) {
      const began = performance.now();
      const result = await work();
      if (untold === 'all' || untold.includes(text)) return result;
      const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
      print(`  ${took.padStart(7)}  ${text}${detail ? `  ${detail(result)}` : ''}`);
      return result;
    },
    line: print,
    seconds: () => ((performance.now() - start) / 1000).toFixed(1),
  };
}
