import type { GraphUser } from '../../../demo/http/graph.ts';
import { pieces } from './scene.ts';

const ORDER = `query Order($plantCode: ID!, $orderNumber: ID!) {
  productionOrder(plantCode: $plantCode, orderNumber: $orderNumber) {
    orderNumber state planned { value } produced { value } scrapped { value }
    components { item { itemNumber } consumed { value } }
    workOrders { operationNumber produced { value } }
    producedLots { nodes { lotNumber } }
  }
}`;
interface Order {
  orderNumber: string;
  state: string;
  planned: { value: string };
  produced: { value: string };
  scrapped: { value: string } | null;
  components: { item: { itemNumber: string }; consumed: { value: string } }[];
  workOrders: { operationNumber: string; produced: { value: string } | null }[];
  producedLots: { nodes: { lotNumber: string }[] };
}
export async function readOrder(user: GraphUser, orderNumber: string, plantCode = 'HAM'): Promise<Order> {
  const { productionOrder } = await user.read<{ productionOrder: Order }>(ORDER, { plantCode, orderNumber });
  return productionOrder;
}
export const consumedOf = (order: Order) =>
  Object.fromEntries(order.components.map((component) => [component.item.itemNumber, component.consumed.value]));

export const bracket = (orderNumber: string, different: object = {}) => ({
  plantCode: 'HAM',
  orderNumber,
  good: pieces(20),
  ...different,
});
export const lot = (lotNumber: string, quantity: number) => ({ lotNumber, quantity: pieces(quantity) });
export const used = (itemNumber: string, quantity: number, ...lots: object[]) => ({
  itemNumber,
  quantity: pieces(quantity),
  lots,
});
