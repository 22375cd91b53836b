import type { Finding } from '../../ports/common.ts';
import { askAddon } from '../transport/addon.ts';
import type { Look } from './look.ts';

/** A call may take a while; a deadline is one of a minute or so. */
const CLOCK_TOLERANCE_MS = 10_000;

/** What confirmations, scrap, transfers for holds, unbuilds, receipts and reports on operations are worth here. */
export async function addon({ session }: Look): Promise<Finding[]> {
  const found = await askAddon(session);
  const about = 'add-on';
  const otherwise = 'postings that Odoo would do twice are DETECTABLE';
  if (found === null) return [{ level: 'ok', text: `The hub’s add-on is not installed: ${otherwise}`, about }];
  if (typeof found === 'string') {
    return [{ level: 'warning', text: `The hub’s add-on cannot be used, ${otherwise}: ${found}`, about }];
  }
  const text = `The hub’s add-on is installed: version ${found.version}, postings leave receipts`;
  const findings: Finding[] = [{ level: 'ok', text, about }];
  const aheadMs = found.now.getTime() - Date.now();
  if (Math.abs(aheadMs) > CLOCK_TOLERANCE_MS) {
    const seconds = Math.round(Math.abs(aheadMs) / 1000);
    const how = `${seconds} s ${aheadMs > 0 ? 'ahead' : 'behind'}`;
    findings.push({
      level: 'warning',
      text: `The clock of the server is ${how}: it judges the deadlines of postings`,
      about: 'add-on clock',
    });
  }
  return findings;
}
