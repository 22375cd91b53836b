import type { NewEvent } from '../../events/log.ts';
import type { EnforcingSystem } from '../../store/holds-tables.ts';
import type { HoldRow } from '../../store/holds-write.ts';
import type { ChildCommand } from '../kit/types.ts';

export const ENFORCE_QUALITY_HOLD = 'enforceQualityHold';

/** What one system is told of one hold. */
export type EnforceQualityHoldInput = {
  plantCode: string;
  holdId: string;
  system: EnforcingSystem;
  action: 'PLACE' | 'LIFT';
  /** Enforcement of the same item's holds, or the same order's, goes in order. */
  scopeKey: string;
};

/** The command that tells one system of a hold, or of its release. */
export function enforcement(hold: HoldRow, system: EnforcingSystem, action: 'PLACE' | 'LIFT'): ChildCommand {
  const scopeKey = hold.order_number === null ? `item:${hold.item_number}` : `order:${hold.order_number}`;
  const { plant: plantCode, hold_id: holdId } = hold;
  const input: EnforceQualityHoldInput = { plantCode, holdId, system, action, scopeKey };
  return { type: ENFORCE_QUALITY_HOLD, plantCode, input };
}

export const holdEvent = (
  hold: Pick<HoldRow, 'hold_id' | 'plant' | 'item_number'>,
  kind: 'PLACED' | 'RELEASED' | 'ENFORCEMENT_CHANGED',
): NewEvent => ({
  stream: 'qualityHold',
  plantCodes: [hold.plant],
  payload: { kind, holdId: hold.hold_id, itemNumber: hold.item_number },
});
