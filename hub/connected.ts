import type { ConnectionConfig, FactoryConfig } from '../lib/config/factory.ts';
import { openSecret, type Secret } from '../lib/config/secret.ts';
import { SIMULATOR_ACCESS, type SimulatorAddress } from './simulators.ts';

/** A connection with what is needed to reach it: its real address and secrets, or those of its simulator. */
export interface ConnectedBackEnd {
  name: string;
  kind: ConnectionConfig['kind'];
  url: string;
  /** Null for a real system. */
  sideUrl: string | null;
  database: string | null;
  login: string | null;
  secret: Secret;
  token: Secret | null;
}

/** Throws ConfigurationError where a secret is missing. */
export function resolveConnections(
  factory: FactoryConfig,
  simulators: readonly SimulatorAddress[],
): ConnectedBackEnd[] {
  return Object.values(factory.connections).map((connection) => {
    const { name, kind } = connection;
    const simulator = simulators.find((candidate) => candidate.connection === name);
    if (simulator) {
      const { database, login, secret, token } = SIMULATOR_ACCESS[kind];
      return {
        name,
        kind,
        url: simulator.url,
        sideUrl: simulator.sideUrl,
        database,
        login,
        secret: () => secret,
        token: token ? () => token : null,
      };
    }
    return {
      name,
      kind,
      url: connection.url ?? '',
      sideUrl: null,
      database: connection.database,
      login: connection.login,
      secret: connection.secret ? openSecret(connection.secret, `connections.${name}.secret`) : () => '',
      token: connection.token ? openSecret(connection.token, `connections.${name}.token`) : null,
    };
  });
}
