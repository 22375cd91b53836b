/**
 * Answers in the shape that Arena's public REST API documentation shows, by its page. Written by hand: keys and types are
 * theirs, values ours. What the pages show as null may be anything, and is null here.
 */
const user = { email: 'a@example.com', fullName: 'A B', guid: 'G' };
const url = { api: 'https://…', app: 'https://…' };
const phase = { guid: 'G', name: 'In Production' };
const item = { guid: 'G', name: 'Seal', number: 'SEAL-22', revisionNumber: 'A', revisionStatus: 'EFFECTIVE', url };
const view = { includedInThisChange: true, lockedByAnotherChange: false, modifiedOnWorkingRev: true, notes: null };

const fullItem = {
  additionalAttributes: [],
  assemblyType: 'ASSEMBLY',
  category: { guid: 'G', name: 'Part' },
  creationDateTime: '2026-01-01T00:00:00Z',
  creator: { email: 'a@example.com', fullName: 'A B', guid: 'G' },
  description: null,
  deviated: false,
  effectiveDateTime: '2026-01-01T00:00:00Z',
  guid: 'G',
  isAssembly: true,
  inAssembly: false,
  lifecyclePhase: phase,
  modifiedBom: false,
  modifiedFiles: false,
  modifiedSourcing: false,
  modifiedSpecs: false,
  name: 'Gear pump',
  number: 'GP-20',
  offTheShelf: false,
  owner: { fullName: 'A B' },
  procurementType: 'MTS',
  productionCost: null,
  prototypeCost: null,
  revisionNumber: 'A',
  shared: false,
  standardCost: null,
  status: 1,
  supersededDateTime: null,
  targetCost: null,
  targetPrice: null,
  uom: 'each',
  url,
};

const compactChange = {
  category: { guid: 'G' },
  creationDateTime: '2026-01-01T00:00:00Z',
  creator: user,
  effectiveDateTime: null,
  guid: 'G',
  implementationStatus: 'NOT_STARTED',
  lifecycleDateTime: '2026-01-01T00:00:00Z',
  lifecycleStatus: { type: 'SUBMITTED_FOR_APPROVAL' },
  number: 'ECO-000001',
  submissionDateTime: null,
  title: 'FKM seals',
  url,
};

const fullChange = {
  ...compactChange,
  additionalAttributes: [],
  approvalDeadlineDateTime: null,
  category: { guid: 'G', name: 'Engineering Change Order', path: 'Change\\…' },
  description: null,
  effectivityType: 'PERMANENT_ON_APPROVAL',
  enforceApprovalDeadline: false,
  routingAdmins: [user],
  routings: [{ guid: 'G', name: 'Change Control Board' }],
  submitter: null,
};

const trigger = { action: 'WORKFLOW', description: '…', guid: 'G', name: '…', resource: 'CHANGE' };
const event = {
  creationDateTime: '2026-01-01T00:00:00Z',
  creator: user,
  eventType: 'OUTBOUND_EVENT',
  guid: 'G',
  resourcesReconciled: false,
  status: 'NEEDS_UPDATE',
  triggers: [trigger],
};
const changeEvent = {
  guid: 'G',
  postEvent: { lifecycleStatus: { type: 'SUBMITTED_FOR_APPROVAL' } },
  preEvent: { lifecycleStatus: { type: 'OPEN_AND_UNLOCKED' } },
  reconciled: false,
};

const reconciled = { reconciled: true, reconciledDatetime: '2026-01-01T00:00:00Z', reconciledUser: user };
const itemEvent = {
  guid: 'G',
  item: { guid: 'G' },
  postEvents: [{ lifecyclePhase: phase }],
  preEvents: [{ lifecyclePhase: phase }],
  reconciled: false,
};
const qualityEvent = { guid: 'G', postEvent: null, preEvent: null, reconciled: false };
const integration = {
  creationDateTime: '2026-01-01T00:00:00Z',
  creator: user,
  enabled: true,
  guid: 'G',
  lastModifiedDateTime: '2026-01-01T00:00:00Z',
  modifyUser: user,
  name: '…',
  status: 'NEEDS_ATTENTION',
};
const line = { guid: 'G', item, lineNumber: 1, notes: null, quantity: 3, refDes: null };
const substitute = { guid: 'G', item, notes: null, quantity: 1, rank: 1 };
const statusChange = { change: { guid: 'G', number: 'ECO-000001' }, comment: '…', status: '…', url };
const changeItem = {
  affectedItemRevision: null,
  bomView: view,
  dispositionAttributes: [{ guid: 'G', name: 'On Order', notes: null, value: null }],
  filesView: view,
  guid: 'G',
  materialEffectivityDateTime: null,
  newItemRevision: { effectiveDateTime: null, ...item },
  newLifecyclePhase: phase,
  newRevisionNumber: 'B',
  sourcingView: view,
  specsView: view,
};

const qualityProcess = {
  completedDateTime: null,
  creationDateTime: '2026-01-01T00:00:00Z',
  creator: { fullName: 'A B', guid: 'G' },
  currentStep: { approvals: null, attributes: null, guid: 'G' },
  description: 'Pores',
  guid: 'G',
  name: 'Porous housings',
  number: 'NCMR-000001',
  owner: { fullName: 'A B', guid: 'G' },
  status: 'OPEN',
  statusMode: 'AUTOMATIC',
  targetCompletionDateTime: null,
  template: { active: null, guid: 'G' },
  type: null,
};
const step = {
  approvals: null,
  assignee: { deprecated: true, fullName: 'A B', guid: 'G', note: '…' },
  assignees: { users: [{ fullName: 'A B', guid: 'G' }] },
  attributes: null,
  completeDateTime: null,
  completeUser: null,
  dueDateTime: null,
  guid: 'G',
  name: 'Nonconformance',
  order: 1,
  status: 'OPEN',
  type: 'REGULAR',
};
const attribute = { apiName: 'G', fieldType: 'SINGLE_LINE_TEXT', guid: 'G', name: 'Plant' };
const setting = { guid: 'G', name: '…' };

export const FIXTURES = {
  'Access/endpoint_login': {
    arena_session_id: 'LABS-…|',
    workspaceId: 1,
    workspaceName: 'Demo',
    workspaceRequestLimit: 1000,
  },
  'Item/endpoint_get_items': {
    count: 1,
    results: [
      {
        assemblyType: 'ASSEMBLY',
        category: { guid: 'G' },
        creationDateTime: '2026-01-01T00:00:00Z',
        guid: 'G',
        inAssembly: true,
        lifecyclePhase: phase,
        name: 'Gear pump',
        number: 'GP-20',
        revisionNumber: 'A',
        url,
      },
    ],
  },
  'Item/endpoint_get_item': fullItem,
  'Item/endpoint_create_item': {
    ...fullItem,
    effectiveDateTime: null,
    revisionNumber: null,
    isAssembly: false,
    status: 0,
  },
  'Item/endpoint_update_item': { guid: 'G', name: 'Gear pump', description: 'A pump', uom: 'each', status: 0 },
  'Item Revisions/endpoint_get_item_revisions': {
    count: 2,
    results: [
      {
        change: { creationDateTime: '2026-01-01T00:00:00Z', deviated: false, guid: null },
        guid: 'G',
        lifecyclePhase: phase,
        notes: null,
        number: null,
        status: 0,
        supersededDateTime: null,
        url,
      },
    ],
  },
  'Item Lifecycle Phase Change/endpoint_release_item_revision': {
    effectiveRevItem: { guid: 'G', url },
    supersededRevItem: null,
    workingRevItem: { guid: 'G', url },
  },
  'BOM/endpoint_get_bom': { count: 2, results: [line] },
  'BOM/endpoint_get_bom_line': { additionalAttributes: [], ...line },
  'BOM/endpoint_create_bom_line': { additionalAttributes: [], ...line },
  'BOM/endpoint_update_bom_line': { additionalAttributes: [], ...line },
  'BOM Substitutes/endpoint_get_bom_substitutes': { count: 1, results: [substitute] },
  'BOM Substitutes/endpoint_create_bom_substitute': substitute,
  'Change/endpoint_get_changes': { count: 1, results: [compactChange] },
  'Change/endpoint_get_change': fullChange,
  'Change/endpoint_create_change (permanent on date)': {
    ...fullChange,
    effectivityPlannedDateTime: '2026-07-01T07:00:00Z',
    effectivityType: 'PERMANENT_ON_DATE',
  },
  'Change/endpoint_create_change (temporary)': {
    ...fullChange,
    effectivityType: 'TEMPORARY',
    expirationDateTime: '2026-08-01T07:00:00Z',
  },
  'Change/endpoint_update_change': { ...fullChange, implementationStatus: 'IN_PROGRESS' },
  'Change Item/endpoint_get_change_items': { count: 1, results: [changeItem] },
  'Change Item/endpoint_change_add_item': changeItem,
  'Change Status Workflow/endpoint_create_change_status_lock': statusChange,
  'Change Status Workflow/endpoint_create_change_status_auto_routing': statusChange,
  'Change Status Workflow/endpoint_create_change_status_withdraw': statusChange,
  'Change Status Workflow/endpoint_create_change_status_reopen': statusChange,
  'Change Status Workflow/endpoint_create_change_status_force_reject': { administrators: [user], ...statusChange },
  'Change Status Workflow/endpoint_create_change_status_force_approve': { administrators: [user], ...statusChange },
  'Change Status Workflow/endpoint_create_change_status_cancel': { administrators: [user], ...statusChange },
  'Change Status Workflow/endpoint_create_change_status_complete_implementationstatus': {
    ...statusChange,
    implementationStatus: { value: 'DONE' },
  },
  'Change Status Workflow/endpoint_create_change_status_uncomplete': {
    ...statusChange,
    implementationStatus: { value: 'NEEDS_ATTN' },
  },
  'Outbound-Events Integration Definitions/endpoint_get_integrations_outbound_events_search': {
    count: 1,
    results: [integration],
  },
  'Outbound-Events Integration Definitions/endpoint_get_integrations_outbound_event': integration,
  'Outbound-Events Integration Definitions/endpoint_get_outbound_events_integration_triggers': {
    count: 5,
    results: [trigger],
  },
  'Outbound-Events Events/endpoint_get_outbound_events_integration_events': { count: 1, results: [event] },
  'Outbound-Events Events/endpoint_get_outbound_event_integration_event': event,
  'Outbound-Events Event Resources/endpoint_get_outbound_event_integration_change_event': {
    count: 1,
    results: [changeEvent],
  },
  'Outbound-Events Event Resources/endpoint_get_outbound_event_integration_change_event (one)': changeEvent,
  'Outbound-Events Event Resources/endpoint_put_outbound_events_change_reconcile': { ...changeEvent, ...reconciled },
  'Outbound-Events Event Resources/endpoint_get_outbound_event_integration_item_event': {
    count: 1,
    results: [itemEvent],
  },
  'Outbound-Events Event Resources/endpoint_get_outbound_event_integration_item_event (one)': itemEvent,
  'Outbound-Events Event Resources/endpoint_put_outbound_events_item_reconcile': {
    guid: 'G',
    postEvent: null,
    preEvent: null,
    ...reconciled,
  },
  'Outbound-Events Event Resources/endpoint_get_outbound_event_integration_quality_event': {
    count: 1,
    results: [qualityEvent],
  },
  'Outbound-Events Event Resources/endpoint_get_outbound_event_integration_quality_event (one)': qualityEvent,
  'Outbound-Events Event Resources/endpoint_put_outbound_events_quality_reconcile': { ...qualityEvent, ...reconciled },
  'Quality Process/endpoint_create_quality_process': qualityProcess,
  'Quality Process/endpoint_get_quality_processes': { count: 1, results: [qualityProcess] },
  'Quality Process/endpoint_get_quality_process': qualityProcess,
  'Quality Process Steps/endpoint_get_quality_process_steps': { count: 5, results: [step] },
  'Quality Process Steps/endpoint_get_quality_process_step': { ...step, attributes: [attribute] },
  'Quality Process Steps/endpoint_update_quality_process_step': { ...step, attributes: [attribute] },
  'Quality Process Affected/endpoint_create_quality_process_step_object': {
    affected: { guid: 'G', type: 'ITEM' },
    guid: 'G',
    notes: null,
  },
  'Quality Process Affected/endpoint_get_quality_process_step_objects': {
    count: 1,
    results: [{ affected: { guid: 'G', type: 'ITEM' }, guid: 'G', notes: null }],
  },
  'Quality Process Steps/endpoint_complete_quality_process_step': {
    qualityProcess: { ...qualityProcess },
    complete: true,
    comment: '…',
  },
  'Quality Process/endpoint_complete_quality_process': { ...qualityProcess, completedDateTime: '2026-01-01T00:00:00Z' },
  'Settings/Item Categories/endpoint_get_item_categories': {
    count: 5,
    results: [
      { activated: true, assignable: true, creator: user, level: 1, path: 'Item', structural: false, ...setting },
    ],
  },
  'Settings/endpoint_get_item_lifecycle_phases': {
    count: 4,
    results: [{ active: true, shortName: '…', stage: 'DESIGN', used: true, ...setting }],
  },
  'Settings/endpoint_get_item_number_formats': {
    count: 1,
    results: [{ creationDateTime: '2026-01-01T00:00:00Z', default: true, exampleNumber: null, ...setting }],
  },
  'Settings/endpoint_get_item_number_formats (one)': {
    creationDateTime: '2026-01-01T00:00:00Z',
    default: true,
    exampleNumber: null,
    fields: [
      {
        apiName: 'G',
        guid: 'G',
        maxLength: null,
        name: 'Item Number',
        possibleValues: [],
        type: 'FREE_TEXT',
        value: null,
      },
    ],
    ...setting,
  },
  'Settings/Change Settings/endpoint_get_change_categories': {
    count: 3,
    results: [{ activated: true, allowManualRevisionEntry: true, assignable: true, path: '…', ...setting }],
  },
  'Settings/Change Settings/endpoint_get_change_routings': { count: 1, results: [{ description: null, ...setting }] },
  'Change Status Workflow/endpoint_get_change_implementationstatuses': { count: 5, results: [setting] },
  'Settings/Quality Settings/endpoint_get_quality_process_templates': {
    count: 1,
    results: [
      {
        active: true,
        numberFormats: [{ guid: 'G', lastUsed: null, prefixes: [{ guid: 'G', value: 'NCMR-' }] }],
        shortName: 'NCMR',
        steps: [{ attributes: null, guid: 'G', name: '…', order: 1, type: 'REGULAR' }],
        ...setting,
      },
    ],
  },
} as const;

export const ERROR_FIXTURE = { status: 400, errors: [{ code: 3011, message: 'The guid "…" is not valid.' }] };
