# License LGPL-3, see LICENSE.
from datetime import datetime, timedelta, timezone
from uuid import uuid4

from odoo.addons.mail.tests.common import mail_new_test_user
from odoo.exceptions import UserError

MRP_USER = 'base.group_user,mrp.group_mrp_user,stock.group_stock_user'


def in_seconds(seconds):
    return (datetime.now(timezone.utc) + timedelta(seconds=seconds)).isoformat()


class Factory:
    """What the tests post to; mixed into a test case."""

    @classmethod
    def open_factory(cls):
        cls.user = mail_new_test_user(cls.env, login='hub_user', groups=MRP_USER, email='hub@example.com')
        cls.warehouse = cls.env['stock.warehouse'].search([('company_id', '=', cls.env.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.receipts = cls.env['hub.receipt'].with_user(cls.user)

    @classmethod
    def product(cls, name, tracking='none'):
        is_storable = 'is_storable' in cls.env['product.product']._fields
        kind = {'type': 'consu', 'is_storable': True} if is_storable else {'type': 'product'}
        return cls.env['product.product'].create({'name': name, 'tracking': tracking, **kind})

    @classmethod
    def lot(cls, product, name):
        vals = {'name': name, 'product_id': product.id, 'company_id': cls.env.company.id}
        return cls.env['stock.lot'].create(vals)

    @classmethod
    def put(cls, product, quantity, lot=None, location=None):
        cls.env['stock.quant']._update_available_quantity(product, location or cls.stock, quantity, lot_id=lot)

    def on_hand(self, product, location=None):
        quants = self.env['stock.quant'].search(
            [('product_id', '=', product.id), ('location_id', 'child_of', (location or self.stock).id)]
        )
        return sum(quants.mapped('quantity'))

    @classmethod
    def order(cls, product, quantity, lines):
        bom = cls.env['mrp.bom'].create(
            {
                'product_tmpl_id': product.product_tmpl_id.id,
                'product_qty': 1,
                'bom_line_ids': [(0, 0, {'product_id': part.id, 'product_qty': each}) for part, each in lines],
            }
        )
        order = cls.env['mrp.production'].create(
            {'product_id': product.id, 'product_qty': quantity, 'bom_id': bom.id}
        )
        order.action_confirm()
        return order

    def scrap_of(self, product, quantity, name=None):
        """Calls and checks of a scrap, as the hub has them."""
        cells = {
            'id': f'hub.scrap_{name or uuid4().hex}',
            'company_id/.id': str(self.env.company.id),
            'product_id/.id': str(product.id),
            'product_uom_id/.id': str(product.uom_id.id),
            'scrap_qty': str(quantity),
            'location_id/.id': str(self.stock.id),
        }
        scrap = {'$id': [0, 0]}
        done = [['scrap_id', '=', scrap], ['state', '=', 'done']]
        return {
            'calls': [
                {
                    'model': 'stock.scrap',
                    'method': 'load',
                    'args': {'fields': list(cells), 'data': [list(cells.values())]},
                },
                {'model': 'stock.scrap', 'method': 'action_validate', 'ids': [scrap]},
            ],
            'after': [
                {
                    'says': 'it was scrapped otherwise',
                    'model': 'stock.move',
                    'domain': done,
                    'count': 1,
                    'sums': {'quantity': str(quantity)},
                },
            ],
            'reads': [{'model': 'stock.scrap', 'domain': [['id', '=', scrap]], 'fields': ['name', 'state']}],
        }

    def post(self, key=None, fence=1, deadline=None, user=None, **batch):
        receipts = self.receipts.with_user(user) if user else self.receipts
        return receipts.post(key or uuid4().hex, fence, deadline or in_seconds(60), batch.pop('calls', []), **batch)

    def assert_refused(self, code, **post):
        with self.assertRaises(UserError) as refused:
            self.post(**post)
        self.assertTrue(str(refused.exception).startswith(f'{code}: '), str(refused.exception))
        return str(refused.exception)

    def receipt_of(self, key):
        return self.env['hub.receipt'].search([('step_key', '=', key)])
