import type { ErpPort } from './ports/erp.ts';
import type { MesPort } from './ports/mes.ts';
import type { PlmPort } from './ports/plm.ts';
import type { QmsPort } from './ports/qms.ts';

export type * from './ports/common.ts';
export type * from './ports/erp.ts';
export type * from './ports/erp-facts.ts';
export type * from './ports/erp-read.ts';
export type * from './ports/erp-write.ts';
export type * from './ports/mes.ts';

export type * from './ports/plm.ts';
export type * from './ports/posting.ts';
export type * from './ports/qms.ts';

/** What a subgraph or a command may ask of the factory's back ends; a call is made for a plant. */
export interface BackEnds {
  /** Throws for a plant that is not configured. */
  erp(plantCode: string): ErpPort;
  /** Every ERP connection once. */
  readonly erps: readonly ErpPort[];
  /** Undefined where the plant has no MES. */
  mes(plantCode: string): MesPort | undefined;
  readonly meses: readonly MesPort[];
  readonly plm: PlmPort | undefined;
  readonly qms: QmsPort | undefined;
}
