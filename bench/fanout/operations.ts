/** The fields of an event that a client may leave out; `cursor` is always asked for, as a client that resumes needs it. */
const FIELDS = [
  'eventId',
  'occurredAt',
  'plantCode',
  'orderNumber',
  'kind',
  'operationNumber',
  'state',
  'good { value }',
  'good { unit }',
  'scrap { value }',
  'scrap { unit }',
  'order { orderNumber }',
] as const;

/** What every client asks where all ask the same: all that the event itself says. */
const SAME = FIELDS.filter((field) => !field.startsWith('order '));

/**
 * The subscription of client number `n`. `same`: all of an event. `joined`: with what the ERP says of its order.
 * `different`: another choice of fields for every client, up to 4,096.
 */
export function subscriptionOf(kind: string, n: number): string {
  const fields =
    kind === 'different'
      ? FIELDS.filter((_, bit) => (n & (1 << bit)) !== 0)
      : kind === 'joined'
        ? [...SAME, JOIN]
        : SAME;
  return `subscription { productionStatusChanged(plantCode: "HAM") { cursor ${fields.join(' ')} } }`;
}

const JOIN = 'order { state bomRevision }';

/** One event, as the one schema publishes it and the bare loop sends it. */
export const eventNumber = (n: number) => ({
  cursor: `MDAwMDAwMDAuMTIzNDU2Nzg5LjEyMzQ1Njc4OS${n}`,
  eventId: '00000000-0000-7000-8000-000000000000',
  occurredAt: new Date().toISOString(),
  plantCode: 'HAM',
  orderNumber: `HAM/MO/${n % 40}`,
  kind: 'PROGRESS',
  operationNumber: null,
  state: 'RUNNING',
  good: { value: `${n}`, unit: 'C62' },
  scrap: null,
});
