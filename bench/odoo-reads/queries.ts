import type { Material } from './material.ts';

export interface HeavyQuery {
  name: string;
  source: string;
  variables: Record<string, unknown>;
}

const STOCK = 'stock(plantCode: "HAM") { onHand { value } available { value } onHold { value } }';
const TRACE = `query ($item: ID!, $lot: ID!, $way: TraceDirection!) {
  trace(itemNumber: $item, lotNumber: $lot, direction: $way) {
    edges { depth orderNumber quantity { value } input { itemNumber lotNumber } output { itemNumber lotNumber } }
  }
}`;

const orders = (first: number, fields: string) =>
  `query ($item: ID) { productionOrders(plantCode: "HAM", itemNumber: $item, first: ${first}) { nodes { orderNumber state planned { value unit } ${fields} } } }`;

const bom = (inner: string) =>
  `billOfMaterials(plantCode: "HAM") { revision lines { quantity { value } component { itemNumber name ${STOCK} ${inner} } } }`;

/** The ten that cost the most: what an order list, a chain, a trace, a tree, an impact or a purchase list asks for. */
export function heavyQueries(material: Material): HeavyQuery[] {
  const item = { item: material.machine };
  const affectedItems = material.parts.map((itemNumber) => ({ item: { itemNumber } }));
  const change = [{ __typename: 'EngineeringChange', changeNumber: 'ECO-1', affectedItems }];
  const purchase = 'state supplier lines { lineNumber ordered { value } received { value } item { itemNumber name } }';
  return [
    {
      name: '20 orders, 10 components each, stock and lots',
      source: orders(
        20,
        `bomRevision item { name } components { required { value } item { itemNumber name ${STOCK} lots(first: 3) { nodes { lotNumber onHand { quantity { value } } } } } reservedLots { lotNumber } } workOrders { state workCenter { code } }`,
      ),
      variables: item,
    },
    {
      name: '20 orders, work orders and lots produced',
      source: orders(
        20,
        'workOrders { operationNumber state workCenter { code } } producedLots { nodes { lotNumber } }',
      ),
      variables: {},
    },
    {
      name: '20 orders, components and what is reserved',
      source: orders(
        20,
        'scrapped { value } components { item { itemNumber } consumed { value } reservedLots { lotNumber } }',
      ),
      variables: item,
    },
    {
      name: 'one order in three parts, whole',
      source: `query ($order: ID!) { productionOrder(plantCode: "HAM", orderNumber: $order) { state bomRevision produced { value } scrapped { value } item { name } components { item { name } consumed { value } } workOrders { state workCenter { code } } producedLots { nodes { lotNumber consumedLots { nodes { lotNumber } } } } } }`,
      variables: { order: material.splitOrder },
    },
    {
      name: 'where-used trace, 10 levels',
      source: TRACE,
      variables: { ...material.chainStart, way: 'FORWARD' },
    },
    { name: 'made-of trace, 10 levels', source: TRACE, variables: { ...material.chainEnd, way: 'BACKWARD' } },
    {
      name: 'BOM of 3 levels, 3 lines each, with stock',
      source: `query ($item: ID!) { item(itemNumber: $item) { itemNumber ${bom(bom(bom('')))} } }`,
      variables: { item: material.tree },
    },
    {
      name: '50 items with stock, cost and BOM',
      source: `{ items(first: 50) { nodes { itemNumber name unit ${STOCK} standardCost(plantCode: "HAM") { amount } billOfMaterials(plantCode: "HAM") { revision lines { component { itemNumber } } } } } }`,
      variables: {},
    },
    {
      name: 'impact of a change of 10 items',
      source: `query ($change: [_Any!]!) { _entities(representations: $change) { ... on EngineeringChange { impact(plantCode: "HAM") { fingerprint openProductionOrders { orderNumber } openPurchaseLines { poNumber lineNumber } stock { item { itemNumber } } } } } }`,
      variables: { change },
    },
    {
      name: '20 purchase orders with what was received',
      source: `{ ${material.purchases.map((number, i) => `p${i}: purchaseOrder(plantCode: "HAM", poNumber: ${JSON.stringify(number)}) { ${purchase} }`).join('\n')} }`,
      variables: {},
    },
  ];
}
