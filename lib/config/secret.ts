import { readFileSync, statSync } from 'node:fs';
import { ConfigurationError } from './environment.ts';
import type { SecretSource } from './factory.ts';

/** The current value of a secret. A file is read again when it has changed, so that a key is rotated without a restart. */
export type Secret = () => string;

const FRESH_MS = 2_000;

/** Throws ConfigurationError that names the variable or the file, never the value. */
export function openSecret(
  source: SecretSource,
  name: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Secret {
  if ('demo' in source) return () => source.demo;
  if ('env' in source) {
    const value = Object.hasOwn(env, source.env) ? env[source.env] : undefined;
    if (!value) throw new ConfigurationError('the factory file', [`${name}: the variable ${source.env} is not set`]);
    return () => value;
  }
  const file = source.file;
  let seen = { stamp: '', value: '' };
  const read = () => {
    const { mtimeMs, size, ino } = statSync(file);
    const stamp = `${mtimeMs}:${size}:${ino}`;
    // Written again within the same tick of the file system's clock, a file of the same size looks the same.
    const isFresh = Math.abs(Date.now() - mtimeMs) < FRESH_MS;
    if (isFresh || stamp !== seen.stamp) {
      const value = readFileSync(file, 'utf8').trim();
      if (value !== '') seen = { stamp, value };
    }
    return seen.value;
  };
  try {
    if (read() === '') throw new Error('empty');
  } catch {
    throw new ConfigurationError('the factory file', [`${name}: the file ${file} cannot be read or is empty`]);
  }
  return () => {
    try {
      return read();
    } catch {
      return seen.value;
    }
  };
}

const WEBHOOK_SECRET_MIN = 16;

/** The same for what a URL ends in. Throws ConfigurationError also where it is short or would not stand in a URL as it is. */
export const openWebhookSecret: typeof openSecret = (source, name, env = process.env) => {
  const secret = openSecret(source, name, env);
  if (secret().length >= WEBHOOK_SECRET_MIN && encodeURIComponent(secret()) === secret()) return secret;
  throw new ConfigurationError('the factory file', [
    `${name}: at least ${WEBHOOK_SECRET_MIN} characters, of those that stand in a URL as they are`,
  ]);
};
