import { CONTESTANTS } from './contestants.ts';

/** One contestant in a process of its own. */
const [name = ''] = process.argv.slice(2);
process.on('disconnect', () => process.exit(0));
process.once('message', async ({ supergraphSdl }: { supergraphSdl: string }) => {
  const contestant = CONTESTANTS[name];
  if (!contestant) throw new Error(`There is no contestant ${name}`);
  process.send?.({ url: await contestant.start(supergraphSdl) });
});
