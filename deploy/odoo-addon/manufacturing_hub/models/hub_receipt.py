# License LGPL-3, see LICENSE.
import json
from datetime import datetime, timezone

from odoo import api, fields, models

from .batch import CALLS, carry_out, refusal

VERSION = '1.0.0'  # as in the manifest
CONTRACT = 1  # rises when a hub that knows the older one would misunderstand `post`, its refusals or its answer
KEY_LENGTH = 200


class HubReceipt(models.Model):
    """That a step of the hub was posted, and what it left. A row without a result keeps out claims that are older."""

    _name = 'hub.receipt'
    _description = "Receipt of a posting of the manufacturing hub"
    _order = 'id desc'
    _rec_name = 'step_key'
    _log_access = False

    step_key = fields.Char(required=True, readonly=True)
    fence = fields.Integer(required=True, readonly=True, help="Claim that posted, or below which none may post any more")
    user_id = fields.Many2one('res.users', string="Posted by", readonly=True)
    posted_at = fields.Datetime(readonly=True)
    result = fields.Text(readonly=True, help="JSON: records that the posting left, as the hub asked for them")

    def init(self):
        # Not by _sql_constraints, which 19 has under another name.
        self.env.cr.execute(
            "CREATE UNIQUE INDEX IF NOT EXISTS hub_receipt_step_key_unique ON hub_receipt (step_key)"
        )

    @api.model
    def about(self):
        """What is installed here; by this the hub decides which postings to carry out through it."""
        self._refuse_strangers()
        return {
            'version': VERSION,
            'contract': CONTRACT,
            'installation': self._installation(),
            'now': datetime.now(timezone.utc).isoformat(),
            'calls': sorted(f'{model}/{method}' for model, methods in CALLS.items() for method in methods),
        }

    @api.model
    def post(self, step_key, fence, deadline, calls, before=(), after=(), reads=()):
        """Carries out all of `calls` in their order, or nothing; answers the receipt.

        The same key again answers the receipt that is there (`is_replay`) and does nothing. Refusals are UserErrors
        that begin with a code: HUB-FENCE (a newer claim was here), HUB-DEADLINE (too late), HUB-STALE (a check of
        `before` does not hold), HUB-ASSERT (one of `after` does not), HUB-WIZARD (Odoo asks a question), HUB-LOAD
        (`load` refused its rows), HUB-BUSY (another transaction was faster), HUB-CALL (the call is wrong). What Odoo's
        own methods raise goes through as it is. Odoo runs this again, up to five times, when its transaction loses a
        race: nothing here has an effect outside of it.

        :param step_key: names the step, the same on every try
        :param fence: number of the claim that posts; a later claim of the step has a higher one
        :param deadline: instant after which nothing is begun, ISO 8601 with an offset
        :param calls: [{model, method, ids, args, context}], see batch.py
        :param before: checks [{says, model, domain, count, ids, sums, within}] of what the calls were made for
        :param after: the same of what they leave
        :param reads: [{model, domain, fields}] of what the receipt is to hold
        """
        self._refuse_strangers()
        receipt_id, is_posted = self._claim_key(step_key, fence)
        if not is_posted:
            _refuse_late(deadline)
            result = carry_out(self.env, calls, before or (), after or (), reads or ())
            self.env.cr.execute(
                "UPDATE hub_receipt SET result = %s, user_id = %s, posted_at = clock_timestamp() AT TIME ZONE 'UTC'"
                " WHERE id = %s",
                (result, self.env.uid, receipt_id),
            )
        return self._answer(receipt_id, is_replay=is_posted)

    @api.model
    def receipt_of(self, step_key):
        """The receipt of the key as it stands; no result where nothing was posted."""
        self._refuse_strangers()
        self.env.cr.execute("SELECT id FROM hub_receipt WHERE step_key = %s", (step_key,))
        found = self.env.cr.fetchone()
        if not found:
            return {'step_key': step_key, 'result': None, 'installation': self._installation()}
        return self._answer(found[0], is_replay=True)

    @api.model
    def fence_off(self, step_key, fence):
        """The receipt of the key; where nothing was posted, no claim below `fence` can post under it from now on.

        Waits for a post of the key that is under way, so that the answer is final.
        """
        self._refuse_strangers()
        receipt_id, is_posted = self._claim_key(step_key, fence)
        return self._answer(receipt_id, is_replay=is_posted)

    def _refuse_strangers(self):
        """A method has no access rights of its own: who may read receipts may post, with the rights that they have."""
        if hasattr(self, 'check_access'):  # since 18
            self.check_access('read')
        else:
            self.check_access_rights('read')

    def _claim_key(self, step_key, fence):
        """Takes the key for this transaction; id of its row, and whether it was posted.

        Not by a unique violation: Odoo would answer that as a ValidationError, which looks like the business saying no.
        """
        if not isinstance(step_key, str) or not 0 < len(step_key) <= KEY_LENGTH:
            raise refusal('HUB-CALL', f"A step key is a text of 1 to {KEY_LENGTH} characters")
        if not isinstance(fence, int) or isinstance(fence, bool) or fence < 0:
            raise refusal('HUB-CALL', "A fence is a whole number from 0 on")
        cr = self.env.cr
        cr.execute(
            "INSERT INTO hub_receipt (step_key, fence) VALUES (%s, %s) ON CONFLICT (step_key) DO NOTHING",
            (step_key, fence),
        )
        cr.execute(
            "SELECT id, fence, result IS NOT NULL FROM hub_receipt WHERE step_key = %s FOR UPDATE", (step_key,)
        )
        receipt_id, claimed, is_posted = cr.fetchone()
        if fence < claimed:
            raise refusal('HUB-FENCE', f"The step {step_key} was claimed as {claimed}, and this claim is {fence}")
        if fence > claimed and not is_posted:
            cr.execute("UPDATE hub_receipt SET fence = %s WHERE id = %s", (fence, receipt_id))
        return receipt_id, is_posted

    def _answer(self, receipt_id, is_replay):
        self.env.cr.execute("SELECT step_key, fence, result FROM hub_receipt WHERE id = %s", (receipt_id,))
        step_key, fence, result = self.env.cr.fetchone()
        return {
            'id': receipt_id,
            'step_key': step_key,
            'fence': fence,
            'result': result and json.loads(result),
            'is_replay': is_replay,
            'installation': self._installation(),
        }

    def _installation(self):
        """Another one for another table: receipts go with the add-on, and one that came back has none of before."""
        self.env.cr.execute("SELECT 'hub_receipt'::regclass::oid::text")
        return self.env.cr.fetchone()[0]


def _refuse_late(deadline):
    instant, now = datetime.fromisoformat(deadline), datetime.now(timezone.utc)
    if instant.tzinfo is None:
        raise refusal('HUB-CALL', f"The deadline {deadline} has no offset from UTC")
    if now > instant:
        raise refusal('HUB-DEADLINE', f"The deadline was {deadline}, and it is {now.isoformat()} here")
