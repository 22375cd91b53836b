import { guidOf } from './guid.ts';

/** What a fresh workspace is set up with: categories, phases, number formats, routings, templates, an integration. */
export const USER = { email: 'hub@demo.example', fullName: 'Integration Hub', guid: guidOf('user hub') };

const category = (name: string, path: string, level: number) => ({
  guid: guidOf(`category ${path}`),
  name,
  path,
  level,
});

export const ITEM_CATEGORIES = [
  category('Item', 'Item', 1),
  category('Assembly', 'Item\\Assembly', 2),
  category('Part', 'Item\\Part', 2),
  category('Material', 'Item\\Material', 2),
  category('Document', 'Item\\Document', 2),
];

export const CHANGE_CATEGORIES = [
  { ...category('Engineering Change Order', 'Change\\Change Order\\Engineering Change Order', 3), prefix: 'ECO-' },
  { ...category('Manufacturing Change Order', 'Change\\Change Order\\Manufacturing Change Order', 3), prefix: 'MCO-' },
  { ...category('Deviation', 'Change\\Deviation', 2), prefix: 'DEV-' },
];

const phase = (name: string, stage: 'UNRELEASED' | 'DESIGN' | 'PRODUCTION') => ({
  active: true,
  guid: guidOf(`phase ${name}`),
  name,
  shortName: name,
  stage,
  used: true,
});
export const PHASES = [
  phase('Unreleased', 'UNRELEASED'),
  phase('In Design', 'DESIGN'),
  phase('In Production', 'PRODUCTION'),
  phase('Deprecated', 'PRODUCTION'),
];
export const UNRELEASED = PHASES[0] as (typeof PHASES)[number];
export const IN_PRODUCTION = PHASES[2] as (typeof PHASES)[number];

/** One free-text number format: the item number is what the caller says. */
export const NUMBER_FORMAT = {
  creationDateTime: '2020-01-01T00:00:00Z',
  default: true,
  exampleNumber: null,
  guid: guidOf('number format'),
  name: 'Basic Item Number',
  field: guidOf('number format field'),
};

export const ROUTINGS = [
  {
    description: 'Approves every change of production items.',
    guid: guidOf('routing ccb'),
    name: 'Change Control Board',
  },
];

export const IMPLEMENTATION_STATUSES = ['NOT_STARTED', 'IN_PROGRESS', 'NEEDS_ATTENTION', 'DONE', 'BLANK'] as const;

export const DISPOSITIONS = ['On Order', 'WIP', 'Finished Goods', 'In the Field', 'In Stock'].map((name) => ({
  guid: guidOf(`disposition ${name}`),
  name,
}));

export const UOMS = ['each', 'kg', 'g', 'm', 'cm', 'mm', 'l', 'ml', 'pair', 'as needed'] as const;

const attribute = (step: string, name: string, fieldType = 'SINGLE_LINE_TEXT') => ({
  guid: guidOf(`attribute ${step} ${name}`),
  name,
  fieldType,
});
const step = (order: number, name: string, attributes: ReturnType<typeof attribute>[], type = 'REGULAR') => ({
  guid: guidOf(`template step ${name}`),
  name,
  order,
  type,
  attributes,
});

/** Nonconformance reports as most workspaces have them: what a step is about says how far the report is. */
export const NCR_TEMPLATE = {
  guid: guidOf('template NCMR'),
  name: 'Nonconformance',
  shortName: 'NCMR',
  prefix: { guid: guidOf('prefix NCMR'), value: 'NCMR-' },
  steps: [
    step(1, 'Nonconformance', [
      attribute('1', 'Plant'),
      attribute('1', 'Lot Number(s)', 'MULTI_LINE_TEXT'),
      attribute('1', 'Quantity', 'NUMBER'),
      attribute('1', 'Unit'),
      attribute('1', 'Description', 'MULTI_LINE_TEXT'),
    ]),
    step(2, 'Containment', [attribute('2', 'Containment Actions', 'MULTI_LINE_TEXT')]),
    step(3, 'Material Review', [
      attribute('3', 'Disposition', 'FIXED_DROP_DOWN'),
      attribute('3', 'Disposition Quantity', 'NUMBER'),
      attribute('3', 'Disposition Lot'),
      attribute('3', 'Concession'),
    ]),
    step(4, 'Execution', [attribute('4', 'Work Done', 'MULTI_LINE_TEXT')]),
    step(5, 'Verification', [], 'SIGNOFF'),
  ],
} as const;

const trigger = (resource: string, action: string, description: string) => ({
  action,
  description,
  guid: guidOf(`trigger ${resource} ${action}`),
  name: `${resource} ${action}`,
  resource,
});
export const TRIGGERS = [
  trigger('CHANGE', 'CREATE', 'Queues new changes.'),
  trigger('CHANGE', 'WORKFLOW', 'Queues changes that move to another lifecycle status.'),
  trigger('ITEM', 'WORKFLOW', 'Queues items that move to another lifecycle phase.'),
  trigger('QUALITY', 'CREATE', 'Queues new quality processes.'),
  trigger('QUALITY', 'WORKFLOW', 'Queues quality processes whose step or status changes.'),
];

export const INTEGRATION = {
  creationDateTime: '2020-01-01T00:00:00Z',
  creator: USER,
  enabled: true,
  guid: guidOf('integration hub'),
  lastModifiedDateTime: '2020-01-01T00:00:00Z',
  modifyUser: USER,
  name: 'Manufacturing hub',
};
