import { ok, type Route, whole } from './context.ts';
import { guidOf } from './guid.ts';
import {
  CHANGE_CATEGORIES,
  DISPOSITIONS,
  IMPLEMENTATION_STATUSES,
  ITEM_CATEGORIES,
  NCR_TEMPLATE,
  NUMBER_FORMAT,
  PHASES,
  ROUTINGS,
  USER,
} from './workspace.ts';

const read = (path: string, rows: readonly unknown[]): Route => ({
  method: 'GET',
  path: `/settings/${path}`,
  handle: () => whole(rows),
});

const base = {
  activated: true,
  assignable: true,
  creationDateTime: '2020-01-01T00:00:00Z',
  creator: USER,
  description: null,
};

/** How the workspace is set up; nothing of it can be changed. */
export const settingsRoutes: readonly Route[] = [
  read(
    'items/categories',
    ITEM_CATEGORIES.map((category) => ({
      ...base,
      ...category,
      parentCategory: category.level === 1 ? null : { guid: ITEM_CATEGORIES[0]?.guid },
      structural: false,
      systemDefined: category.level === 1,
    })),
  ),
  read('items/lifecyclephases', PHASES),
  read('items/numberformats', [numberFormat()]),
  {
    method: 'GET',
    path: '/settings/items/numberformats/*',
    handle: () => ok({ ...numberFormat(), fields: numberFields() }),
  },
  read(
    'changes/categories',
    CHANGE_CATEGORIES.map(({ prefix, ...category }) => ({
      ...base,
      ...category,
      allowDuplicateRevisions: false,
      allowManualRevisionEntry: true,
      effectivityType: null,
      enforceDefaultEffectivityType: false,
      enforceDefaultNumberSequence: false,
      initialImplementationStatus: 'NOT_STARTED',
      numberingSequencePrefixDefault: { guid: guidOf(`prefix ${prefix}`), value: prefix },
      systemDefined: false,
    })),
  ),
  read('changes/routings', ROUTINGS),
  read(
    'changes/implementationstatuses',
    IMPLEMENTATION_STATUSES.map((name) => ({
      guid: guidOf(`implementation ${name}`),
      name: name === 'NEEDS_ATTENTION' ? 'NEEDS_ATTN' : name,
    })),
  ),
  read('changes/items/attributes', DISPOSITIONS),
  read('qualityprocesses/templates', [
    {
      active: true,
      creationDateTime: base.creationDateTime,
      creator: { fullName: USER.fullName },
      defaultNumberFormat: { guid: guidOf('number format NCMR') },
      defaultOwner: { fullName: USER.fullName, guid: USER.guid },
      description: NCR_TEMPLATE.name,
      guid: NCR_TEMPLATE.guid,
      name: NCR_TEMPLATE.name,
      numberFormats: [{ guid: guidOf('number format NCMR'), lastUsed: null, prefixes: [NCR_TEMPLATE.prefix] }],
      shortName: NCR_TEMPLATE.shortName,
      steps: NCR_TEMPLATE.steps.map(({ guid, name, order, type, attributes }) => ({
        attributes: attributes.map((attribute) => ({ guid: attribute.guid, name: attribute.name })),
        guid,
        name,
        order,
        type,
      })),
    },
  ]),
];

function numberFormat() {
  const { creationDateTime, exampleNumber, guid, name } = NUMBER_FORMAT;
  return { creationDateTime, default: true, exampleNumber, guid, name };
}

function numberFields() {
  const { field } = NUMBER_FORMAT;
  return [
    {
      apiName: field,
      guid: field,
      maxLength: 50,
      name: 'Item Number',
      possibleValues: [],
      type: 'FREE_TEXT',
      value: null,
    },
  ];
}
