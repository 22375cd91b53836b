export * from './caller.ts';
export * from './roles.ts';
export * from './token-minter.ts';
export * from './token-verifier.ts';
