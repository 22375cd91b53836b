export { type CommandLayer, type CommandLayerOptions, openCommandLayer } from './kit/command-layer.ts';
export { createKillSwitch } from './kit/kill-points.ts';
export type { Operated, Operations } from './kit/operate.ts';
export type { Submit } from './kit/submit.ts';
export type * from './kit/types.ts';
export { maySeeCommand } from './kit/visibility.ts';
