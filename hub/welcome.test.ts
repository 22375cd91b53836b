import { expect, test } from 'vitest';
import { loadFactory } from '../lib/config/load.ts';
import { DEMO_FACTORY_FILE } from './demo-file.ts';
import { welcome } from './welcome.ts';

const place = { url: 'http://127.0.0.1:1/', tokenSecret: 'none', metricsUrl: 'http://127.0.0.1:2/' };

test('operations name orders of the demo factory there, and no order of any other factory', () => {
  const factory = loadFactory(DEMO_FACTORY_FILE);
  expect(welcome(place, factory, true)).toContain('orderNumber: "HAM/MO/10001"');
  const other = welcome(place, factory, false);
  expect(other).toContain('{ plants { code name } }');
  expect(other).not.toMatch(/\/MO\/|mutation/);
});
