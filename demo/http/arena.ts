/** A plain Arena client for seeding and for reading back. Its login ends any other session of the same user. */
export interface ArenaClient {
  get<T = Record<string, unknown>>(path: string): Promise<T>;
  post<T = Record<string, unknown>>(path: string, body: object): Promise<T>;
  put<T = Record<string, unknown>>(path: string, body: object): Promise<T>;
  remove(path: string): Promise<void>;
  /** Every result of a list that is answered in pages. */
  all<T = Record<string, unknown>>(path: string): Promise<T[]>;
}

const PAGE = 400;

export async function connectArena(target: { url: string; login: string; secret: string }): Promise<ArenaClient> {
  const root = `${target.url.replace(/\/v1\/?$/, '')}/v1`;
  let login: Promise<string> | undefined;
  const send = (method: string, path: string, body?: object, session = '') =>
    fetch(`${root}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(session ? { arena_session_id: session } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(30_000),
    });
  const logIn = async () => {
    const response = await send('POST', '/login', { email: target.login, password: target.secret });
    if (!response.ok) throw new Error(`Arena refused the login of ${target.login}`);
    return ((await response.json()) as { arena_session_id: string }).arena_session_id;
  };
  const call = async (method: string, path: string, body?: object) => {
    for (let attempt = 0; ; attempt += 1) {
      login ??= logIn();
      const used = await login;
      const response = await send(method, path, body, used);
      const text = await response.text();
      if (response.status === 401 && attempt === 0) {
        if ((await login) === used) login = undefined;
        continue;
      }
      if (!response.ok) throw new Error(`Arena ${method} ${path}: ${response.status} ${text.slice(0, 200)}`);
      return (text === '' ? null : JSON.parse(text)) as never;
    }
  };
  const get = (path: string) => call('GET', path);
  return {
    get,
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    remove: async (path) => {
      await call('DELETE', path);
    },
    all: async <T>(path: string) => {
      const rows: T[] = [];
      for (;;) {
        const mark = path.includes('?') ? '&' : '?';
        const page = (await get(`${path}${mark}limit=${PAGE}&offset=${rows.length}`)) as { results: T[] };
        rows.push(...page.results);
        if (page.results.length < PAGE) return rows;
      }
    },
  };
}

/** A simulated Arena has a second user, so that a person's login does not end the hub's session. */
export const engineerOf = (connection: { login: string | null; sideUrl: string | null }): string =>
  connection.sideUrl === null ? (connection.login ?? '') : 'engineer@demo.example';
