import { Agent, request } from 'node:http';
import type { SentCall } from '../../test/contract/erp/levels-proxy.ts';

/** Sends calls that were seen before once more, and does nothing with the answers: the least that they can take. */
export class BareClient {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(url: string) {
    this.#url = url;
  }

  async send({ path, headers, body }: SentCall): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const { host: _host, connection: _connection, ...rest } = headers;
    const call = request(new URL(path, this.#url), { method: 'POST', headers: rest, agent: this.#agent }, (answer) => {
      answer.on('error', reject).on('end', resolve).resume();
    });
    call.on('error', reject).end(body);
    return promise;
  }

  /** Milliseconds for the steps one after the other, the calls of a step at the same time. */
  async time(steps: readonly (readonly SentCall[])[]): Promise<number> {
    const startedAt = performance.now();
    for (const calls of steps) await Promise.all(calls.map((call) => this.send(call)));
    return performance.now() - startedAt;
  }

  close(): void {
    this.#agent.destroy();
  }
}
