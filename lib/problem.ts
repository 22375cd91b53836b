export type ProblemClass = 'BUSINESS' | 'TECHNICAL';
export type Severity = 'ERROR' | 'WARNING' | 'WAIT' | 'NOTE';
export type SystemName = 'ERP' | 'PLM' | 'MES' | 'QMS' | 'HUB';

/** One finding of a check; the graph's type Problem. `code` is stable, `rule` says where it comes from. */
export interface Problem {
  class: ProblemClass;
  severity: Severity;
  code: string;
  rule?: string;
  message: string;
  path?: readonly string[];
  detail?: unknown;
  system?: SystemName;
  isRetryable: boolean;
}

type Extra = Partial<Pick<Problem, 'severity' | 'rule' | 'path' | 'detail' | 'system' | 'isRetryable'>>;

/** A finding of a business rule: severity ERROR, not retryable, unless said otherwise. */
export function businessProblem(code: string, message: string, extra: Extra = {}): Problem {
  return { class: 'BUSINESS', severity: 'ERROR', isRetryable: false, code, message, ...extra };
}

/** A finding about a system or a network: severity ERROR, retryable, unless said otherwise. */
export function technicalProblem(code: string, message: string, extra: Extra = {}): Problem {
  return { class: 'TECHNICAL', severity: 'ERROR', isRetryable: true, code, message, ...extra };
}
