import {
  type Backend,
  type Call,
  type HttpAnswer,
  type HttpRequest,
  type Journal,
  json,
  type Store,
} from '../kit/index.ts';
import { bomRoutes } from './bom.ts';
import { changeItemRoutes } from './change-items.ts';
import { changeStatusRoutes, letTimePass } from './change-status.ts';
import { changeRoutes } from './changes.ts';
import type { Context, Route } from './context.ts';
import { itemRoutes } from './items.ts';
import { outboundRoutes } from './outbound.ts';
import { ArenaProblem, badRequest } from './problems.ts';
import { qualityRoutes } from './quality.ts';
import { type SessionOptions, Sessions } from './sessions.ts';
import { settingsRoutes } from './settings.ts';
import { openState } from './state.ts';

export interface ArenaOptions extends SessionOptions {
  /** Sequences of change and quality numbers start here. */
  readonly firstNumber: number;
  /** Left out: 400. */
  readonly fullItemsMax?: number;
}

/** Every endpoint but login and logout. */
export const ROUTES: readonly Route[] = [
  ...settingsRoutes,
  ...changeStatusRoutes,
  ...changeRoutes,
  ...changeItemRoutes,
  ...itemRoutes,
  ...bomRoutes,
  ...qualityRoutes,
  ...outboundRoutes,
];
const GUID = /^[0-9A-Z]{20}$/;

/** The simulated PLM and QMS: Arena's REST API v1 over one store. Every request is one transaction, its journal rows included. */
export function createArenaBackend(options: ArenaOptions) {
  return (store: Store, journal: Journal): Backend => {
    const state = openState(store, journal, { fullItemsMax: 400, ...options });
    const sessions = new Sessions(options);
    const routes = ROUTES.map((route) => ({ route, pattern: patternOf(route.path) }));

    const handle = (request: HttpRequest, call: Call): HttpAnswer => {
      if (request.path === '/v1/login' && request.httpMethod === 'POST') return sessions.logIn(parse(request));
      sessions.check(request);
      if (request.path === '/v1/logout') {
        sessions.logOut(request);
        return { ...json(200, null), body: '' };
      }
      const fitting = routes.find(
        ({ route, pattern }) => route.method === request.httpMethod && pattern.test(request.path),
      );
      if (fitting === undefined) throw new ArenaProblem(404, 404, 'The requested resource is not supported.');
      const context: Context = {
        state,
        body: parse(request),
        query: request.query,
        guids: [...(fitting.pattern.exec(request.path) ?? [])].slice(1),
        effect(model, id, effect, quantity) {
          const at = new Date().toISOString();
          const row = { at, call: `${call.method} ${call.path}`, model, id, effect, quantity: quantity ?? null };
          journal.append({ ...row, lots: null });
        },
      };
      return store.transaction(() => {
        letTimePass(context);
        return fitting.route.handle(context);
      });
    };

    return {
      describe,
      answer(request, call) {
        try {
          return withHeaders(handle(request, call), sessions.headers());
        } catch (error) {
          if (!(error instanceof ArenaProblem)) throw error;
          const body = { status: error.status, errors: [{ code: error.code, message: error.message }] };
          return json(error.status, body, sessions.headers());
        }
      },
      reset: () => store.transaction(() => state.clear()),
    };
  };
}

const withHeaders = (answer: HttpAnswer, headers: Record<string, string>): HttpAnswer => ({
  ...answer,
  headers: { ...answer.headers, ...headers },
});

function patternOf(path: string): RegExp {
  return new RegExp(`^/v1${path.replaceAll('*', '([0-9A-Z]{20})')}$`);
}

/** The record kind is the path without GUIDs: `items/bom`, `changes/statuschanges`, `outboundevents/events/changes`. */
function describe(request: HttpRequest): Call {
  const parts = request.path.split('/').filter((part) => part !== '' && part !== 'v1');
  const body = bodyOf(request);
  const names = typeof body === 'object' && body !== null ? Object.keys(body) : [];
  return {
    model: parts.filter((part) => !GUID.test(part)).join('/') || null,
    method: request.httpMethod,
    path: request.path,
    argumentNames: [...new Set([...request.query.keys(), ...names])],
    ids: parts.filter((part) => GUID.test(part)),
  };
}

function bodyOf(request: HttpRequest): unknown {
  if (request.body.length === 0) return {};
  try {
    return JSON.parse(request.body.toString());
  } catch {
    return undefined;
  }
}

function parse(request: HttpRequest): Record<string, unknown> {
  const body = bodyOf(request);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badRequest();
  return body as Record<string, unknown>;
}
