/** Reads that somebody will ask for later: they begin now, and their failures are told to who asks. */
export function begin(reads: readonly Promise<unknown>[]): void {
  for (const read of reads) read.catch(() => {});
}
