/** Findings whose severity a plant may set through its policy, by the code or by the rule: from code to rule. */
const ADJUSTABLE = new Map([
  ['TOO_OLD', 'C-06'],
  ['BOM_REVISION_MISSING', 'PC-02'],
  ['ROUTING_VERSION_MISSING', 'PC-02'],
  ['WORK_CENTER_INVALID', 'PC-05'],
  ['WORK_CENTER_DOWN', 'PC-05'],
  ['OVER_TOLERANCE', 'PC-06'],
  ['CLOSE_SHORT_REASON_MISSING', 'PC-06'],
  ['LOT_IN_USE', 'PC-08'],
  ['LOT_EXPIRED', 'PC-11'],
  ['CONSUMPTION_DEVIATES', 'PC-10'],
  ['WINDOW_CLOSED', 'ECO-04'],
  ['REVISION_GAP', 'ECO-05'],
]);
/** Codes that a policy may set by their own name only: their rule's entry means its milder findings. */
const BY_CODE_ONLY = new Set(['BOM_REVISION_MISMATCH', 'ROUTING_VERSION_MISMATCH']);

export const isAdjustable = (code: string): boolean => ADJUSTABLE.has(code) || BY_CODE_ONLY.has(code);

export const isSetByCodeOnly = (code: string): boolean => BY_CODE_ONLY.has(code);

/** What `policy.rules` may name: rules and codes of findings. An entry of another name would do nothing. */
export const ADJUSTABLE_NAMES: ReadonlySet<string> = new Set([
  ...ADJUSTABLE.values(),
  ...ADJUSTABLE.keys(),
  ...BY_CODE_ONLY,
]);
