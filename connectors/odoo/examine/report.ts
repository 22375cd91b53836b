import { RejectedError, RetryableError } from '../../../lib/errors.ts';
import type { ConnectionReport, Finding } from '../../ports/common.ts';
import type { Layout } from '../model/layout.ts';
import type { OdooSession } from '../transport/session.ts';
import { access, keyExpiry } from './access.ts';
import { addon } from './addon.ts';
import { missingFields } from './fields.ts';
import { type Look, startLook } from './look.ts';
import { missingRights } from './rights.ts';
import { missingSettings } from './settings.ts';
import { clock, plants, units } from './structure.ts';

/** In the order in which people read them. */
const SECTIONS: readonly [name: string, examine: (look: Look) => Finding[] | Promise<Finding[]>][] = [
  ['Access', access],
  ['Clock', clock],
  ['Modules and fields', missingFields],
  ['Rights', missingRights],
  ['Settings', missingSettings],
  ['Plants', plants],
  ['Units', units],
  ['Add-on', addon],
];

/**
 * Everything that a person needs to know to make the connection work; nothing secret. The server is looked at anew:
 * version, transport and fields that were known before are forgotten.
 */
export async function reportOn(session: OdooSession, layout: Layout): Promise<ConnectionReport> {
  session.refresh();
  const { connection, url } = session;
  const report: ConnectionReport = {
    ...{ connection, kind: 'odoo', url, version: null, isReachable: false, findings: [] },
  };
  let look: Look;
  try {
    report.version = (await session.version()).text;
    look = await startLook(session, layout);
    report.isReachable = true;
  } catch (error) {
    report.findings.push({ level: 'error', text: describe(error), about: `reach ${codeOf(error)}`, ...remedy(error) });
    return report;
  }
  for (const [name, examine] of SECTIONS) {
    report.findings.push(...(await section(name, async () => await examine(look))));
  }
  report.findings.push(
    ...(await section('Keys', async () => {
      const { findings, keys } = await keyExpiry(look);
      report.keys = keys;
      return findings;
    })),
  );
  return report;
}

/** A part that could not be looked at says so, and the others go on. */
async function section(name: string, examine: () => Promise<Finding[]>): Promise<Finding[]> {
  return examine().catch((error: unknown) => [
    {
      level: 'error',
      text: `${name} could not be looked at: ${describe(error)}`,
      about: `unseen ${name} ${codeOf(error)}`,
    },
  ]);
}

function describe(error: unknown): string {
  if (error instanceof RejectedError) return error.problems.map(({ message }) => message).join('; ');
  return error instanceof Error ? error.message : String(error);
}

/** What needs a person says itself what to do. */
const remedy = (error: unknown): Pick<Finding, 'todo'> =>
  error instanceof RetryableError && error.needsPerson
    ? {}
    : { todo: 'See that Odoo runs, and that http or https, host and port of the url are its own' };

const codeOf = (error: unknown): string =>
  error instanceof RetryableError ? (error.code ?? error.why) : error instanceof Error ? error.name : '';
