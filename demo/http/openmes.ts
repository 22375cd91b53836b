/** A plain OpenMES client for seeding and for reading back. */
export interface OpenmesClient {
  /** `/erp` endpoints are called with the API key, all others with the user's token. */
  get<T = Record<string, unknown>>(path: string): Promise<T>;
  post<T = Record<string, unknown>>(path: string, body?: object): Promise<T>;
}

export function connectOpenmes(target: { url: string; secret: string; token: string | null }): OpenmesClient {
  const root = `${target.url.replace(/\/api\/v1\/?$/, '')}/api/v1`;
  const call = async (method: string, path: string, body?: object) => {
    const access: Record<string, string> = path.startsWith('/erp/')
      ? { 'x-api-key': target.secret }
      : { authorization: `Bearer ${target.token}` };
    const response = await fetch(`${root}${path}`, {
      method,
      headers: { accept: 'application/json', 'content-type': 'application/json', ...access },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(30_000),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok)
      throw new Error(
        `OpenMES ${method} ${path}: ${response.status} ${JSON.stringify(answer.errors ?? answer.message)}`,
      );
    return answer as never;
  };
  return { get: (path) => call('GET', path), post: (path, body = {}) => call('POST', path, body) };
}
