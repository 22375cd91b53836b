import { describe, expect, test } from 'vitest';
import { decimal } from '../../../lib/decimal.ts';
import { type Quant, takeFrom } from './quants.ts';

const quant = (locationId: number, quantity: string, lotId: number | null = 5): Quant => ({
  productId: 1,
  lotId,
  locationId,
  quantity: decimal(quantity),
  reserved: decimal(0),
});

const shown = (stock: Quant[], quantity: string) =>
  takeFrom(stock, 1, 5, decimal(quantity), 99).map((taking) => [taking.locationId, taking.quantity.toFixed()]);

describe('where a quantity of a lot is taken from', () => {
  test('place by place, and no further than needed', () => {
    expect(shown([quant(10, '30'), quant(11, '20'), quant(12, '5')], '40')).toEqual([
      [10, '30'],
      [11, '10'],
    ]);
  });

  test('not from another lot', () => {
    expect(shown([quant(10, '30', 6), quant(11, '20')], '20')).toEqual([[11, '20']]);
  });

  test('what is beyond the stock comes from the last place, or from the fallback', () => {
    expect(shown([quant(10, '30'), quant(11, '5')], '40')).toEqual([
      [10, '30'],
      [11, '10'],
    ]);
    expect(shown([], '3')).toEqual([[99, '3']]);
  });
});
