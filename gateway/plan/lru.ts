export { LruMap } from '../../lib/lru.ts';
