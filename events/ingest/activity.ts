import type { Log } from '../../lib/log.ts';
import { type Hint, listenForHints } from '../hints.ts';
import type { EventRecord } from '../read.ts';
import type { EventStream } from '../stream.ts';
import type { PollLoop } from './poll-loop.ts';

/** A loop that what happens at some plants keeps awake. */
export interface StirredLoop extends Pick<PollLoop, 'stir' | 'hint'> {
  readonly connection: string;
  readonly plants: readonly string[];
}

/** About the hub itself, or about all plants at once: they say nothing of what goes on in one. */
const SILENT: readonly EventRecord['stream'][] = ['system', 'engineeringChange'];
/** A command that has come to one of these has posted something, or may have. */
const POSTED: readonly string[] = ['SUCCEEDED', 'IN_DOUBT', 'NEEDS_ATTENTION', 'COMPENSATED'];
const RETRY_MS = 10_000;

/**
 * Tells loops what happens at their plants, in whichever process: by the event log, in which commands, ERPs and MESs
 * tell all that they do, and by hints. Returns what ends it.
 */
export function followActivity(
  { stream, url, log }: { stream: Pick<EventStream, 'watch'>; url: string; log: Log },
  loops: readonly StirredLoop[],
): () => Promise<void> {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let stopWatching = () => {};
  const at = (plants: readonly string[] | null) =>
    plants === null ? loops : loops.filter((loop) => loop.plants.some((plant) => plants.includes(plant)));

  const onEvent = ({ stream: name, plants, payload }: EventRecord) => {
    if (SILENT.includes(name)) return;
    const isPosted = 'status' in payload && POSTED.includes(payload.status);
    for (const loop of at(plants)) {
      if (isPosted) loop.hint();
      else loop.stir();
    }
  };
  const onHint = (hint: Hint) => {
    if ('plants' in hint) for (const loop of at(hint.plants)) loop.stir();
    else for (const loop of loops) if (loop.connection === hint.connection) loop.hint();
  };
  const watch = async () => {
    try {
      stopWatching = await stream.watch(onEvent);
      if (isClosed) stopWatching();
    } catch (error) {
      if (isClosed) return;
      log.warn('what happens at the plants cannot be followed', { error: (error as Error).message });
      timer = setTimeout(() => void watch(), RETRY_MS);
    }
  };
  void watch();
  const stopListening = listenForHints(url, log, onHint);

  return async () => {
    isClosed = true;
    clearTimeout(timer);
    stopWatching();
    await stopListening();
  };
}
