import type { BackEnds, CallRecorder, ErpPort, MesPort } from '../../connectors/ports.ts';

/** The same back ends; what is read of them is counted. */
export function countedBackEnds(backEnds: BackEnds, calls: CallRecorder): BackEnds {
  const erp = (port: ErpPort): ErpPort => ({
    ...port,
    open: (options) => port.open({ ...options, calls }),
    forWriting: { snapshot: (plant, order) => port.forWriting.snapshot(plant, order, { calls }) },
  });
  const mes = (port: MesPort): MesPort => ({ ...port, open: (options) => port.open({ ...options, calls }) });
  const { plm, qms } = backEnds;
  return {
    erp: (plantCode) => erp(backEnds.erp(plantCode)),
    erps: backEnds.erps.map(erp),
    mes: (plantCode) => {
      const port = backEnds.mes(plantCode);
      return port && mes(port);
    },
    meses: backEnds.meses.map(mes),
    plm: plm && { ...plm, open: (options) => plm.open({ ...options, calls }) },
    qms: qms && { ...qms, open: (options) => qms.open({ ...options, calls }) },
  };
}
