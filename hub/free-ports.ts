import net from 'node:net';
import type { Environment } from '../lib/config/environment.ts';
import { listens } from './roles.ts';

/** Something listens where the hub is to listen. */
export class PortTakenError extends Error {
  override readonly name = 'PortTakenError';
  constructor(variable: string, port: number) {
    const other = port === 65_535 ? port - 1 : port + 1;
    super(
      `Port ${port} is taken. Stop what listens there, or choose another: ${variable}=${other} npm start (${variable}=0 takes a free one).`,
    );
  }
}

/** Before anything is started. Errors: PortTakenError. */
export async function expectFreePorts(environment: Environment): Promise<void> {
  const { role, port, host, metricsPort, metricsHost } = environment;
  if (listens(role)) await expectFree('PORT', port, host);
  await expectFree('HUB_METRICS_PORT', metricsPort, metricsHost);
}

async function expectFree(variable: string, port: number, host: string): Promise<void> {
  if (port === 0) return;
  const server = net.createServer();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') throw new PortTakenError(variable, port);
    throw error;
  }
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
