import { runSimulator, startSimulator } from '../kit/index.ts';
import { ALL_SCOPES } from './access.ts';
import { createOpenmesBackend } from './backend.ts';

await runSimulator({
  kind: 'openmes',
  about: 'A simulated MES that speaks the REST API of OpenMES (/api/v1).',
  options: {
    'api-key': { help: 'API key for /erp, with every scope', default: 'omk_demo_0123456789abcdef' },
    'user-token': {
      help: 'token of the user hub for all other endpoints',
      default: '1|demo-openmes-token-0123456789abcdef01234567',
    },
    password: { help: 'password of the users hub, supervisor and operator', default: 'demo-openmes-password' },
    'requests-per-minute': { help: 'answers 429 beyond; 0: no limit', default: '0' },
  },
  start: ({ port, sidePort, data, extra }) =>
    startSimulator({
      port,
      sidePort,
      data,
      createBackend: createOpenmesBackend({
        apiKey: String(extra['api-key']),
        scopes: ALL_SCOPES,
        userToken: String(extra['user-token']),
        password: String(extra.password),
        requestsPerMinute: Number(extra['requests-per-minute']),
      }),
    }),
});
