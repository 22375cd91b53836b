import { describe, expect, it } from 'vitest';
import type { WriteRpc } from '../../../../connectors/odoo/model/rpc.ts';
import { loadedIds } from '../../../../connectors/odoo/write/kit/load.ts';
import { refuseWizard } from '../../../../connectors/odoo/write/kit/wizard.ts';
import { RejectedError, RetryableError } from '../../../../lib/errors.ts';
import { outcomeOf, readRecordings, SERIES } from '../replay/recordings.ts';

/** Status 200, and nothing is done. */
describe.for(SERIES)('an answer that is no success, %s', (series) => {
  const results = readRecordings(series, 'first').flatMap(({ name, status, contentType = '', answer }) => {
    const { error, result, html } = outcomeOf(status, contentType, answer);
    const isObject = typeof result === 'object' && result !== null && !Array.isArray(result);
    return status === 200 && !error && !html && isObject ? [{ name, result: result as Record<string, unknown> }] : [];
  });

  const wizards = results.filter(({ result }) => result.target === 'new' && typeof result.res_model === 'string');
  it.for(wizards)('$name: a question is a refusal, with the question', ({ result }) => {
    const error = thrownBy(() => refuseWizard(result, 'the posting'));
    expect(error).toBeInstanceOf(RejectedError);
    const [problem] = (error as RejectedError).problems;
    expect(problem).toMatchObject({ code: 'ERP_NEEDS_DECISION', class: 'BUSINESS', isRetryable: false });
    expect(problem?.message).toContain(String(result.name ?? result.res_model));
  });

  const loads = results.filter(({ result }) => result.ids === false && Array.isArray(result.messages));
  it.for(loads)('$name: load says in its answer that it rolled back', ({ name, result }) => {
    const error = thrownBy(() => loadedIds({ connection: 'erp' } as WriteRpc, 'product.template', result));
    const [{ message = '' } = {}] = result.messages as { message?: string }[];
    expect((error as Error).message).toContain(message.trim());
    if (name.startsWith('k-two-load')) expect(error).toMatchObject({ why: 'ROLLED_BACK', code: 'ERP_CONCURRENCY' });
    else expect(error).toBeInstanceOf(RejectedError);
  });

  it('both kinds were recorded', () => {
    expect(wizards.length).toBeGreaterThan(8);
    expect(loads.length).toBe(3);
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    expect(error instanceof RejectedError || error instanceof RetryableError).toBe(true);
    return error;
  }
  throw new Error('it was taken for a success');
}
