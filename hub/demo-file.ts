import path from 'node:path';

export const DEMO_FACTORY_FILE = path.join(import.meta.dirname, '..', 'demo', 'factory.yaml');
