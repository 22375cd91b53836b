/**
 * The demo factory as data: Elbe Hydraulik builds gear pumps, valves and hydraulic power units in Hamburg and Puebla.
 * It is put into back ends by demo/seed through their own wire protocols, so the same data fills a simulator and a
 * real, empty Odoo. Quantities are plain decimals in the item's unit.
 */
export type DemoTracking = 'none' | 'lot' | 'serial';

export interface DemoItem {
  number: string;
  name: string;
  tracking: DemoTracking;
  /** UN/CEFACT Recommendation 20. */
  unit: 'C62' | 'KGM' | 'LTR' | 'MTR';
  /** Standard price per unit. */
  cost: string;
  supplier?: string;
}

export interface DemoBom {
  item: string;
  revision: string;
  plants: readonly string[];
  lines: readonly (readonly [item: string, quantity: string])[];
  operations: readonly { name: string; workCenter: string; minutes: number }[];
}

export const SUPPLIERS = [
  { code: 'S-1001', name: 'Nordguss Gießerei GmbH' },
  { code: 'S-1002', name: 'Dichtungstechnik Behrens KG' },
  { code: 'S-1003', name: 'Rodamientos del Bajío S.A. de C.V.' },
  { code: 'S-1004', name: 'Hanse Schraubenhandel GmbH' },
  { code: 'S-1005', name: 'Weserstahl Service AG' },
] as const;

export const WORK_CENTERS: Record<string, readonly { code: string; name: string }[]> = {
  HAM: [
    { code: 'HAM-CNC-1', name: 'Machining cell 1' },
    { code: 'HAM-ASSY-1', name: 'Pump assembly line' },
    { code: 'HAM-TEST-1', name: 'Test bench 1' },
    { code: 'HAM-PAINT', name: 'Paint shop' },
  ],
  PUE: [
    { code: 'PUE-CNC-1', name: 'Machining cell' },
    { code: 'PUE-ASSY-1', name: 'Assembly line' },
    { code: 'PUE-TEST-1', name: 'Test bench' },
  ],
};

export const ITEMS: readonly DemoItem[] = [
  { number: 'HPU-1500', name: 'Hydraulic power unit HPU-15', tracking: 'serial', unit: 'C62', cost: '612.00' },
  { number: 'GP-20', name: 'Gear pump GP-20', tracking: 'lot', unit: 'C62', cost: '84.50' },
  { number: 'DBV-6', name: 'Pressure relief valve DBV-6', tracking: 'lot', unit: 'C62', cost: '31.20' },
  { number: 'MB-4', name: 'Manifold block MB-4', tracking: 'lot', unit: 'C62', cost: '58.00' },
  { number: 'GP-20-HSG', name: 'Pump housing GP-20, machined', tracking: 'lot', unit: 'C62', cost: '27.80' },
  { number: 'GP-20-ROT', name: 'Rotor set GP-20', tracking: 'lot', unit: 'C62', cost: '21.40' },
  { number: 'DBV-6-CRT', name: 'Valve cartridge DBV-6', tracking: 'lot', unit: 'C62', cost: '14.10' },
  { number: 'TNK-15', name: 'Tank 15 l, painted', tracking: 'none', unit: 'C62', cost: '66.00' },
  { number: 'BRK-12', name: 'Mounting bracket 120 mm', tracking: 'none', unit: 'C62', cost: '3.10' },
  {
    number: 'CST-GP20',
    name: 'Housing casting GP-20',
    tracking: 'lot',
    unit: 'C62',
    cost: '12.30',
    supplier: 'S-1001',
  },
  {
    number: 'SHF-GP20',
    name: 'Drive shaft GP-20, forged',
    tracking: 'lot',
    unit: 'C62',
    cost: '7.90',
    supplier: 'S-1005',
  },
  {
    number: 'GEAR-22',
    name: 'Gear, 22 teeth, case-hardened',
    tracking: 'lot',
    unit: 'C62',
    cost: '5.60',
    supplier: 'S-1005',
  },
  { number: 'BRG-6203', name: 'Ball bearing 6203', tracking: 'none', unit: 'C62', cost: '2.15', supplier: 'S-1003' },
  {
    number: 'SEAL-22-NBR',
    name: 'Shaft seal 22x35x7 NBR',
    tracking: 'lot',
    unit: 'C62',
    cost: '1.05',
    supplier: 'S-1002',
  },
  { number: 'ORG-40', name: 'O-ring 40x3 NBR', tracking: 'none', unit: 'C62', cost: '0.18', supplier: 'S-1002' },
  { number: 'ORG-12', name: 'O-ring 12x2 NBR', tracking: 'none', unit: 'C62', cost: '0.09', supplier: 'S-1002' },
  {
    number: 'BLT-M8X40',
    name: 'Hexagon bolt M8x40 8.8',
    tracking: 'none',
    unit: 'C62',
    cost: '0.12',
    supplier: 'S-1004',
  },
  {
    number: 'BLT-M6X20',
    name: 'Hexagon bolt M6x20 8.8',
    tracking: 'none',
    unit: 'C62',
    cost: '0.07',
    supplier: 'S-1004',
  },
  { number: 'WSH-M8', name: 'Washer M8', tracking: 'none', unit: 'C62', cost: '0.02', supplier: 'S-1004' },
  {
    number: 'SPG-DBV6',
    name: 'Compression spring DBV-6',
    tracking: 'none',
    unit: 'C62',
    cost: '0.95',
    supplier: 'S-1004',
  },
  {
    number: 'PST-DBV6',
    name: 'Valve piston DBV-6, ground',
    tracking: 'lot',
    unit: 'C62',
    cost: '4.40',
    supplier: 'S-1005',
  },
  { number: 'SLV-DBV6', name: 'Valve sleeve DBV-6', tracking: 'lot', unit: 'C62', cost: '5.10', supplier: 'S-1005' },
  {
    number: 'MOT-0750',
    name: 'Electric motor 0.75 kW B14',
    tracking: 'serial',
    unit: 'C62',
    cost: '118.00',
    supplier: 'S-1003',
  },
  { number: 'CPL-19', name: 'Shaft coupling 19 mm', tracking: 'none', unit: 'C62', cost: '13.60', supplier: 'S-1003' },
  { number: 'FLT-10', name: 'Return filter 10 um', tracking: 'lot', unit: 'C62', cost: '9.80', supplier: 'S-1002' },
  {
    number: 'GAU-100',
    name: 'Pressure gauge 0-100 bar',
    tracking: 'none',
    unit: 'C62',
    cost: '8.20',
    supplier: 'S-1003',
  },
  { number: 'LBL-TP', name: 'Type plate, engraved', tracking: 'none', unit: 'C62', cost: '0.60', supplier: 'S-1004' },
  { number: 'STL-3', name: 'Steel sheet 3 mm S235', tracking: 'none', unit: 'KGM', cost: '1.35', supplier: 'S-1005' },
  {
    number: 'AL-6082',
    name: 'Aluminium bar EN AW-6082',
    tracking: 'lot',
    unit: 'KGM',
    cost: '4.90',
    supplier: 'S-1005',
  },
  {
    number: 'PNT-7016',
    name: 'Two-component paint RAL 7016',
    tracking: 'none',
    unit: 'KGM',
    cost: '11.50',
    supplier: 'S-1004',
  },
  { number: 'OIL-HLP46', name: 'Hydraulic oil HLP 46', tracking: 'lot', unit: 'LTR', cost: '2.80', supplier: 'S-1004' },
  { number: 'HOS-12', name: 'Hydraulic hose DN 12', tracking: 'none', unit: 'MTR', cost: '6.40', supplier: 'S-1004' },
];

export const BOMS: readonly DemoBom[] = [
  {
    item: 'BRK-12',
    revision: 'A',
    plants: ['HAM', 'PUE'],
    lines: [
      ['STL-3', '0.4'],
      ['BLT-M8X40', '2'],
    ],
    operations: [{ name: 'Bend and drill bracket', workCenter: 'CNC-1', minutes: 2 }],
  },
  {
    item: 'GP-20-HSG',
    revision: 'A',
    plants: ['HAM', 'PUE'],
    lines: [
      ['CST-GP20', '1'],
      ['PNT-7016', '0.05'],
    ],
    operations: [{ name: 'Machine housing', workCenter: 'CNC-1', minutes: 9 }],
  },
  {
    item: 'GP-20-ROT',
    revision: 'A',
    plants: ['HAM', 'PUE'],
    lines: [
      ['SHF-GP20', '1'],
      ['GEAR-22', '2'],
    ],
    operations: [{ name: 'Press and grind rotor', workCenter: 'CNC-1', minutes: 7 }],
  },
  {
    item: 'GP-20',
    revision: 'A',
    plants: ['HAM', 'PUE'],
    lines: [
      ['GP-20-HSG', '1'],
      ['GP-20-ROT', '1'],
      ['BRG-6203', '2'],
      ['SEAL-22-NBR', '1'],
      ['ORG-40', '2'],
      ['BLT-M8X40', '6'],
      ['WSH-M8', '6'],
      ['LBL-TP', '1'],
    ],
    operations: [
      { name: 'Assemble pump', workCenter: 'ASSY-1', minutes: 12 },
      { name: 'Run in and test', workCenter: 'TEST-1', minutes: 6 },
    ],
  },
  {
    item: 'DBV-6-CRT',
    revision: 'A',
    plants: ['HAM', 'PUE'],
    lines: [
      ['PST-DBV6', '1'],
      ['SLV-DBV6', '1'],
      ['SPG-DBV6', '1'],
    ],
    operations: [{ name: 'Assemble cartridge', workCenter: 'ASSY-1', minutes: 4 }],
  },
  {
    item: 'DBV-6',
    revision: 'A',
    plants: ['HAM', 'PUE'],
    lines: [
      ['DBV-6-CRT', '1'],
      ['AL-6082', '0.35'],
      ['ORG-12', '3'],
      ['LBL-TP', '1'],
    ],
    operations: [
      { name: 'Assemble valve', workCenter: 'ASSY-1', minutes: 5 },
      { name: 'Set and test pressure', workCenter: 'TEST-1', minutes: 3 },
    ],
  },
  {
    item: 'MB-4',
    revision: 'A',
    plants: ['HAM'],
    lines: [
      ['AL-6082', '2.4'],
      ['DBV-6', '2'],
      ['ORG-12', '8'],
      ['BLT-M6X20', '8'],
    ],
    operations: [{ name: 'Assemble manifold', workCenter: 'ASSY-1', minutes: 15 }],
  },
  {
    item: 'TNK-15',
    revision: 'A',
    plants: ['HAM'],
    lines: [
      ['STL-3', '6.2'],
      ['PNT-7016', '0.3'],
    ],
    operations: [{ name: 'Weld and paint tank', workCenter: 'PAINT', minutes: 25 }],
  },
  {
    item: 'HPU-1500',
    revision: 'A',
    plants: ['HAM'],
    lines: [
      ['GP-20', '1'],
      ['MB-4', '1'],
      ['TNK-15', '1'],
      ['MOT-0750', '1'],
      ['CPL-19', '1'],
      ['FLT-10', '1'],
      ['GAU-100', '1'],
      ['HOS-12', '2.5'],
      ['OIL-HLP46', '15'],
      ['BLT-M8X40', '12'],
      ['LBL-TP', '1'],
    ],
    operations: [
      { name: 'Assemble power unit', workCenter: 'ASSY-1', minutes: 55 },
      { name: 'Fill and test', workCenter: 'TEST-1', minutes: 20 },
    ],
  },
];

/** Stock per plant: untracked as one quantity; tracked as lots or serials. */
export const STOCK: Record<string, Record<string, string | Record<string, string>>> = {
  HAM: {
    'GP-20-HSG': { 'HSG-2609-01': '140', 'HSG-2609-02': '120' },
    'GP-20-ROT': { 'ROT-2609-01': '200', 'ROT-2610-01': '150' },
    'DBV-6-CRT': { 'CRT-2610-01': '900' },
    'CST-GP20': { 'NG-44871': '160', 'NG-44902': '90' },
    'SHF-GP20': { 'WS-7701': '220' },
    'GEAR-22': { 'WS-8120': '520' },
    'BRG-6203': '2400',
    'ORG-40': '3200',
    'ORG-12': '9000',
    'BLT-M8X40': '8000',
    'BLT-M6X20': '2500',
    'WSH-M8': '9000',
    'SEAL-22-NBR': { 'DB-31207': '300', 'DB-31244': '450' },
    'SPG-DBV6': '1800',
    'PST-DBV6': { 'WS-9011': '600' },
    'SLV-DBV6': { 'WS-9055': '600' },
    'MOT-0750': { 'M75-100201': '1', 'M75-100202': '1', 'M75-100203': '1', 'M75-100204': '1' },
    'CPL-19': '60',
    'GAU-100': '75',
    'LBL-TP': '5000',
    'FLT-10': { 'FL-2608': '45' },
    'STL-3': '840.5',
    'PNT-7016': '62.4',
    'HOS-12': '240',
    'AL-6082': { 'AL-55120': '860.000' },
    'OIL-HLP46': { 'HLP-0926': '1000' },
    'GP-20': { 'GP-2609-07': '24' },
    'DBV-6': { 'DBV-2609-03': '80' },
    'MB-4': { 'MB-2609-01': '12' },
    'TNK-15': '9',
  },
  PUE: {
    'STL-3': '420',
    'GP-20-HSG': { 'P-HSG-118': '210' },
    'GP-20-ROT': { 'P-ROT-096': '240' },
    'DBV-6-CRT': { 'P-CRT-031': '700' },
    'CST-GP20': { 'NG-44915': '120' },
    'SHF-GP20': { 'WS-7702': '130' },
    'GEAR-22': { 'WS-8121': '300' },
    'BRG-6203': '1500',
    'ORG-40': '1800',
    'ORG-12': '5000',
    'BLT-M8X40': '5200',
    'WSH-M8': '5200',
    'LBL-TP': '2600',
    'SPG-DBV6': '900',
    'SEAL-22-NBR': { 'DB-31210': '380' },
    'PST-DBV6': { 'WS-9012': '250' },
    'SLV-DBV6': { 'WS-9056': '250' },
    'PNT-7016': '18',
    'AL-6082': { 'AL-55133': '410' },
    'GP-20': { 'P-GP-2609': '16' },
  },
};

export type DemoOrderState = 'draft' | 'confirmed' | 'progress' | 'done' | 'cancel';

/** Open and finished orders; numbers are set explicitly, they are unique in Odoo. */
export const ORDERS: readonly {
  plant: string;
  number: string;
  item: string;
  quantity: string;
  state: DemoOrderState;
  inDays: number;
  outputLot?: string;
}[] = [
  { plant: 'HAM', number: 'HAM/MO/10001', item: 'GP-20', quantity: '100', state: 'confirmed', inDays: 1 },
  { plant: 'HAM', number: 'HAM/MO/10002', item: 'GP-20', quantity: '60', state: 'confirmed', inDays: 3 },
  { plant: 'HAM', number: 'HAM/MO/10003', item: 'GP-20', quantity: '20', state: 'progress', inDays: 0 },
  { plant: 'HAM', number: 'HAM/MO/10004', item: 'DBV-6', quantity: '120', state: 'confirmed', inDays: 2 },
  { plant: 'HAM', number: 'HAM/MO/10005', item: 'DBV-6', quantity: '40', state: 'progress', inDays: 0 },
  { plant: 'HAM', number: 'HAM/MO/10006', item: 'MB-4', quantity: '10', state: 'confirmed', inDays: 4 },
  { plant: 'HAM', number: 'HAM/MO/10007', item: 'TNK-15', quantity: '15', state: 'confirmed', inDays: 5 },
  { plant: 'HAM', number: 'HAM/MO/10008', item: 'HPU-1500', quantity: '3', state: 'confirmed', inDays: 6 },
  { plant: 'HAM', number: 'HAM/MO/10009', item: 'GP-20-HSG', quantity: '50', state: 'confirmed', inDays: 1 },
  { plant: 'HAM', number: 'HAM/MO/10010', item: 'GP-20-ROT', quantity: '80', state: 'draft', inDays: 9 },
  {
    plant: 'HAM',
    number: 'HAM/MO/10011',
    item: 'DBV-6-CRT',
    quantity: '30',
    state: 'done',
    inDays: -4,
    outputLot: 'CRT-2611-01',
  },
  { plant: 'HAM', number: 'HAM/MO/10012', item: 'GP-20', quantity: '12', state: 'cancel', inDays: -2 },
  {
    plant: 'HAM',
    number: 'HAM/MO/10013',
    item: 'GP-20',
    quantity: '8',
    state: 'done',
    inDays: -6,
    outputLot: 'GP-2611-01',
  },
  { plant: 'PUE', number: 'PUE/MO/10001', item: 'GP-20', quantity: '80', state: 'confirmed', inDays: 1 },
  { plant: 'PUE', number: 'PUE/MO/10002', item: 'DBV-6', quantity: '150', state: 'confirmed', inDays: 2 },
  { plant: 'PUE', number: 'PUE/MO/10003', item: 'GP-20', quantity: '25', state: 'progress', inDays: 0 },
  { plant: 'PUE', number: 'PUE/MO/10004', item: 'GP-20-HSG', quantity: '40', state: 'draft', inDays: 7 },
  {
    plant: 'PUE',
    number: 'PUE/MO/10005',
    item: 'DBV-6-CRT',
    quantity: '20',
    state: 'done',
    inDays: -3,
    outputLot: 'P-CRT-032',
  },
  { plant: 'PUE', number: 'PUE/MO/10006', item: 'DBV-6', quantity: '10', state: 'cancel', inDays: -1 },
];

export const PURCHASE_ORDERS: readonly {
  plant: string;
  reference: string;
  supplier: string;
  lines: readonly (readonly [item: string, quantity: string, price: string])[];
  isConfirmed: boolean;
}[] = [
  {
    plant: 'HAM',
    reference: 'EH-B-2611-004',
    supplier: 'S-1002',
    lines: [
      ['SEAL-22-NBR', '500', '1.05'],
      ['ORG-40', '2000', '0.18'],
    ],
    isConfirmed: true,
  },
  {
    plant: 'HAM',
    reference: 'EH-B-2611-007',
    supplier: 'S-1001',
    lines: [['CST-GP20', '200', '12.30']],
    isConfirmed: true,
  },
  {
    plant: 'HAM',
    reference: 'EH-B-2611-011',
    supplier: 'S-1003',
    lines: [['MOT-0750', '10', '118.00']],
    isConfirmed: false,
  },
  {
    plant: 'PUE',
    reference: 'EH-P-2611-002',
    supplier: 'S-1002',
    lines: [['SEAL-22-NBR', '300', '1.05']],
    isConfirmed: true,
  },
];

/** What engineering has: every item in revision A, and two changes. */
export const CHANGES = [
  {
    number: 'ECO-000101',
    title: 'GP-20: FKM shaft seal for oil temperatures up to 120 °C',
    isApproved: true,
    newItems: [{ number: 'SEAL-22-FKM', name: 'Shaft seal 22x35x7 FKM', tracking: 'lot', unit: 'C62', revision: 'A' }],
    items: [
      {
        number: 'GP-20',
        from: 'A',
        to: 'B',
        lines: [
          ['GP-20-HSG', '1'],
          ['GP-20-ROT', '1'],
          ['BRG-6203', '2'],
          ['SEAL-22-FKM', '1'],
          ['ORG-40', '2'],
          ['BLT-M8X40', '8'],
          ['WSH-M8', '8'],
          ['LBL-TP', '1'],
        ],
      },
    ],
  },
  {
    number: 'ECO-000102',
    title: 'DBV-6: stronger spring, opening pressure 180 bar',
    isApproved: false,
    newItems: [],
    items: [
      {
        number: 'DBV-6',
        from: 'A',
        to: 'B',
        lines: [
          ['DBV-6-CRT', '1'],
          ['AL-6082', '0.35'],
          ['ORG-12', '4'],
          ['LBL-TP', '1'],
        ],
      },
    ],
  },
] as const;

export const NONCONFORMANCE = {
  title: 'Porosity in housing castings of melt 44902',
  plant: 'HAM',
  item: 'CST-GP20',
  lot: 'NG-44902',
  quantity: '90',
} as const;

/** What the simulated shop floor makes, and the material that it is topped up to. */
export const SHOP_FLOOR = {
  item: 'BRK-12',
  quantity: '40',
  stock: [
    ['STL-3', '400'],
    ['BLT-M8X40', '4000'],
  ],
} as const;
