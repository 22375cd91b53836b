import DataLoader from 'dataloader';
import type { HubDatabase } from '../../store/db.ts';
import {
  type Hold,
  type HoldState,
  holdsOfItems,
  holdsOfLots,
  holdsOfNonconformances,
  holdsOfOrders,
  type LotKey,
} from '../../store/holds.ts';

export interface OrderKey {
  plantCode: string;
  orderNumber: string;
}

/** The holds of many records in one read each. */
export interface HoldLists {
  ofItem: DataLoader<string, Hold[]>;
  ofLot: DataLoader<LotKey, Hold[], string>;
  ofOrder: DataLoader<OrderKey, Hold[], string>;
  ofNonconformance: DataLoader<string, Hold[]>;
}

export function holdLists(db: HubDatabase, plants: readonly string[], state: HoldState | null): HoldLists {
  const scope = { plants, state };
  return {
    ofItem: new DataLoader(async (items) => {
      const holds = await holdsOfItems(db, items, scope);
      return items.map((item) => holds.filter((hold) => hold.itemNumber === item));
    }),
    ofLot: new DataLoader(
      async (lots) => {
        const holds = await holdsOfLots(db, lots, scope);
        return lots.map((lot) => holds.filter((hold) => coversLot(hold, lot)));
      },
      { cacheKeyFn: ({ itemNumber, lotNumber }) => JSON.stringify([itemNumber, lotNumber]) },
    ),
    ofOrder: new DataLoader(
      async (orders) => {
        const holds = await holdsOfOrders(db, orders, scope);
        return orders.map(({ plantCode, orderNumber }) =>
          holds.filter((hold) => hold.plantCode === plantCode && hold.orderNumber === orderNumber),
        );
      },
      { cacheKeyFn: ({ plantCode, orderNumber }) => JSON.stringify([plantCode, orderNumber]) },
    ),
    ofNonconformance: new DataLoader(async (numbers) => {
      const holds = await holdsOfNonconformances(db, numbers, scope);
      return numbers.map((number) => holds.filter((hold) => hold.ncrNumber === number));
    }),
  };
}

const coversLot = (hold: Hold, lot: LotKey): boolean =>
  hold.itemNumber === lot.itemNumber && (hold.lotNumber === null || hold.lotNumber === lot.lotNumber);
