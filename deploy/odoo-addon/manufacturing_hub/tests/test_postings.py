# License LGPL-3, see LICENSE.
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from .common import Factory

DONE = {'skip_consumption': True, 'skip_backorder': True, 'skip_redirection': True}


@tagged('post_install', '-at_install')
class TestPostings(Factory, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_factory()

    def confirmation(self, order, quantity, lot_cells, taken, keeps_open):
        """40 of 100, say, into a new lot, with what was taken of each component."""
        takes_many = 'lot_producing_ids' in order._fields
        output = {'$id': [0, 0]}
        vals = {
            'qty_producing': quantity,
            **({'lot_producing_ids': [[6, 0, [output]]]} if takes_many else {'lot_producing_id': output}),
            'move_raw_ids': [],
        }
        after = [
            {
                'says': 'the order is not posted',
                'model': 'mrp.production',
                'domain': [['id', '=', order.id], ['state', '=', 'done']],
                'count': 1,
            },
            {
                'says': 'the output lot differs',
                'model': 'stock.move.line',
                'domain': [['move_id.production_id', '=', order.id], ['lot_id', '=', output], ['state', '=', 'done']],
                'sums': {'quantity': str(quantity)},
            },
            {
                'says': 'the links between the output and what it consumed are gone',
                'model': 'stock.move.line',
                'domain': [
                    ['move_id.raw_material_production_id', '=', order.id],
                    ['state', '=', 'done'],
                    ['produce_line_ids', '=', False],
                ],
                'count': 0,
            },
            {
                'says': 'the rest is not as it was asked for',
                'model': 'mrp.production',
                'domain': [['name', '=like', order.name + '-___'], ['id', '!=', order.id]],
                'count': 1 if keeps_open else 0,
            },
        ]
        for product, each, lot in taken:
            move = order.move_raw_ids.filtered(lambda one: one.product_id == product)  # noqa: B023
            if lot:
                lines = [
                    {'$remove': ['stock.move', [['id', '=', move.id]], 'move_line_ids']},
                    [
                        0,
                        0,
                        {
                            'product_id': product.id,
                            'lot_id': lot.id,
                            'quantity': each,
                            'location_id': self.stock.id,
                            'picked': True,
                        },
                    ],
                ]
                vals['move_raw_ids'].append([1, move.id, {'move_line_ids': lines, 'picked': True}])
            else:
                vals['move_raw_ids'].append([1, move.id, {'quantity': each, 'picked': True}])
            after.append(
                {
                    'says': f'consumption of {product.name}',
                    'model': 'stock.move',
                    'domain': [['id', '=', move.id], ['state', '=', 'done']],
                    'sums': {'quantity': str(each)},
                }
            )
        on_order = {'model': 'mrp.production', 'ids': order.ids}
        context = {**DONE, **({'mo_ids_to_backorder': order.ids} if keeps_open else {})}
        return {
            'before': [
                {
                    'says': 'the order has changed',
                    'model': 'mrp.production',
                    'domain': [['id', '=', order.id], ['state', 'in', ['confirmed', 'progress', 'to_close']]],
                    'sums': {'product_qty': f'{order.product_qty:g}'},
                }
            ],
            'calls': [
                {
                    'model': 'stock.lot',
                    'method': 'load',
                    'args': {'fields': list(lot_cells), 'data': [list(lot_cells.values())]},
                },
                {**on_order, 'method': 'write', 'args': {'vals': vals}},
                {**on_order, 'method': 'button_mark_done', 'context': context},
            ],
            'after': after,
            'reads': [{'model': 'mrp.production', 'domain': [['id', '=', order.id]], 'fields': ['name', 'state']}],
        }

    def gearbox(self):
        gear, bearing, bolt = self.product('gear', 'lot'), self.product('bearing', 'lot'), self.product('bolt')
        old, new = self.lot(bearing, 'OLD'), self.lot(bearing, 'NEW')
        for lot in (old, new):
            self.put(bearing, 500, lot)
        self.put(bolt, 5000)
        order = self.order(gear, 100, [(bearing, 2), (bolt, 8)])
        order.action_assign()
        cells = {
            'id': f'hub.lot_{order.id}',
            'name': f'OUT-{order.id}',
            'product_id/.id': str(gear.id),
            'company_id/.id': str(self.env.company.id),
        }
        return gear, bearing, bolt, new, order, cells

    def test_an_order_is_confirmed_in_part_with_lots(self):
        gear, bearing, bolt, new, order, cells = self.gearbox()
        name = order.name
        batch = self.confirmation(order, 40, cells, [(bearing, 90, new), (bolt, 0, None)], keeps_open=True)
        # A component of which nothing was taken: it has no lines, and is not picked.
        bolts = order.move_raw_ids.filtered(lambda move: move.product_id == bolt)
        lines = {'$remove': ['stock.move', [['id', '=', bolts.id]], 'move_line_ids']}
        batch['calls'][1]['args']['vals']['move_raw_ids'][1] = [1, bolts.id, {'move_line_ids': [lines], 'picked': False}]
        posted = self.post(**batch)
        self.assertEqual(posted['result'][0][0]['name'], f'{name}-001')
        backorder = self.env['mrp.production'].search([('name', '=', f'{name}-002')])
        self.assertEqual((backorder.product_qty, backorder.state), (60, 'confirmed'))
        self.assertEqual(self.on_hand(gear), 40)
        self.assertEqual(self.on_hand(bearing), 910)
        self.assertEqual(self.on_hand(bolt), 5000)
        made = order.move_finished_ids.move_line_ids
        self.assertEqual(made.lot_id.name, f'OUT-{order.id}')
        self.assertEqual(made.consume_line_ids.lot_id, new)

    def test_the_rest_is_dropped(self):
        gear, bearing, bolt, new, order, cells = self.gearbox()
        self.post(**self.confirmation(order, 40, cells, [(bearing, 80, new), (bolt, 320, None)], keeps_open=False))
        self.assertEqual(self.on_hand(gear), 40)
        self.assertEqual(order.state, 'done')

    def test_a_confirmation_that_is_not_as_asked_leaves_nothing(self):
        gear, bearing, bolt, new, order, cells = self.gearbox()
        batch = self.confirmation(order, 40, cells, [(bearing, 80, new), (bolt, 320, None)], keeps_open=True)
        batch['after'][-1]['sums'] = {'quantity': '321'}
        self.assert_refused('HUB-ASSERT', **batch)
        self.assertEqual((order.state, order.qty_producing, order.name.count('-')), ('confirmed', 0, 0))
        self.assertEqual(self.on_hand(gear), 0)
        self.assertEqual(self.on_hand(bearing), 1000)
        self.assertFalse(self.env['stock.lot'].search([('product_id', '=', gear.id)]))
        batch['after'][-1]['sums'] = {'quantity': '320'}
        self.post(**batch)
        self.assertEqual(self.on_hand(gear), 40)

    def test_a_posted_order_is_not_posted_again(self):
        gear, bearing, bolt, new, order, cells = self.gearbox()
        batch = self.confirmation(order, 40, cells, [(bearing, 80, new), (bolt, 320, None)], keeps_open=False)
        self.post(**batch)
        self.assert_refused('HUB-STALE', **batch)
        self.assertTrue(order.move_finished_ids.move_line_ids.consume_line_ids)

    def test_a_scrap(self):
        resin = self.product('resin')
        self.put(resin, 20)
        posted = self.post(**self.scrap_of(resin, 2.5))
        self.assertEqual(self.on_hand(resin), 17.5)
        self.assertRegex(posted['result'][0][0]['name'], '^SP/')

    def transfer(self, product, lot, quantity, name):
        hold, picking = {'$id': [0, 0]}, {'$id': [1, 0]}
        location = {
            'id': f'hub.place_{name}',
            'name': f'Hold {name}',
            'location_id/.id': str(self.warehouse.view_location_id.id),
            'usage': 'internal',
        }
        cells = {
            'id': f'hub.transfer_{name}',
            'picking_type_id/.id': str(self.warehouse.int_type_id.id),
            'location_id/.id': str(self.stock.id),
            'location_dest_id/.id': hold,
            'move_ids/id': f'hub.transfer_{name}_move',
            'move_ids/product_id/.id': str(product.id),
            'move_ids/product_uom_qty': str(quantity),
            'move_ids/product_uom/.id': str(product.uom_id.id),
            'move_ids/location_id/.id': str(self.stock.id),
            'move_ids/location_dest_id/.id': hold,
        }
        if 'name' in self.env['stock.move']._fields:
            cells['move_ids/name'] = name
        move = ['stock.move', [['picking_id', '=', picking]]]
        line = {
            'product_id': product.id,
            'lot_id': lot.id,
            'quantity': quantity,
            'picking_id': picking,
            'location_id': self.stock.id,
            'location_dest_id': hold,
        }
        lines = [{'$remove': [*move, 'move_line_ids']}, [0, 0, line]]

        def load(model, row):
            return {'model': model, 'method': 'load', 'args': {'fields': list(row), 'data': [list(row.values())]}}

        return {
            'calls': [
                load('stock.location', location),
                load('stock.picking', cells),
                {'model': 'stock.picking', 'method': 'action_confirm', 'ids': [picking]},
                {
                    'model': 'stock.move',
                    'method': 'write',
                    'ids': {'$search': move},
                    'args': {'vals': {'move_line_ids': lines, 'picked': True}},
                },
                {
                    'model': 'stock.picking',
                    'method': 'button_validate',
                    'ids': [picking],
                    'context': {'skip_backorder': True, 'picking_ids_not_to_backorder': [picking]},
                },
            ],
            'after': [
                {
                    'says': 'something else moved',
                    'model': 'stock.move.line',
                    'domain': [['picking_id', '=', picking], ['lot_id', '=', lot.id], ['state', '=', 'done']],
                    'count': 1,
                    'sums': {'quantity': str(quantity)},
                }
            ],
            'reads': [{'model': 'stock.picking', 'domain': [['id', '=', picking]], 'fields': ['location_dest_id']}],
        }

    def test_a_transfer_into_a_place_that_it_makes(self):
        resin = self.product('resin', 'lot')
        lot = self.lot(resin, 'R1')
        self.put(resin, 30, lot)
        manager = self.env.ref('stock.group_stock_manager')
        self.user.write({'group_ids' if 'group_ids' in self.user._fields else 'groups_id': [(4, manager.id)]})
        posted = self.post(**self.transfer(resin, lot, 12, 'one'))
        place = self.env['stock.location'].browse(posted['result'][0][0]['location_dest_id'])
        self.assertEqual(place.name, 'Hold one')
        self.assertEqual(self.on_hand(resin, place), 12)
        self.assertEqual(self.on_hand(resin), 18)

    def test_what_odoo_itself_refuses_goes_through_and_leaves_nothing(self):
        resin = self.product('resin', 'serial')
        lot = self.lot(resin, 'S1')
        self.put(resin, 1, lot)
        manager = self.env.ref('stock.group_stock_manager')
        self.user.write({'group_ids' if 'group_ids' in self.user._fields else 'groups_id': [(4, manager.id)]})
        with self.assertRaises(UserError) as refused:
            self.post(key='two of one serial', **self.transfer(resin, lot, 2, 'two'))
        self.assertNotIn('HUB-', str(refused.exception))
        self.assertFalse(self.env['stock.location'].search([('name', '=', 'Hold two')]))
        self.assertFalse(self.env['stock.picking'].search([('product_id', '=', resin.id)]))
        self.assertFalse(self.receipt_of('two of one serial'))
