import type { AnyCommandDefinition, CommandDefinition } from './types.ts';

/** A definition whose input is what its own `parse` or its cause has made of it. */
export type RegisteredCommand = CommandDefinition<unknown, unknown>;

export interface CommandRegistry {
  find(type: string): RegisteredCommand | undefined;
  /** Throws for a type that is not registered. */
  get(type: string): RegisteredCommand;
  readonly types: readonly string[];
}

export function createRegistry(definitions: readonly AnyCommandDefinition[]): CommandRegistry {
  const byType = new Map<string, RegisteredCommand>();
  for (const definition of definitions) {
    if (byType.has(definition.type)) throw new Error(`Two commands are called ${definition.type}`);
    // input and facts only ever come from the definition itself
    byType.set(definition.type, definition as unknown as RegisteredCommand);
  }
  return {
    find: (type) => byType.get(type),
    get: (type) => {
      const definition = byType.get(type);
      if (!definition) throw new Error(`There is no command ${type}`);
      return definition;
    },
    types: [...byType.keys()],
  };
}
