/**
 * The number that an order had before it was confirmed in part: Odoo renames WH/MO/00010 to WH/MO/00010-001 and
 * makes a backorder WH/MO/00010-002. The suffix is a dash and exactly three digits.
 */
export function rootOrderNumber(orderNumber: string): string {
  return orderNumber.replace(/-\d{3}$/, '');
}
