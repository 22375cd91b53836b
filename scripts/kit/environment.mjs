import { accessSync, constants, mkdirSync } from 'node:fs';
import path from 'node:path';

/**
 * The environment of a target and of every process that it starts: simulators, planners, workers, forks of a test run.
 * A part of the running hub has NODE_ENV=production, which makes graphql-js faster and decides nothing else.
 */
export function environmentOf(target, root, given = process.env) {
  return {
    ...(target.isHub ? { NODE_ENV: 'production' } : {}),
    ...cacheOfCompiledCode(root, given),
    ...given,
    NODE_OPTIONS: withoutProto(given.NODE_OPTIONS),
  };
}

const DISABLE_PROTO = '--disable-proto=delete';

/** `__proto__` is a name like any other: whatever is keyed by names from outside, no object's prototype is reached. */
export function withoutProto(options = '') {
  return options.includes('--disable-proto') ? options : `${options} ${DISABLE_PROTO}`.trim();
}

/**
 * Compiled code is kept in the data folder, so that a start compiles nothing twice. Never in a folder that others may
 * write: what is in there is run. Where the data folder cannot be written there is none.
 */
function cacheOfCompiledCode(root, given) {
  const folder = path.resolve(given.HUB_DATA?.trim() || path.join(root, '.data'), 'compile-cache');
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
    return { NODE_COMPILE_CACHE: folder };
  } catch {
    return {};
  }
}
