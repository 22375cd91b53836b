import { NONCONFORMANCE } from '../factory.ts';
import { connectArena, engineerOf } from '../http/arena.ts';
import type { GraphUser } from '../http/graph.ts';
import type { SeedRun } from './index.ts';

/** Puts the nonconformance's lot on hold by the mutation; the key makes it once, however often it is done. */
export async function placeSeededHold(inspector: GraphUser, run: SeedRun): Promise<string> {
  const qms = run.connections[run.qms ?? ''];
  if (!qms) return 'no QMS';
  const arena = await connectArena({ ...qms, login: engineerOf(qms) });
  const processes = await arena.all<{ number: string; name: string }>('/qualityprocesses');
  const ncr = processes.find((process) => process.name === NONCONFORMANCE.title);
  const input = {
    plantCode: NONCONFORMANCE.plant,
    itemNumber: NONCONFORMANCE.item,
    lotNumber: NONCONFORMANCE.lot,
    reason: NONCONFORMANCE.title,
    ...(ncr ? { ncrNumber: ncr.number } : {}),
  };
  const mutation = `mutation Hold($input: PlaceQualityHoldInput!, $key: ID!) {
    placeQualityHold(input: $input, idempotencyKey: $key) { command { id status } isReplay problems { code message } }
  }`;
  const { placeQualityHold: payload } = await inspector.read<{
    placeQualityHold: { command: { status: string } | null; problems: { message: string }[] };
  }>(mutation, { input, key: 'demo-factory-nonconformance-hold' });
  if (!payload.command)
    throw new Error(
      `the hold of lot ${NONCONFORMANCE.lot} was refused: ${payload.problems.map((p) => p.message).join('; ')}`,
    );
  return `lot ${NONCONFORMANCE.lot} on hold for ${ncr?.number ?? 'no nonconformance'}`;
}
