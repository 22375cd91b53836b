import { decimal } from '../../lib/decimal.ts';
import type { LotDisposition } from '../../schema/generated/qms.ts';

/** `onHand` as the ERP says it; null where it could not be asked, and then only a hold is known. */
export function lotDisposition(
  isHeld: boolean,
  onHand: readonly { quantity?: { value?: string } }[] | null | undefined,
): LotDisposition | null {
  if (isHeld) return 'RESTRICTED';
  if (onHand == null) return null;
  return onHand.some((stock) => decimal(stock.quantity?.value ?? '0').greaterThan(0)) ? 'UNRESTRICTED' : 'CLOSED';
}
