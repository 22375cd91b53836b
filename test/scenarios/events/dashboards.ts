import { expect } from 'vitest';
import { WebSocket } from 'ws';
import type { HubAddress } from '../../../demo/http/graph.ts';
import { patient } from '../../kit/patience.ts';

export interface Answer {
  readonly data?: { readonly [field: string]: Record<string, unknown> } | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: object }[];
}

const PATIENCE_MS = patient(60_000);

/** A client of one subscription over a WebSocket of its own, which reads or not as a test wants it. */
export class Dashboard {
  readonly answers: Answer[] = [];
  readonly #socket: WebSocket;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => {
      const message = JSON.parse(String(data)) as { type: string; payload?: Answer };
      if (message.type === 'next' && message.payload) this.answers.push(message.payload);
      if (message.type === 'error') this.answers.push({ errors: [{ message: String(data) }] });
    });
  }

  /** Resolves once the hub has taken the socket; the subscription is on its way. */
  static async open(
    { url, tokenSecret }: HubAddress,
    query: string,
    as: { role?: string; plants?: readonly string[]; name?: string; variables?: object } = {},
  ): Promise<Dashboard> {
    const { role = 'viewer', plants = ['HAM'], name = 'dashboard', variables = {} } = as;
    const parameters = new URLSearchParams({ secret: tokenSecret, role, sub: name, plants: plants.join(',') });
    const { token } = (await (await fetch(new URL(`/dev/token?${parameters}`, url))).json()) as { token: string };
    const socket = new WebSocket(new URL('/graphql', url.replace(/^http/, 'ws')), 'graphql-transport-ws');
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('open', () => {
        socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
      });
      socket.once('message', () => resolve());
    });
    const dashboard = new Dashboard(socket);
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
    return dashboard;
  }

  /** The data of every answer, without the name that the client gave the field. */
  get events(): Record<string, unknown>[] {
    return this.answers.map(({ data, errors }) => {
      if (errors || !data) throw new Error(JSON.stringify(errors));
      return Object.values(data)[0] as Record<string, unknown>;
    });
  }

  get orders(): unknown[] {
    return this.events.map(({ orderNumber }) => orderNumber);
  }

  /** What comes stays where it is, until the hub has no more room to send. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  async until(count: number): Promise<void> {
    await expect.poll(() => this.answers.length, { timeout: PATIENCE_MS, interval: 20 }).toBeGreaterThanOrEqual(count);
  }

  async leave(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    const closed = new Promise((resolve) => this.#socket.once('close', resolve));
    this.#socket.terminate();
    await closed;
  }
}
