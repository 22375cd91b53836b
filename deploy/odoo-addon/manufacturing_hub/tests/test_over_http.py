# License LGPL-3, see LICENSE.
import json

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import Factory, in_seconds


@tagged('post_install', '-at_install')
class TestOverHttp(Factory, HttpCase):
    """As the hub calls: one request, one transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.open_factory()
        cls.user.password = 'hub_user_1'
        cls.resin = cls.product('resin')
        cls.put(cls.resin, 20)

    def call(self, method, **arguments):
        params = [self.env.cr.dbname, self.user.id, 'hub_user_1', 'hub.receipt', method, [], arguments]
        body = {
            'jsonrpc': '2.0',
            'method': 'call',
            'id': 1,
            'params': {'service': 'object', 'method': 'execute_kw', 'args': params},
        }
        response = self.url_open('/jsonrpc', data=json.dumps(body), headers={'Content-Type': 'application/json'})
        return response.json()

    def arguments(self, key, batch):
        return {'step_key': key, 'fence': 1, 'deadline': in_seconds(60), **batch}

    @mute_logger('odoo.http')
    def test_all_or_nothing_and_only_once(self):
        batch = self.scrap_of(self.resin, 3, name='wire')
        batch['after'][0]['count'] = 2
        error = self.call('post', **self.arguments('wire', batch))['error']['data']
        self.assertEqual(error['name'], 'odoo.exceptions.UserError')
        self.assertTrue(error['message'].startswith('HUB-ASSERT: '), error['message'])
        self.assertEqual(self.on_hand(self.resin), 20)
        self.assertFalse(self.receipt_of('wire'))
        batch['after'][0]['count'] = 1
        first = self.call('post', **self.arguments('wire', batch))['result']
        again = self.call('post', **self.arguments('wire', batch))['result']
        self.assertEqual(again, {**first, 'is_replay': True})
        self.env.invalidate_all()
        self.assertEqual(self.on_hand(self.resin), 17)
        self.assertEqual(self.call('fence_off', step_key='wire', fence=2)['result']['result'], first['result'])
        self.assertEqual(self.call('about')['result']['contract'], 1)
