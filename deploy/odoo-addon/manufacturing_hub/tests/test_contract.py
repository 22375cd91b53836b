# License LGPL-3, see LICENSE.
import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from odoo.addons.mail.tests.common import mail_new_test_user

from ..models.batch import CALLS
from ..models.hub_receipt import CONTRACT, VERSION
from .common import Factory, in_seconds


@tagged('post_install', '-at_install')
class TestContract(Factory, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_factory()
        cls.resin = cls.product('resin')
        cls.put(cls.resin, 20)

    def test_about(self):
        about = self.receipts.about()
        self.assertEqual(about['contract'], CONTRACT)
        self.assertEqual(about['version'], VERSION)
        self.assertEqual(self.post()['installation'], about['installation'])
        module = self.env['ir.module.module'].search([('name', '=', 'manufacturing_hub')])
        self.assertTrue(module.latest_version.endswith(VERSION), module.latest_version)
        self.assertIn('stock.scrap/action_validate', about['calls'])
        for call in about['calls']:
            model, method = call.split('/')
            self.assertTrue(callable(getattr(self.env[model], method, None)), call)
        self.assertEqual(len(about['calls']), sum(len(methods) for methods in CALLS.values()))

    def test_same_key_posts_once(self):
        batch = self.scrap_of(self.resin, 3)
        first = self.post(key='once', **batch)
        self.assertFalse(first['is_replay'])
        self.assertEqual(first['result'][0][0]['state'], 'done')
        again = self.post(key='once', **self.scrap_of(self.resin, 5))
        self.assertEqual(again, {**first, 'is_replay': True})
        self.assertEqual(self.on_hand(self.resin), 17)
        receipt = self.receipt_of('once')
        self.assertEqual((receipt.user_id, receipt.fence), (self.user, 1))
        self.assertTrue(receipt.posted_at)

    def test_a_replay_is_answered_after_the_deadline(self):
        first = self.post(key='late', **self.scrap_of(self.resin, 3))
        self.assertEqual(self.post(key='late', deadline=in_seconds(-5))['id'], first['id'])

    def test_lower_fence_is_refused(self):
        self.post(key='fenced', fence=5, **self.scrap_of(self.resin, 3))
        self.assert_refused('HUB-FENCE', key='fenced', fence=4, **self.scrap_of(self.resin, 3))
        self.assertEqual(self.on_hand(self.resin), 17)

    def test_fence_off(self):
        closed = self.receipts.fence_off('closed', 2)
        self.assertIsNone(closed['result'])
        self.assert_refused('HUB-FENCE', key='closed', fence=1, **self.scrap_of(self.resin, 3))
        self.assertEqual(self.on_hand(self.resin), 20)
        self.assertEqual(self.receipts.fence_off('closed', 3)['fence'], 3)
        self.assertIsNone(self.receipts.receipt_of('closed')['result'])
        self.assertIsNone(self.receipts.receipt_of('never heard of')['result'])
        with self.assertRaises(UserError):
            self.receipts.fence_off('closed', 2)
        posted = self.post(key='closed', fence=3, **self.scrap_of(self.resin, 3))
        self.assertFalse(posted['is_replay'])
        found = self.receipts.fence_off('closed', 4)
        self.assertEqual((found['result'], found['is_replay']), (posted['result'], True))
        self.assertEqual(self.receipts.receipt_of('closed'), found)
        self.assertEqual(self.on_hand(self.resin), 17)

    def test_passed_deadline(self):
        self.assert_refused('HUB-DEADLINE', key='too-late', deadline=in_seconds(-1), **self.scrap_of(self.resin, 3))
        self.assertFalse(self.receipt_of('too-late'))
        self.assertEqual(self.on_hand(self.resin), 20)
        self.assert_refused('HUB-CALL', deadline='2999-01-01T00:00:00')

    def test_a_check_before_that_does_not_hold(self):
        quants = {'says': 'the stock has changed', 'model': 'stock.quant', 'sums': {'quantity': '21'}}
        domain = [['product_id', '=', self.resin.id], ['location_id', '=', self.stock.id]]
        said = self.assert_refused('HUB-STALE', before=[{**quants, 'domain': domain}], **self.scrap_of(self.resin, 3))
        self.assertIn('the stock has changed (stock.quant: quantity 20 instead of 21)', said)
        self.assertEqual(self.on_hand(self.resin), 20)
        near = {**quants, 'domain': domain, 'within': '1'}
        self.post(before=[near], **self.scrap_of(self.resin, 3))
        ids = self.env['stock.quant'].search([('product_id', '=', self.resin.id)]).ids
        self.assert_refused('HUB-STALE', before=[{**quants, 'domain': domain, 'ids': ids[1:]}])

    def test_a_check_after_that_does_not_hold_leaves_nothing(self):
        batch = self.scrap_of(self.resin, 3, name='undone')
        batch['after'][0]['sums'] = {'quantity': '4'}
        said = self.assert_refused('HUB-ASSERT', key='wrong', **batch)
        self.assertIn('quantity 3 instead of 4', said)
        self.assertEqual(self.on_hand(self.resin), 20)
        self.assertFalse(self.receipt_of('wrong'))
        self.assertFalse(self.env.ref('hub.scrap_undone', raise_if_not_found=False))
        self.post(key='wrong', **self.scrap_of(self.resin, 3, name='undone'))
        self.assertEqual(self.on_hand(self.resin), 17)

    def test_a_question_of_odoo_leaves_nothing(self):
        said = self.assert_refused('HUB-WIZARD', key='asks', **self.scrap_of(self.resin, 21, name='asked'))
        self.assertIn('stock.warn.insufficient.qty.scrap', said)
        self.assertFalse(self.env['stock.scrap'].search([('product_id', '=', self.resin.id)]))
        self.assertFalse(self.receipt_of('asks'))

    @mute_logger('odoo.sql_db')
    def test_load_that_refuses_its_rows(self):
        batch = self.scrap_of(self.resin, 3)
        batch['calls'][0]['args']['data'][0][2] = '0'
        said = self.assert_refused('HUB-LOAD', **batch)
        self.assertIn('stock.scrap: ', said)

    def test_only_what_postings_need(self):
        for model, method in (
            ('stock.quant', 'write'),
            ('res.users', 'write'),
            ('mrp.production', 'unlink'),
            ('hub.receipt', 'post'),
            ('stock.scrap', '__class__'),
        ):
            self.assert_refused('HUB-CALL', calls=[{'model': model, 'method': method, 'ids': [1], 'args': {'vals': {}}}])

    def test_keys_and_fences_are_what_they_should_be(self):
        for wrong in ({'key': 7}, {'key': 'x' * 201}, {'fence': '1'}, {'fence': -1}, {'fence': True}):
            self.assert_refused('HUB-CALL', **wrong)

    def test_nothing_beyond_the_rights_of_the_caller(self):
        stranger = mail_new_test_user(self.env, login='stranger', groups='base.group_user')
        for call in (
            lambda receipts: receipts.about(),
            lambda receipts: receipts.post('stranger', 1, in_seconds(60), []),
            lambda receipts: receipts.receipt_of('stranger'),
            lambda receipts: receipts.fence_off('stranger', 1),
        ):
            with self.assertRaises(AccessError):
                call(self.env['hub.receipt'].with_user(stranger))
        clerk = mail_new_test_user(self.env, login='clerk', groups='base.group_user,stock.group_stock_user')
        order = self.order(self.product('made'), 1, [(self.resin, 1)])
        write = {'model': 'mrp.production', 'method': 'write', 'ids': order.ids, 'args': {'vals': {'qty_producing': 1}}}
        with self.assertRaises(AccessError):
            self.post(key='clerk', user=clerk, calls=[write])
        self.assertEqual(order.qty_producing, 0)

    def test_receipts_stay_as_they_are(self):
        self.post(key='kept', **self.scrap_of(self.resin, 3))
        receipt = self.receipt_of('kept').with_user(self.user)
        self.assertEqual(receipt.read(['step_key'])[0]['step_key'], 'kept')
        for change in (
            lambda: receipt.write({'result': '[]'}),
            lambda: receipt.unlink(),
            lambda: receipt.create({'step_key': 'made up', 'fence': 1}),
        ):
            with self.assertRaises(AccessError):
                change()

    @mute_logger('odoo.sql_db')
    def test_the_key_is_unique_in_the_database(self):
        self.env.cr.execute("INSERT INTO hub_receipt (step_key, fence) VALUES ('twice', 1)")
        with self.assertRaises(psycopg2.IntegrityError):
            self.env.cr.execute("INSERT INTO hub_receipt (step_key, fence) VALUES ('twice', 2)")
