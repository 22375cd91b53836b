import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

/**
 * One line per test file while they run, the failures in full and the skipped with their reasons at the end, and the
 * counts of tests in the last line. In CI a skipped test is a failure: the machine there has what tests need.
 */
export default class LinesReporter implements Reporter {
  #files = 0;
  #done = 0;

  onTestRunStart(files: readonly unknown[]): void {
    this.#files = files.length;
    this.#done = 0;
  }

  onTestModuleEnd(file: TestModule): void {
    this.#done += 1;
    const tests = [...file.children.allTests()];
    const count = (state: string) => tests.filter((test) => test.result().state === state).length;
    const seconds = (file.diagnostic().duration / 1000).toFixed(1);
    const parts = [`${count('passed')} passed`];
    if (count('failed') > 0) parts.push(`${count('failed')} FAILED`);
    if (count('skipped') > 0) parts.push(`${count('skipped')} skipped`);
    if (file.errors().length > 0) parts.push('FILE FAILED');
    print(`[${this.#done}/${this.#files}] ${file.relativeModuleId}: ${parts.join(', ')} (${seconds} s)`);
  }

  onTestCaseResult(test: TestCase): void {
    const result = test.result();
    const { note } = test.meta() as { note?: string };
    if (note) print(`  ${note}`);
    if (result.state === 'failed') print(`  FAILED ${place(test)}\n${indent(result.errors.map(describe).join('\n'))}`);
  }

  onTestRunEnd(files: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const tests = files.flatMap((file) => [...file.children.allTests()]);
    const failed = tests.filter((test) => test.result().state === 'failed');
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const passed = tests.length - failed.length - skipped.length;
    const brokenFiles = files.filter((file) => file.errors().length > 0);
    const brokenSuites = files.flatMap((file) => [...file.children.allSuites()].filter((s) => s.errors().length > 0));
    for (const file of brokenFiles) {
      print(`\nFILE FAILED ${file.relativeModuleId}\n${indent(file.errors().map(describe).join('\n'))}`);
    }
    for (const suite of brokenSuites) {
      print(`\nSUITE FAILED ${suite.fullName}\n${indent(suite.errors().map(describe).join('\n'))}`);
    }
    for (const error of unhandled) print(`\nUNHANDLED ERROR\n${indent(describe(error))}`);
    if (failed.length > 0) print(`\nFailed:\n${failed.map((test) => `  ${place(test)}`).join('\n')}`);
    if (skipped.length > 0) {
      print(`\nSkipped:\n${skipped.map((test) => `  ${place(test)}${reason(test)}`).join('\n')}`);
    }
    const alsoBroken = brokenFiles.length + brokenSuites.length + unhandled.length;
    const failures = failed.length + alsoBroken;
    if (skipped.length > 0 && process.env.CI === 'true') {
      print('\nIn CI a skipped test is a failure: install what it needs.');
      process.exitCode = 1;
    }
    if (failures > 0) process.exitCode = 1;
    print(`\n${passed} passed, ${failures} failed, ${skipped.length} skipped`);
  }
}

function place(test: TestCase): string {
  return `${test.module.relativeModuleId} > ${test.fullName}`;
}

function reason(test: TestCase): string {
  const result = test.result();
  return result.state === 'skipped' && result.note ? `: ${result.note}` : '';
}

function describe(error: SerializedError): string {
  const diff = typeof error.diff === 'string' ? `\n${error.diff}` : '';
  return `${error.stack ?? error.message}${diff}${error.cause ? `\ncaused by ${describe(error.cause as SerializedError)}` : ''}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
