export { json } from './http.ts';
export type { Journal, JournalRow } from './journal.ts';
export { runSimulator } from './run.ts';
export { type Simulator, startSimulator } from './server.ts';
export { openStore, type Store } from './store.ts';
export type { Backend, Call, HttpAnswer, HttpRequest } from './types.ts';
