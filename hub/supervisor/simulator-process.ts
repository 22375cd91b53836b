import type { ConnectionConfig } from '../../lib/config/factory.ts';
import type { Log } from '../../lib/log.ts';
import { type RunningSimulator, type SimulatorAddress, startSimulator } from '../simulators.ts';
import { type Kept, keepRunning } from './keep.ts';

/**
 * A simulator that is started again whenever it ends, on the ports that it had, so that nobody has to be told. As with
 * a real back end that is away, the hub goes on without it, however often it dies.
 */
export async function keepSimulator(
  connection: ConnectionConfig,
  folder: string,
  { say, log }: { say: (text: string) => void; log: Log },
): Promise<SimulatorAddress & { kept: Kept<RunningSimulator> }> {
  let ports: { port: number; sidePort: number } | undefined;
  const kept = await keepRunning({
    name: `simulator ${connection.name}`,
    async start() {
      const started = await startSimulator(connection, folder, ports);
      ports = { port: portOf(started.url), sidePort: portOf(started.sideUrl) };
      return started;
    },
    ...{ say, log },
  });
  const { url, sideUrl } = kept.current as RunningSimulator;
  return { connection: connection.name, url, sideUrl, kept };
}

const portOf = (url: string): number => Number(new URL(url).port);
