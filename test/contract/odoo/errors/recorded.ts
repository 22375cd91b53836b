import type { Series } from '../replay/recordings.ts';

export type Kind = 'business' | 'later' | 'unknown' | 'ours';
/** May the hub ask again: never, of itself, once somebody has repaired the connection, once it has looked. */
export type Again = 'no' | 'yes' | 'repaired' | 'looked';

/** What a recorded error means: the same on every version and protocol that recorded it, unless `only` narrows it. */
export interface RecordedRow {
  readonly what: string;
  readonly kind: Kind;
  readonly code: string;
  readonly again: Again;
  /** Names of recordings; of all series that have an error under the name, or of those in `only`. */
  readonly names: readonly string[];
  readonly only?: readonly Series[];
}

const RPC: readonly Series[] = ['17-jsonrpc', '18-jsonrpc', '19-jsonrpc'];

export const RECORDED: readonly RecordedRow[] = [
  {
    ...{ what: 'a wrong key, a password as key, no key', kind: 'later', code: 'ERP_AUTH', again: 'repaired' },
    names: [
      ...['auth-bad-key', 'auth-password-as-bearer', 'auth-no-header'],
      ...['object-execute-kw-bad-password', 'object-execute-kw-empty-password', 'db-list-disabled'],
    ],
  },
  {
    ...{ what: 'an unknown user', kind: 'later', code: 'ERP_USER_UNKNOWN', again: 'repaired' },
    names: ['object-execute-kw-unknown-uid'],
  },
  {
    ...{ what: 'an unknown database', kind: 'later', code: 'ERP_DATABASE_UNKNOWN', again: 'repaired' },
    names: [
      ...['db-unknown-header', 'db-no-header-several-dbs', 'db-header-wrong-several-dbs'],
      ...['common-authenticate-bad-db', 'object-execute-kw-bad-db'],
    ],
  },
  {
    ...{ what: 'another address', kind: 'later', code: 'ERP_REDIRECTED', again: 'repaired' },
    names: ['err-unknown-path-json'],
  },
  {
    ...{ what: 'no such address', kind: 'later', code: 'ERP_ROUTE_MISSING', again: 'repaired' },
    names: ['http-web-version-info'],
  },
  {
    ...{ what: 'an unknown model', kind: 'ours', code: 'ERP_MODEL_UNKNOWN', again: 'no' },
    names: ['err-unknown-model', 'j-stock-valuation-layers'],
  },
  {
    ...{ what: 'an unknown method or path', kind: 'ours', code: 'ERP_METHOD_UNKNOWN', again: 'no' },
    names: ['err-unknown-method', 'err-unknown-object-method', 'err-put-method', 'err-path-short', 'has-access'],
  },
  {
    ...{ what: 'GET', kind: 'ours', code: 'ERP_METHOD_UNKNOWN', again: 'no', only: ['19-json2'] },
    names: ['err-get-method'],
  },
  {
    ...{ what: 'GET', kind: 'ours', code: 'ERP_CALL_MALFORMED', again: 'no', only: RPC },
    names: ['err-get-method'],
  },
  {
    ...{ what: 'a method of another version', kind: 'ours', code: 'ERP_METHOD_UNKNOWN', again: 'no' },
    names: ['formatted-read-group'],
  },
  {
    ...{ what: 'a private method', kind: 'ours', code: 'ERP_METHOD_UNKNOWN', again: 'no' },
    names: [
      ...['err-private-method', 'err-private-decorated-method', 'apikey-generate-private', 'exists-after-unlink'],
    ],
  },
  {
    ...{ what: 'no such service', kind: 'ours', code: 'ERP_FIELD_UNKNOWN', again: 'no' },
    names: ['err-unknown-service'],
  },
  {
    ...{ what: 'an exception of no class', kind: 'ours', code: 'ERP_SERVER_ERROR', again: 'no' },
    names: ['err-unknown-common-method'],
  },
  {
    ...{ what: 'arguments: one missing, one too many, ids too many', kind: 'ours', code: 'ERP_CALL_MALFORMED' },
    again: 'no',
    names: [
      ...['err-missing-required-arg', 'err-unexpected-arg', 'err-ids-on-model-method', 'err-no-ids-arg'],
      ...['err-too-few-params', 'create-with-kwargs', 'name-search-args-kw', 'name-search-domain-kw', 'has-group'],
      ...['apikey-wizard-create', 'd-lot-create-normal-call-18'],
    ],
  },
  {
    ...{ what: 'a body that is none, of another type', kind: 'ours', code: 'ERP_CALL_MALFORMED', again: 'no' },
    names: ['err-bad-json', 'err-content-type-text', 'err-content-type-form'],
  },
  {
    ...{ what: 'a field that this version does not have', kind: 'ours', code: 'ERP_FIELD_UNKNOWN', again: 'no' },
    names: [
      ...['err-read-unknown-field', 'err-search-read-unknown-field', 'err-write-unknown-field'],
      ...['err-create-unknown-field', 'err-domain-unknown-field', 'err-order-bad', 'e-asn-carrier-tracking-ref'],
    ],
  },
  {
    ...{ what: 'a domain or a value that is wrong', kind: 'ours', code: 'ERP_CALL_MALFORMED', again: 'no' },
    names: [
      ...['err-domain-bad-operator', 'err-domain-malformed', 'err-write-bad-selection', 'err-write-bad-type'],
      ...['x7-iso-datetime', 'x7-iso-datetime-no-zone'],
    ],
  },
  {
    ...{ what: 'rights that the user lacks', kind: 'business', code: 'ERP_RIGHTS_MISSING', again: 'no' },
    names: [
      ...['err-access-error-model', 'err-access-error-create', 'i-xmlid-lookup-hub-user', 'i-xmlid-create-hub-user'],
      ...['m-create-bom', 'm-create-workcenter', 'm-create-product', 'm-create-location', 'm-create-partner'],
      'm-read-valuation',
    ],
  },
  {
    ...{ what: 'a record that is gone', kind: 'business', code: 'ERP_RECORD_MISSING', again: 'no' },
    names: [
      ...['err-write-missing-id', 'err-unlink-missing-id', 'err-method-missing-id', 'unlink-again'],
      'a-err-unlink-bom-in-use',
    ],
  },
  {
    ...{ what: 'an external id that names nothing', kind: 'business', code: 'ERP_RECORD_MISSING', again: 'no' },
    names: ['i-check-object-reference-missing'],
  },
  {
    ...{ what: 'a constraint', kind: 'business', code: 'ERP_VALIDATION_FAILED', again: 'no' },
    names: [
      ...['err-create-missing-required', 'err-create-bad-fk', 'err-validation-recursive-partner'],
      ...['err-unique-user-login', 'a-err-bom-cycle', 'a-err-bom-uom', 'd-lot-create-duplicate', 'd-serial-qty-2'],
      ...['d-lot-unlink-used', 'h-equipment-create-duplicate-serial', 'i-xmlid-create-duplicate-admin'],
      ...['i-barcode-duplicate', 'i-mo-name-duplicate', 'i-picking-name-duplicate', 'x7-float-negative'],
    ],
  },
  {
    ...{ what: 'the loser of a race for a unique name', kind: 'business', code: 'ERP_VALIDATION_FAILED', again: 'no' },
    names: ['k-two-mo-create-same-name-1of2', 'k-two-mo-create-same-name-2of2'],
  },
  {
    ...{ what: 'the business says no', kind: 'business', code: 'ERP_REFUSED', again: 'no' },
    names: [
      ...['err-unlink-restricted', 'b1-wo1-start-after-finish', 'b1-action-cancel-on-done', 'b1-unlink-done'],
      ...['b10-action-cancel-on-done', 'b10-unlink-done', 'c-scrap-unlink-done', 'e-receipt-validate-without-lots'],
      ...['f-workcenter-unblock-again', 'i-export-data-xmlid', 'j-landed-cost-validate-again'],
      ...['x4-wo2-start-blocked-workcenter', 'apikey-wizard-make-key', 'e-picking-validate-again'],
      ...['e-po-cancel-after-receipt', 'b0-mark-done-without-lot', 'b0-mark-done-after-generate'],
      ...['b6-mark-done-qty-producing-0', 'b8-mark-done-on-draft'],
    ],
  },
];
