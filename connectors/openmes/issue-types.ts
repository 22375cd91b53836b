import { z } from 'zod';
import type { OpenmesApi } from './api.ts';
import * as wire from './wire.ts';

/** The issue type that a hold uses: one that blocks, about quality where there is one. */
export async function findBlockingIssueType(api: OpenmesApi): Promise<number | null> {
  const shape = z.object({ data: z.array(wire.issueType) });
  const answer = await api.read({ path: '/issue-types', kind: 'issue-types' }, shape);
  const blocking = (answer?.data ?? []).filter((type) => type.is_blocking === true);
  const aboutQuality = blocking.find((type) => /quality/i.test(`${type.code ?? ''} ${type.name}`));
  return (aboutQuality ?? blocking[0])?.id ?? null;
}
