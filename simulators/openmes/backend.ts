import type { Backend, Call, HttpAnswer, HttpRequest, Journal, Store } from '../kit/index.ts';
import { json } from '../kit/index.ts';
import { Access, type AccessOptions } from './access.ts';
import { batchRoutes } from './batches.ts';
import type { Context, Route } from './context.ts';
import { bomRoutes } from './erp-boms.ts';
import { exportRoutes } from './erp-exports.ts';
import { importRoutes } from './erp-imports.ts';
import { issueRoutes } from './issues.ts';
import { lotRoutes } from './lots.ts';
import { masterDataRoutes } from './master-data.ts';
import { HttpProblem } from './problems.ts';
import { scrapRoutes } from './scrap.ts';
import { openState } from './state.ts';
import { stopRoutes } from './stops.ts';
import { workOrderRoutes } from './work-orders.ts';

/** The simulated MES: OpenMES's `/api/v1` over one store. Every request is one transaction, its journal rows included. */
export function createOpenmesBackend(options: AccessOptions) {
  return (store: Store, journal: Journal): Backend => {
    const state = openState(store, journal);
    const access = new Access(options);
    const routes = allRoutes(access).map((route) => ({ route, pattern: patternOf(route.path) }));
    const install = () => {
      if (state.issueTypes.all().length > 0) return;
      const types = [
        { code: 'QUALITY', name: 'Quality problem', severity: 'HIGH', is_blocking: true, is_active: true },
        { code: 'MACHINE', name: 'Machine breakdown', severity: 'CRITICAL', is_blocking: true, is_active: true },
        { code: 'MATERIAL', name: 'Material shortage', severity: 'MEDIUM', is_blocking: false, is_active: true },
      ] as const;
      for (const type of types) state.issueTypes.insert(type);
      for (const reason of DOWNTIME) state.downtimeReasons.insert({ ...reason, is_active: true });
    };
    store.transaction(install);

    const find = (request: HttpRequest) => {
      const fitting = routes.flatMap(({ route, pattern }) => {
        const match = pattern.exec(request.path);
        return match ? [{ route, params: { ...match.groups } }] : [];
      });
      return { fitting, found: fitting.find(({ route }) => route.method === request.httpMethod) };
    };

    return {
      describe: (request) => describe(request),
      answer(request, call) {
        const { fitting, found } = find(request);
        try {
          if (found === undefined)
            throw fitting.length === 0
              ? new HttpProblem(404, `The route ${request.path.slice(1)} could not be found.`)
              : new HttpProblem(405, `The ${request.httpMethod} method is not supported for this route.`);
          const user = access.check(found.route, request);
          const context: Context = {
            state,
            user,
            body: bodyOf(request),
            query: request.query,
            params: found.params,
            effect(model, id, effect, more = {}) {
              const { quantity = null, lots = null } = more;
              const at = new Date().toISOString();
              journal.append({ at, call: `${call.method} ${call.path}`, model, id, effect, quantity, lots });
            },
          };
          return store.transaction(() => found.route.handle(context));
        } catch (error) {
          if (error instanceof HttpProblem) return problemAnswer(error);
          throw error;
        }
      },
      reset: () =>
        store.transaction(() => {
          state.clear();
          install();
        }),
    };
  };
}

const DOWNTIME = [
  { code: 'BREAKDOWN', name: 'Machine breakdown' },
  { code: 'MATERIAL', name: 'Waiting for material' },
];

/** Every endpoint. */
export function allRoutes(access: Access): Route[] {
  const health: Route = {
    method: 'GET',
    path: '/api/health',
    access: 'public',
    handle: () => json(200, { status: 'ok', timestamp: new Date().toISOString() }),
  };
  const logIn: Route = {
    method: 'POST',
    path: '/api/auth/login',
    access: 'public',
    handle({ body }) {
      const session = access.logIn(body.username, body.password);
      if (session === undefined) throw new HttpProblem(401, 'Invalid credentials.');
      return json(200, { message: 'Login successful', ...session, data: session });
    },
  };
  const me: Route = { method: 'GET', path: '/api/auth/me', access: 'user', handle: ({ user }) => json(200, user) };
  return [
    health,
    logIn,
    me,
    ...importRoutes,
    ...bomRoutes,
    ...exportRoutes,
    ...workOrderRoutes,
    ...stopRoutes,
    ...batchRoutes,
    ...lotRoutes,
    ...scrapRoutes,
    ...issueRoutes,
    ...masterDataRoutes,
  ];
}

const patternOf = (path: string): RegExp => new RegExp(`^${path.replaceAll(':id', '(?<id>\\d+)')}$`);

/** The record kind is the path without its prefix and ids: `work-orders/stop`, `erp/work-orders/import`. */
function describe(request: HttpRequest): Call {
  const parts = request.path.split('/').filter((part) => part !== '' && part !== 'api' && part !== 'v1');
  const isId = (part: string) => /^\d+$/.test(part);
  return {
    model: parts.filter((part) => !isId(part)).join('/') || null,
    method: request.httpMethod,
    path: request.path,
    argumentNames: [...new Set([...request.query.keys(), ...Object.keys(bodyOf(request))])],
    ids: parts.filter(isId).map(Number),
  };
}

/** Laravel takes a body that is no JSON object for an empty one. */
function bodyOf(request: HttpRequest): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(request.body.toString());
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}

function problemAnswer(problem: HttpProblem): HttpAnswer {
  const errors = problem.errors === undefined ? {} : { errors: problem.errors };
  return json(problem.status, { message: problem.message, ...errors }, problem.headers);
}
