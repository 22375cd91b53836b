import { z } from 'zod';

/** Arena's JSON as far as the hub reads it. */
export const item = z.object({
  guid: z.string(),
  number: z.string().nullable(),
  name: z.string().nullish(),
  revisionNumber: z.string().nullish(),
  uom: z.string().nullish(),
  status: z.number().optional(),
  effectiveDateTime: z.string().nullish(),
});
export type ItemRow = z.infer<typeof item>;

export const revision = z.object({
  guid: z.string(),
  number: z.string().nullable(),
  status: z.number(),
  change: z.object({ number: z.string().nullish(), effectiveDateTime: z.string().nullish() }).nullish(),
});
export type RevisionRow = z.infer<typeof revision>;

export const revisionRef = z.object({
  guid: z.string(),
  name: z.string().nullish(),
  number: z.string().nullable(),
  revisionNumber: z.string().nullish(),
});

export const bomLine = z.object({
  guid: z.string(),
  lineNumber: z.number().nullish(),
  quantity: z.number().nullable(),
  item: revisionRef,
});
export type BomLineRow = z.infer<typeof bomLine>;

export const substitute = z.object({ rank: z.number(), quantity: z.number().nullish(), item: revisionRef });

export const changeSummary = z.object({
  guid: z.string(),
  number: z.string(),
  title: z.string().nullish(),
  lifecycleStatus: z.object({ type: z.string() }),
  implementationStatus: z.string().nullish(),
});
export type ChangeSummaryRow = z.infer<typeof changeSummary>;

export const change = changeSummary.extend({
  effectivityType: z.string().nullish(),
  effectivityPlannedDateTime: z.string().nullish(),
  expirationDateTime: z.string().nullish(),
});
export type ChangeRow = z.infer<typeof change>;

export const changeItem = z.object({
  affectedItemRevision: revisionRef.nullish(),
  newItemRevision: revisionRef.nullish(),
  newRevisionNumber: z.string().nullish(),
});
export type ChangeItemRow = z.infer<typeof changeItem>;

export const qualityProcess = z.object({
  guid: z.string(),
  number: z.string(),
  name: z.string().nullish(),
  status: z.string(),
  creationDateTime: z.string().nullish(),
  currentStep: z.object({ guid: z.string().nullish() }).nullish(),
});

export type QualityProcessRow = z.infer<typeof qualityProcess>;

export const qualityStep = z.object({
  guid: z.string(),
  name: z.string(),
  status: z.string(),
  completeDateTime: z.string().nullish(),
  completeUser: z.object({ fullName: z.string().nullish() }).nullish(),
  attributes: z.array(z.object({ name: z.string(), value: z.unknown().optional() })).nullish(),
});
export type QualityStepRow = z.infer<typeof qualityStep>;

export const affectedObject = z.object({
  affected: z.object({ guid: z.string().nullish(), type: z.string() }),
});

export const integration = z.object({ guid: z.string(), enabled: z.boolean().optional() });
export const outboundEvent = z.object({
  guid: z.string(),
  creationDateTime: z.string(),
  triggers: z.array(z.object({ resource: z.string(), action: z.string() })),
});
export type OutboundEventRow = z.infer<typeof outboundEvent>;
export const eventResult = z.looseObject({
  guid: z.string(),
  reconciled: z.boolean(),
  postEvent: z.unknown().optional(),
  postEvents: z.unknown().optional(),
});
export type EventResultRow = z.infer<typeof eventResult>;

export const listOf = <T>(shape: z.ZodType<T>) => z.object({ results: z.array(shape) });
