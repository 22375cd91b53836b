import type { Disposition, NonconformanceStatus } from '../ports.ts';

/**
 * Where a workspace keeps what Arena has no field for: names of step attributes, and what a step that is under way says
 * about a nonconformance. Names are compared without regard to case.
 */
export interface QualityProfile {
  readonly attributes: {
    readonly plant: string;
    /** Lot numbers, separated by commas, semicolons or lines. */
    readonly lots: string;
    readonly quantity: string;
    readonly unit: string;
    readonly disposition: string;
    readonly dispositionQuantity: string;
    readonly dispositionLot: string;
    readonly concession: string;
  };
  /** The step whose affected objects name the item. */
  readonly itemStep: string;
  /** Status by the step that is under way; any other is OPEN. A completed process is CLOSED. */
  readonly statusByStep: Readonly<Record<string, NonconformanceStatus>>;
  readonly dispositions: Readonly<Record<string, Disposition>>;
}

export const defaultQualityProfile: QualityProfile = {
  attributes: {
    plant: 'Plant',
    lots: 'Lot Number(s)',
    quantity: 'Quantity',
    unit: 'Unit',
    disposition: 'Disposition',
    dispositionQuantity: 'Disposition Quantity',
    dispositionLot: 'Disposition Lot',
    concession: 'Concession',
  },
  itemStep: 'Nonconformance',
  statusByStep: {
    Nonconformance: 'OPEN',
    Containment: 'OPEN',
    'Material Review': 'UNDER_REVIEW',
    Execution: 'DISPOSITIONED',
    Verification: 'EXECUTED',
  },
  dispositions: {
    'Use as is': 'USE_AS_IS',
    Rework: 'REWORK',
    Repair: 'REPAIR',
    'Return to supplier': 'RETURN_TO_SUPPLIER',
    Scrap: 'SCRAP',
    Regrade: 'REGRADE',
  },
};
