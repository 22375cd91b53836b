import type { PlantResolvers, WorkCenterResolvers } from '../../../../schema/generated/odoo.ts';
import type { OdooContext } from '../../context.ts';

export const Plant: PlantResolvers<OdooContext> = {
  __resolveReference: ({ code }, context) => (context.readerOf(code) === null ? null : { code }),
  workCenters: async ({ code }, _args, context) => (await context.readerOf(code!)?.workCenters(code!)) ?? null,
};

export const WorkCenter: WorkCenterResolvers<OdooContext> = {
  async __resolveReference({ plantCode, code }, context) {
    const centers = await context.readerOf(plantCode)?.workCenters(plantCode);
    return centers?.find((center) => center.code === code) ?? null;
  },
};
