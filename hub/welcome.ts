import type { FactoryConfig } from '../lib/config/factory.ts';

/** What a person can open and paste, once the hub is ready. */
export function welcome(
  { url, tokenSecret, metricsUrl }: { url: string; tokenSecret: string; metricsUrl: string },
  factory: FactoryConfig,
  isDemo: boolean,
): string {
  const plant = factory.plants[0]?.code ?? '';
  const lines = [
    '',
    `  Open     ${pageUrl({ url, tokenSecret })}   GraphiQL, with ready operations and a token of your choice`,
    `  Token    curl -s '${tokenUrl({ url, tokenSecret })}&role=administrator' (without a role: the roles)`,
    `  Metrics  ${metricsUrl}metrics`,
    '',
    ...(isDemo ? demoOperations(plant) : ['  A query', '    { plants { code name } }']),
    '  A subscription',
    `    subscription { productionStatusChanged(plantCode: "${plant}") { occurredAt kind orderNumber good { value } } }`,
    '',
    isDemo
      ? '  npm run demo plays the story in another terminal. Ctrl-C stops everything.'
      : '  Ctrl-C stops everything.',
    '',
  ];
  return lines.join('\n');
}

/** On orders of the demo factory; of another factory nobody knows which orders it has. */
const demoOperations = (plant: string): string[] => [
  '  A query',
  `    { productionOrder(plantCode: "${plant}", orderNumber: "HAM/MO/10001") { state planned { value unit } produced { value }`,
  `        item { itemNumber billOfMaterials(plantCode: "${plant}") { lines { component { itemNumber stock(plantCode: "${plant}") { available { value } } } } } }`,
  '        execution { state progress } } }',
  '  A mutation',
  `    mutation { confirmProduction(idempotencyKey: "try-it-0001-0001", input: { plantCode: "${plant}", orderNumber: "HAM/MO/10007",`,
  '        good: { value: "1", unit: "C62" } }) { command { id status } problems { code message } } }',
];

type Place = { url: string; tokenSecret: string };

/** What comes after # is sent to no server: the page takes the secret from there. */
const pageUrl = ({ url, tokenSecret }: Place): string => `${url}#secret=${tokenSecret}`;

/** Where a shell gets a token of a role. */
export const tokenUrl = ({ url, tokenSecret }: Place): string => `${url}dev/token?secret=${tokenSecret}`;
