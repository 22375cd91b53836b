import { expect, it } from 'vitest';
import type { ErpGenealogyLink, ErpReader } from '../../connectors/ports/erp-read.ts';
import { traceLots } from './trace.ts';

const lot = (lotNumber: string) => ({ itemNumber: 'I', lotNumber });

/** An ERP that knows which lot went into which. */
function erpWith(edges: readonly [from: string, to: string][]) {
  let asked = 0;
  const genealogy: ErpReader['genealogy'] = async (key, direction) => {
    asked += 1;
    return edges
      .filter(([from, to]) => (direction === 'BACKWARD' ? to : from) === key.lotNumber)
      .map(
        ([from, to]): ErpGenealogyLink => ({
          input: lot(from),
          output: lot(to),
          quantity: { value: '1', unit: 'C62' },
          movementId: `${from}${to}`,
        }),
      );
  };
  return { reader: { genealogy } as ErpReader, asked: () => asked };
}

const edgesOf = async (
  erps: ReturnType<typeof erpWith>[],
  from: string,
  direction: 'BACKWARD' | 'FORWARD',
  depth = 10,
) => {
  const { links, isTruncated } = await traceLots(erps, lot(from), direction, depth);
  return {
    edges: links.map(({ link, depth: at }) => `${link.input.lotNumber}${link.output.lotNumber}${at}`),
    isTruncated,
  };
};

it('follows a lot both ways', async () => {
  const erp = erpWith([
    ['a', 'b'],
    ['b', 'c'],
    ['x', 'c'],
  ]);
  expect(await edgesOf([erp], 'a', 'FORWARD')).toEqual({ edges: ['ab1', 'bc2'], isTruncated: false });
  expect(await edgesOf([erp], 'c', 'BACKWARD')).toEqual({ edges: ['bc1', 'xc1', 'ab2'], isTruncated: false });
});

it('follows a lot once through a diamond, and ends in a cycle', async () => {
  const diamond = erpWith([
    ['a', 'b'],
    ['a', 'c'],
    ['b', 'd'],
    ['c', 'd'],
    ['d', 'e'],
  ]);
  expect((await edgesOf([diamond], 'a', 'FORWARD')).edges).toEqual(['ab1', 'ac1', 'bd2', 'cd2', 'de3']);
  expect(diamond.asked()).toBe(5);
  const cycle = erpWith([
    ['a', 'b'],
    ['b', 'a'],
  ]);
  expect(await edgesOf([cycle], 'a', 'FORWARD')).toEqual({ edges: ['ab1', 'ba2'], isTruncated: false });
});

it('says whether it stopped at its limit', async () => {
  const erp = erpWith([
    ['a', 'b'],
    ['b', 'c'],
  ]);
  expect(await edgesOf([erp], 'a', 'FORWARD', 1)).toEqual({ edges: ['ab1'], isTruncated: true });
  expect(await edgesOf([erp], 'a', 'FORWARD', 2)).toEqual({ edges: ['ab1', 'bc2'], isTruncated: false });
});

it('goes on in another ERP', async () => {
  expect((await edgesOf([erpWith([['a', 'b']]), erpWith([['b', 'c']])], 'a', 'FORWARD')).edges).toEqual(['ab1', 'bc2']);
});
