import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isFromLoopback } from '../../gateway/http/loopback.ts';
import { respond, respondJson } from '../../gateway/http/respond.ts';
import type { Log } from '../../lib/log.ts';
import { type MetricFamily, metricsText } from '../../lib/metrics.ts';

export interface MetricsListener {
  readonly url: string;
  close(): Promise<void>;
}

export interface MetricsListenerOptions {
  readonly port: number;
  readonly host: string;
  /** What /health tells beside that this process is up. */
  readonly health?: () => Readonly<Record<string, unknown>>;
  readonly isReady: () => boolean;
  readonly read: () => Promise<readonly MetricFamily[]>;
  readonly log: Log;
}

/**
 * `/health`, `/ready` and `/metrics` for those who run the hub, on a port that no client reaches: a proxy before the
 * public port passes none of it on. Errors: what `net` throws, for example EADDRINUSE.
 */
export async function serveMetrics(options: MetricsListenerOptions): Promise<MetricsListener> {
  const { port, host, log } = options;
  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 }, (request, response) => {
    answer(options, request, response).catch((error: unknown) => {
      log.error('the metrics could not be read', { error });
      if (!response.headersSent) respondJson(response, 503, { error: 'The metrics cannot be read now' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { address, family, port: own } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${own}/`,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(
  { host, health, isReady, read }: MetricsListenerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? '/').split('?', 1)[0];
  // On loopback only what names this machine so: a page of another site comes by a name of its own.
  const isForeign = isLoopback(host) && !isFromLoopback(request);
  if (isForeign) respondJson(response, 404, { error: 'There is nothing here' });
  else if (path === '/health') respondJson(response, 200, { status: 'up', ...health?.() });
  else if (path === '/ready') respondJson(response, isReady() ? 200 : 503, { isReady: isReady() });
  else if (path === '/metrics')
    respond(response, 200, 'text/plain; version=0.0.4; charset=utf-8', metricsText(await read()));
  else respondJson(response, 404, { error: 'There are /health, /ready and /metrics here' });
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');
