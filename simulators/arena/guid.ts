import { createHash, randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Twenty capitals and digits, as Arena's GUIDs are. */
export const newGuid = (): string => spell(randomBytes(20));

/** The same for the same name: what a workspace is set up with keeps its GUID over resets. */
export const guidOf = (name: string): string => spell(createHash('sha256').update(name).digest().subarray(0, 20));

const spell = (bytes: Buffer): string => [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
