import type { GraphAnswer } from '../http/graph.ts';
import { PLANT } from './material.ts';
import type { Story } from './story.ts';

const ORDER = 'HAM/MO/10001';

export const FOUR_SYSTEMS = `query Order($plant: ID!, $order: ID!) {
  productionOrder(plantCode: $plant, orderNumber: $order) {
    orderNumber state bomRevision
    planned { value unit } produced { value }
    item {
      itemNumber name
      currentRevision { revision state }
      billOfMaterials(plantCode: $plant) {
        revision
        lines {
          lineNumber quantity { value unit }
          component {
            itemNumber name
            stock(plantCode: $plant) { onHand { value unit } available { value } onHold { value } }
            lots(first: 3) { nodes { lotNumber disposition qualityHolds(state: ACTIVE) { reason nonconformance { ncrNumber title status } } } }
          }
        }
      }
    }
    workOrders { operationNumber name state workCenter { code isAvailable } }
    execution { state progress good { value } updatedAt }
    qualityHolds(state: ACTIVE) { holdId reason nonconformance { ncrNumber title status } }
  }
}`;

interface Answer {
  productionOrder: {
    planned: { value: string };
    bomRevision: string;
    item: {
      itemNumber: string;
      currentRevision: { revision: string; state: string } | null;
      billOfMaterials: {
        lines: { component: { itemNumber: string; stock: { onHand: { value: string; unit: string } }[] } }[];
      };
    };
    execution: { state: string } | null;
  } | null;
}

/** One query goes from an order to its components' stock, lots and holds and to the shop floor: four systems. */
export async function oneQuery(story: Story): Promise<void> {
  story.step(1, 'One query over four systems: order, bill of materials, stock, lots, holds, shop floor');
  const user = await story.user('anna.dashboard', 'viewer');
  const ask = (): Promise<GraphAnswer<Answer>> => user.ask<Answer>(FOUR_SYSTEMS, { plant: PLANT, order: ORDER });
  const first = callsOf(await ask());
  const answer = await ask();
  const order = answer.data?.productionOrder;
  if (!order) throw new Error(`the graph does not show ${ORDER}: ${JSON.stringify(answer.errors)}`);
  const { odoo, products, warehouse } = await story.odoo(PLANT);
  const [row] = await odoo.searchRead<{ id: number; product_qty: number; bom_id: number }>(
    'mrp.production',
    [['name', '=', ORDER]],
    ['product_qty', 'bom_id'],
  );
  const lines = await odoo.searchRead<{ id: number; product_id: number }>(
    'mrp.bom.line',
    [['bom_id', '=', row?.bom_id ?? 0]],
    ['product_id'],
  );
  story.say(
    `${ORDER}: ${order.planned.value} ${order.item.itemNumber}, bill of materials ${order.bomRevision} with ${order.item.billOfMaterials.lines.length} lines`,
  );
  story.check(
    Number(order.planned.value) === row?.product_qty,
    `planned quantity is what Odoo has: ${row?.product_qty}`,
  );
  story.check(
    order.item.billOfMaterials.lines.length === lines.length,
    `every line of Odoo's bill of materials is there: ${lines.length}`,
  );
  story.check(
    order.item.currentRevision !== null,
    `the PLM's current revision is ${order.item.currentRevision?.revision}`,
  );
  const [bearing] = order.item.billOfMaterials.lines.filter((line) => line.component.itemNumber === 'BRG-6203');
  const quants = await odoo.searchRead<{ id: number; quantity: number }>(
    'stock.quant',
    [
      ['product_id', '=', products.get('BRG-6203')?.id],
      ['location_id', 'child_of', warehouse.viewId],
    ],
    ['quantity'],
  );
  const onHand = quants.reduce((sum, quant) => sum + quant.quantity, 0);
  story.check(
    Number(bearing?.component.stock[0]?.onHand.value) === onHand,
    `stock of BRG-6203 is what Odoo has: ${onHand}`,
  );
  const { data } = await story
    .mes(PLANT)
    .get<{ data: { order_no: string; status: string }[] }>(`/work-orders?search=${encodeURIComponent(ORDER)}`);
  story.check(
    order.execution !== null && data.some((other) => other.order_no === ORDER),
    `the shop floor has it too: ${order.execution?.state} (${data[0]?.status} in the MES)`,
  );
  const total = callsOf(answer);
  story.say(
    `back-end calls: ${first} when asked to get acquainted (a gateway reads the structure of its back ends once), ${total} when asked again`,
  );
  for (const [connection, kinds] of Object.entries(answer.extensions?.backendCalls ?? {}))
    story.changed(
      connection,
      Object.entries(kinds)
        .map(([kind, n]) => `${kind} ${n}`)
        .join(', '),
    );
  story.check(total > 0 && total <= 25, `it took ${total} calls, however many records`);
}

function callsOf({ extensions }: GraphAnswer<Answer>): number {
  const kinds = Object.values(extensions?.backendCalls ?? {});
  return kinds.flatMap((counts) => Object.values(counts)).reduce((sum, n) => sum + n, 0);
}
