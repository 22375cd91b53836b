import type { FactoryConfig } from '../lib/config/factory.ts';

/** What a person can open and paste, once the hub is ready. */
export function welcome(url: string, factory: FactoryConfig, isDemo: boolean): string {
  const plant = factory.plants[0]?.code ?? 'HAM';
  const order = isDemo ? 'HAM/MO/10001' : 'WH/MO/00001';
  const lines = [
    '',
    `  Open   ${url}   GraphiQL, with ready operations and a token of your choice`,
    `  Token  curl -s '${url}dev/token?role=administrator' (roles: ${url}dev/token)`,
    '',
    '  A query',
    `    { productionOrder(plantCode: "${plant}", orderNumber: "${order}") { state planned { value unit } produced { value }`,
    `        item { itemNumber billOfMaterials(plantCode: "${plant}") { lines { component { itemNumber stock(plantCode: "${plant}") { available { value } } } } } }`,
    '        execution { state progress } } }',
    '  A mutation',
    `    mutation { confirmProduction(idempotencyKey: "try-it-0001-0001", input: { plantCode: "${plant}", orderNumber: "${isDemo ? 'HAM/MO/10007' : order}",`,
    '        good: { value: "1", unit: "C62" } }) { command { id status } problems { code message } } }',
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
