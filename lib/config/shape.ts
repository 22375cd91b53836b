import { z } from 'zod';
import { isPlainDecimal } from '../decimal.ts';
import { isUnitCode } from '../units.ts';

const isTimeZone = (zone: string) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** What becomes a timer: one of more than 2^31-1 ms would end at once, and nothing here is worth waiting longer for. */
const DAY_MS = 86_400_000;
const duration = () => z.int().max(DAY_MS, 'at most a day (86400000)');

const httpUrl = z.url({ protocol: /^https?$/, error: 'a URL that begins with http:// or https://' });

/** As a browser sends it: compared letter by letter. Of other schemes (extensions, apps) only the form is known. */
const isOrigin = (text: string): boolean => {
  const url = URL.parse(text);
  if (url === null) return false;
  const isOfWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isOfWeb ? url.origin === text : /^[a-z][a-z0-9+.-]*:\/\/[^/?#@\s]+$/.test(text);
};

export const policy = z
  .strictObject({
    overTolerance: z
      .union([z.string(), z.number()])
      .transform(String)
      .pipe(z.string().regex(/^\d+(\.\d+)?$/, 'a share such as 0.05'))
      .refine((share) => Number(share) <= 1, 'at most 1, which is all that was planned once more')
      .default('0'),
    backdateDays: z.int().min(0).default(7),
    negativeStock: z.enum(['reject', 'park', 'allow']).default('reject'),
    rounding: z
      .strictObject({
        reported: z.enum(['refuse', 'note']).default('refuse'),
        backflush: z.enum(['refuse', 'note']).default('note'),
      })
      .prefault({}),
    freeze: z
      .array(
        z.strictObject({
          from: z.iso.datetime({ offset: true }),
          to: z.iso.datetime({ offset: true }),
          reason: z.string(),
        }),
      )
      .default([]),
    rules: z.record(z.string(), z.enum(['error', 'warning', 'note', 'off'])).default({}),
  })
  .prefault({});

export const plant = z.strictObject({
  code: z.string().regex(/^[A-Z0-9][A-Z0-9_-]{0,15}$/, 'capital letters, digits, - and _, at most 16'),
  name: z.string().min(1),
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone such as Europe/Berlin'),
  erp: z.strictObject({ connection: z.string(), warehouse: z.string().min(1) }),
  mes: z
    .strictObject({ connection: z.string(), lines: z.array(z.string().min(1)).min(1).nullable().default(null) })
    .nullable()
    .default(null),
  policy,
});

const secret = z.union([z.strictObject({ env: z.string().min(1) }), z.strictObject({ file: z.string().min(1) })]);

const unitCode = z.string().refine(isUnitCode, 'a UN/CEFACT code that the hub converts, such as C62, KGM or MTR');

/** A code, or how many of a code one of the unit is: `{ code: C62, factor: 6 }` for a pack of six. */
const unit = z.union([
  unitCode.transform((code) => ({ code, factor: '1' })),
  z.strictObject({
    code: unitCode,
    factor: z
      .union([z.string(), z.number()])
      .transform(String)
      .refine((text) => isPlainDecimal(text) && Number(text) > 0, 'more than nothing, such as 6 or 0.5'),
  }),
]);

export const connection = z.strictObject({
  kind: z.enum(['odoo', 'arena', 'openmes']),
  url: httpUrl.nullable().default(null),
  simulate: z.boolean().default(false),
  database: z.string().nullable().default(null),
  login: z.string().nullable().default(null),
  secret: secret.nullable().default(null),
  token: secret.nullable().default(null),
  version: z
    .union([z.string(), z.number()])
    .transform(String)
    .pipe(z.enum(['17', '18', '19']))
    .nullable()
    .default(null),
  modules: z.array(z.enum(['manufacturing_hub'])).default([]),
  transport: z.enum(['json2', 'jsonrpc']).nullable().default(null),
  units: z.record(z.string().trim().min(1), unit).default({}),
  webhook: secret.nullable().default(null),
  polling: z
    .strictObject({
      minMs: duration().min(100).default(1000),
      maxMs: duration().min(100).default(60_000),
      sweepMs: duration().min(1000).default(600_000),
    })
    .prefault({}),
  limits: z
    .strictObject({
      concurrency: z.int().positive().optional(),
      requestsPerSecond: z.number().min(0.001).nullable().optional(),
      readTimeoutMs: duration().positive().optional(),
      rpcMaxMs: duration().positive().optional(),
      quiescenceMs: duration().nonnegative().optional(),
      leaseMs: duration().positive().optional(),
    })
    .prefault({}),
});

/** The factory file as it is written; what its parts have to do with each other is checked in contradictions.ts. */
export const file = z.strictObject({
  plants: z.array(plant).min(1),
  connections: z.record(z.string(), connection),
  plm: z.string().nullable().default(null),
  qms: z.string().nullable().default(null),
  security: z
    .strictObject({
      mode: z.enum(['development', 'production']).default('production'),
      allowedOrigins: z
        .array(z.string().refine(isOrigin, 'an origin as a browser sends it, such as https://dashboards.example'))
        .default([]),
      subgraphKeys: z.array(secret).max(2).default([]),
    })
    .prefault({}),
  auth: z
    .strictObject({
      issuer: z.string(),
      audience: z.string().default('manufacturing-hub'),
      jwksUrl: httpUrl.nullable().default(null),
      publicKeyFile: z.string().nullable().default(null),
      maxLifetimeMinutes: z.number().positive().max(720).default(15),
    })
    .nullable()
    .default(null),
  subgraphs: z
    .partialRecord(z.enum(['odoo', 'plm', 'mes', 'qms', 'commands']), z.strictObject({ url: httpUrl }))
    .default({}),
});
