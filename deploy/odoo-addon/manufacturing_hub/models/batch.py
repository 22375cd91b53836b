# License LGPL-3, see LICENSE.
"""What `hub.receipt.post` carries out: calls, checks and reads as data, always with the rights of the user who calls.

Domains, ids, arguments and contexts may name what is known only once earlier calls were made:
    {"$id": [call, nth]}                 the nth record that the call at that place made or was about
    {"$search": [model, domain]}         as `ids`: the records that the domain finds by then
    {"$remove": [model, domain, field]}  among x2many commands: deletes the records in that field, one by one
"""

import json
from decimal import Decimal

from odoo.exceptions import UserError

# What the hub's postings call, and nothing else.
CALLS = {
    'mrp.production': ('write', 'set_qty_producing', 'button_mark_done'),
    'mrp.unbuild': ('load', 'action_validate'),
    'mrp.workorder': ('write', 'button_finish'),
    'stock.location': ('load',),
    'stock.lot': ('load',),
    'stock.move': ('write',),
    'stock.picking': ('load', 'write', 'action_confirm', 'button_validate'),
    'stock.scrap': ('load', 'action_validate'),
}

# Arguments by their place: their names differ from model to model.
POSITIONAL = {'write': ('vals',), 'load': ('fields', 'data')}

RACES = ('could not serialize access', 'deadlock detected', 'could not obtain lock')


def refusal(code, message):
    return UserError(f'{code}: {message}')


def carry_out(env, calls, before, after, reads):
    """Makes the calls between their checks; JSON of what `reads` found."""
    made = []
    for check in before:
        hold(env, 'HUB-STALE', check, made)
    for call in calls:
        made.append(make(env, call, made))
    env.flush_all()
    for check in after:
        hold(env, 'HUB-ASSERT', check, made)
    rows = [find(env, read['model'], read['domain'], made).read(read['fields'], load='') for read in reads]
    return json.dumps(rows, default=str)


def make(env, call, made):
    """Makes one call; ids of the records that it made or was about."""
    model, method = call['model'], call['method']
    if method not in CALLS.get(model, ()):
        raise refusal('HUB-CALL', f"{model}/{method} is none of the calls that a posting may make")
    ids, args, context = (
        resolved(env, call[part], made, as_text=method == 'load') if part in call else default
        for part, default in (('ids', []), ('args', {}), ('context', {}))
    )
    places = POSITIONAL.get(method, ())
    records = env[model].with_context(**context).browse(ids)
    answer = getattr(records, method)(
        *(args[name] for name in places), **{name: value for name, value in args.items() if name not in places}
    )
    if method == 'load':
        return loaded(model, answer)
    asked = question(model, answer)
    if asked:
        raise refusal('HUB-WIZARD', f"Odoo asks before {model}/{method}: {asked}")
    return ids


def loaded(model, answer):
    """`load` answers what went wrong, and has undone it; the rest of the posting has to go as well."""
    if answer.get('ids'):
        return list(answer['ids'])
    errors = [message for message in answer.get('messages', []) if message.get('type') != 'warning']
    text = '; '.join(str(message.get('message', '')).strip() for message in errors) or "load gave no reason"
    raise refusal('HUB-BUSY' if any(words in text for words in RACES) else 'HUB-LOAD', f"{model}: {text}")


def question(model, answer):
    """An action that opens something else than the records it is about asks something: nothing was done."""
    if not isinstance(answer, dict) or not answer.get('res_model'):
        return None
    if answer['res_model'] == model and answer.get('target') != 'new':
        return None
    return f"{answer.get('name') or 'a dialogue'} ({answer['res_model']})"


def hold(env, code, check, made):
    """Refuses with the code where the check does not hold."""
    records = find(env(context=dict(env.context, active_test=False)), check['model'], check['domain'], made)
    wrong = []
    if 'count' in check and len(records) != check['count']:
        wrong.append(f"{len(records)} records instead of {check['count']}")
    if 'ids' in check and records.ids != sorted(check['ids']):
        wrong.append(f"records {records.ids} instead of {sorted(check['ids'])}")
    for field, wanted in check.get('sums', {}).items():
        total = sum((number(record[field]) for record in records), Decimal(0))
        if abs(total - Decimal(wanted)) > Decimal(check.get('within', '0')):
            wrong.append(f"{field} {total.normalize():f} instead of {wanted}")
    if wrong:
        raise refusal(code, f"{check['says']} ({check['model']}: {', '.join(wrong)})")


def number(value):
    """As the hub takes the number that JSON carries: without the residue of binary fractions."""
    return round(Decimal(repr(float(value))), 12)


def find(env, model, domain, made):
    return env[model].search(resolved(env, domain, made), order='id')


def resolved(env, value, made, as_text=False):
    """A copy of the value with ids in the place of what stood for them."""
    if isinstance(value, dict):
        if '$id' in value:
            call, nth = value['$id']
            return str(made[call][nth]) if as_text else made[call][nth]
        if '$search' in value:
            return find(env, *value['$search'], made).ids
        return {key: resolved(env, entry, made, as_text) for key, entry in value.items()}
    if not isinstance(value, list):
        return value
    entries = []
    for entry in value:
        if isinstance(entry, dict) and '$remove' in entry:
            model, domain, field = entry['$remove']
            entries += [[2, record_id, 0] for record_id in find(env, model, domain, made).mapped(field).ids]
        else:
            entries.append(resolved(env, entry, made, as_text))
    return entries
