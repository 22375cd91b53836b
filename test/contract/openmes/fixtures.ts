/**
 * Answers in the shape that OpenMES's public documentation shows (docs/API_DOCUMENTATION.md), and where it shows none, the
 * shape that its server's own feature tests and presenters have. Written by hand: keys and types are theirs, values ours.
 */
export const FIXTURES = {
  'API_DOCUMENTATION.md, Health Check': { status: 'ok', timestamp: '2026-04-03T10:00:00+00:00' },
  'API_DOCUMENTATION.md, Obtaining a Token': {
    token: '1|abc',
    user: { id: 1, username: 'hub', email: 'hub@example.com', role: 'Admin' },
  },
  'API_DOCUMENTATION.md, List Lines': {
    data: [
      {
        id: 1,
        name: 'Pump assembly',
        code: 'L1',
        description: null,
        is_active: true,
        division: null,
        workstations_count: 0,
      },
    ],
  },
  'API_DOCUMENTATION.md, List Work Orders': {
    data: [
      {
        id: 1,
        order_no: 'MO-1',
        product_name: 'Gear pump',
        quantity: 100,
        status: 'IN_PROGRESS',
        priority: 2,
        due_date: null,
        week_number: null,
        month_number: null,
        production_year: null,
        line: { id: 1, name: 'Pump assembly' },
        product_type: { id: 1, name: 'Gear pump' },
        batches_count: 1,
        produced_quantity: 0,
        created_at: '2026-04-01T08:00:00Z',
        updated_at: '2026-04-02T14:30:00Z',
      },
    ],
    meta: { current_page: 1, last_page: 1, per_page: 15, total: 1 },
  },
  'API_DOCUMENTATION.md, List Batches for a Work Order': {
    data: [
      {
        id: 1,
        work_order_id: 1,
        quantity: 30,
        status: 'IN_PROGRESS',
        started_at: '2026-04-02T08:00:00Z',
        completed_at: null,
        operator: { id: 1, username: 'hub' },
        steps: [{ id: 1, step_number: 1, name: 'Assemble', status: 'IN_PROGRESS' }],
      },
    ],
  },
  'API_DOCUMENTATION.md, List Issues': {
    data: [
      {
        id: 1,
        work_order_id: 1,
        issue_type: { id: 1, name: 'Quality problem', is_critical: true },
        description: 'Cracked',
        status: 'OPEN',
        reported_by: { id: 1, username: 'hub' },
        acknowledged_by: null,
        created_at: '2026-04-02T09:15:00Z',
      },
    ],
  },
  'API_DOCUMENTATION.md, List Issue Types': {
    data: [{ id: 1, name: 'Quality problem', description: null, is_critical: true }],
  },
  'API_DOCUMENTATION.md, API Keys and Scopes': {
    data: {
      imported: 1,
      updated: 0,
      skipped: 0,
      errors: [{ row: 2, field: 'product_type_code', message: 'not found' }],
    },
  },
  'API_DOCUMENTATION.md, Validation Error Format': {
    message: 'The given data was invalid.',
    errors: { order_no: ['…'] },
  },
  'ErpExportTest.php and BuildsCursorMeta.php, completions': {
    data: [
      {
        order_no: 'MO-1',
        customer_order_no: null,
        status: 'DONE',
        planned_qty: 100,
        produced_qty: 100,
        unit_price: null,
        counting_source: 'operator',
        line_code: 'L1',
        product_type_code: 'GP-20',
        completed_at: null,
        updated_at: '2026-04-02T08:00:00+00:00',
      },
    ],
    meta: { next_cursor: null, has_more: false, count: 1, per_page: 100 },
  },
  'WorkOrderStopApiTest.php, stop': {
    message: 'Production stopped.',
    data: {
      id: 1,
      work_order_id: 1,
      type: 'QUALITY_HOLD',
      reason: 'Deviation',
      requires_change: false,
      produced_qty_at_stop: '35.00',
      context: { remaining_qty: 65 },
      stopped_by_id: 1,
      stopped_at: '2026-04-02T08:00:00Z',
      resumed_at: null,
    },
    work_order: { id: 1, status: 'PAUSED' },
  },
  'MaterialLotController.php, index': {
    data: [
      {
        id: 1,
        lot_number: 'S-1',
        material_id: 1,
        quantity_received: '500.0000',
        quantity_available: '500.0000',
        status: 'released',
        supplier_lot_no: 'SUP-9',
        hold_reason: null,
        held_at: null,
        material: { id: 1, code: 'SEAL-22', name: 'Shaft seal' },
      },
    ],
    meta: { current_page: 1, per_page: 30, total: 1, last_page: 1 },
  },
  'ReclassifyLotStatusTest.php, status': {
    message: 'Lot status changed',
    data: {
      id: 1,
      type: 'status',
      source_lot_id: 1,
      from_status: 'released',
      to_status: 'quarantine',
      reason: 'Suspect',
      performed_by: 1,
    },
  },
  'ScrapEntryController.php, forWorkOrder': {
    data: [{ id: 1, work_order_id: 1, scrap_reason_id: 1, quantity: '2.00', scrap_reason: { id: 1, code: 'POR' } }],
    meta: { work_order_id: 1, total_scrap_qty: 2, quality_pct: null },
  },
} as const;
