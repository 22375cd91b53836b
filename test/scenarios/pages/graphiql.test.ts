import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { CONFIRM } from '../../../demo/story/wait.ts';
import { hasBrowser, NO_BROWSER, ownBrowser } from '../../kit/browser.ts';
import { ownHub } from '../../kit/hub.ts';
import { patient } from '../../kit/patience.ts';
import { makeEvents, operationsOfPage } from '../../kit/ready-operations.ts';

describe.skipIf(!hasBrowser)(`the page at / in a browser${hasBrowser ? '' : ` (${NO_BROWSER})`}`, () => {
  const hub = ownHub();
  const browser = ownBrowser();

  test('a person signs in, runs a query over four systems and watches a subscription, with nothing from elsewhere', async () => {
    const { page, failures } = await browser.open(`${hub().hub.url}#secret=${hub().hub.tokenSecret}`);
    await expect
      .poll(() => page.locator('#status').textContent(), { timeout: patient(60_000) })
      .toContain('administrator');
    expect(page.url()).toBe(hub().hub.url); // the secret does not stay in the address bar
    const run = page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' });
    const answer = () => page.locator('.result-window').textContent();

    const editor = () => page.locator('.graphiql-query-editor').textContent();
    const openTab = async (name: string) => {
      await page.getByRole('tab', { name }).click();
      await expect.poll(editor, { timeout: patient(30_000) }).toContain(` ${name}(`);
    };

    await openTab('OrdersOfAPlant');
    await run.click();
    await expect.poll(answer, { timeout: patient(30_000) }).toContain('HAM/MO/10003');
    expect(await answer()).not.toContain('"errors"');

    await openTab('ProductionStatus');
    await run.click();
    const mes = await hub().user('mes');
    await expect
      .poll(
        async () => {
          const input = { plantCode: 'HAM', orderNumber: 'HAM/MO/10007', good: { value: '1', unit: 'C62' } };
          await mes.read(CONFIRM, { input, key: randomUUID() });
          return answer();
        },
        { timeout: patient(30_000), interval: 2000 },
      )
      .toContain('HAM/MO/10007');
    expect(failures).toEqual([]);

    await page.reload();
    await expect.poll(() => page.locator('#status').textContent(), { timeout: 60_000 }).toContain('administrator');
  });

  test('without the secret of this start nobody is signed in, and the page says what to do', async () => {
    const { page } = await browser.open(hub().hub.url);
    const status = page.locator('#status');
    await expect.poll(() => status.textContent(), { timeout: 60_000 }).toContain('the address that the start printed');
    expect(await page.locator('#token').inputValue()).toBe('');
    await page.goto(`${hub().hub.url}#secret=${hub().hub.tokenSecret}`); // the same page: only what is after # changes
    await expect.poll(() => status.textContent(), { timeout: 60_000 }).toContain('administrator');
  });

  test('every ready operation can be chosen and run, and answers without an error', async () => {
    const { page, failures } = await browser.open(`${hub().hub.url}#secret=${hub().hub.tokenSecret}`);
    await expect.poll(() => page.locator('#status').textContent()).toContain('administrator');
    const answer = () => page.locator('.result-window').textContent();
    for (const { name, type } of operationsOfPage()) {
      await page.getByRole('tab', { name, exact: true }).click();
      await expect.poll(() => page.locator('.graphiql-query-editor').textContent()).toMatch(new RegExp(` ${name}\\W`));
      const run = () => page.getByRole('button', { name: 'Execute query (Ctrl-Enter)' }).click();
      await run();
      if (type === 'subscription') {
        const hear = async () => {
          await makeEvents(hub().user);
          return answer();
        };
        await expect.poll(hear, { interval: 5000, timeout: patient(60_000), message: name }).toContain('"data"');
        await page.getByRole('button', { name: 'Stop query (Ctrl-Enter)' }).click();
      } else {
        await expect.poll(answer, { message: name }).toMatch(/"data"|"errors"/);
      }
      expect(await answer(), name).not.toContain('"errors"');
    }
    expect(failures).toEqual([]);
  });
});
