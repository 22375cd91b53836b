import { randomBytes } from 'node:crypto';

/** What /dev/token asks for: known to whoever sees the start, good until the next one. */
export const createTokenSecret = (): string => randomBytes(24).toString('base64url');
