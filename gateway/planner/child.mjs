// The program of a planner's process: reads one supergraph, then answers one document at a time. Plain JavaScript
// without further imports, so that it is small and ready at once. It dies with the process that started it.
import { writeFileSync } from 'node:fs';
import { QueryPlanner } from '@graphql-hive/router-query-planner';

// Plans are made beside this thread, so the end of the channel is heard while one hangs; and no clean exit waits for it.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Whoever stops the gateway stops this by it, after the gateway has let finish what is under way.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
try {
  writeFileSync('/proc/self/oom_score_adj', '1000'); // where memory ends, it ends here and not in the gateway
} catch {
  // not on this system
}

process.once('message', ({ supergraphSdl, labels }) => {
  const planner = read(supergraphSdl);
  if (!planner) return;
  process.on('message', ({ id, document, operationName, percentage }) => {
    planner.planAsync(document, operationName, new Set(labels), percentage).then(
      (plan) => process.send({ id, plan }),
      (error) => process.send({ id, error: textOf(error) }),
    );
  });
  const { consumerSchema, overridePercentages, overrideLabels } = planner;
  process.send({ facts: { consumerSchema, overridePercentages, overrideLabels } });
});

function read(supergraphSdl) {
  try {
    return new QueryPlanner(supergraphSdl);
  } catch (error) {
    process.send({ refused: textOf(error) });
    return undefined;
  }
}

function textOf(error) {
  return (error instanceof Error ? error.message : String(error)).slice(0, 2_000);
}
