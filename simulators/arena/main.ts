import { runSimulator, startSimulator } from '../kit/index.ts';
import { createArenaBackend } from './backend.ts';

await runSimulator({
  kind: 'arena',
  about: 'A simulated PLM and QMS that speaks the REST API of Arena (/v1).',
  options: {
    email: { help: 'who may log in, separated by commas', default: 'hub@demo.example,engineer@demo.example' },
    password: { help: 'with which password', default: 'demo-arena-password' },
    'workspace-id': { help: 'the workspace', default: '1' },
    'requests-per-day': { help: 'answers 429 beyond; 0: no limit', default: '0' },
    'first-number': { help: 'where numbers of changes and quality processes start', default: '101' },
  },
  start: ({ port, sidePort, data, extra }) =>
    startSimulator({
      port,
      sidePort,
      data,
      createBackend: createArenaBackend({
        email: String(extra.email),
        password: String(extra.password),
        workspaceId: Number(extra['workspace-id']),
        requestsPerDay: Number(extra['requests-per-day']),
        firstNumber: Number(extra['first-number']),
        idleMs: 90 * 60_000,
      }),
    }),
});
