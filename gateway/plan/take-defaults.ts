import { type GraphQLSchema, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';

/**
 * Takes default values and reasons for deprecation from the supergraph: the planner's view of the schema writes other
 * characters for the escapes in their strings.
 */
export function takeDefaults(api: GraphQLSchema, supergraph: GraphQLSchema): void {
  for (const type of Object.values(api.getTypeMap())) {
    const full = supergraph.getType(type.name);
    if (isInputObjectType(type) && isInputObjectType(full)) {
      takeValues(Object.values(type.getFields()), Object.values(full.getFields()));
    }
    if (!(isObjectType(type) || isInterfaceType(type)) || !(isObjectType(full) || isInterfaceType(full))) continue;
    for (const field of Object.values(type.getFields())) {
      const known = full.getFields()[field.name];
      if (!known) continue;
      field.deprecationReason = known.deprecationReason;
      takeValues(field.args, known.args);
    }
  }
}

interface InputValue {
  readonly name: string;
  defaultValue?: unknown;
  deprecationReason?: string | null | undefined;
}

function takeValues(to: readonly InputValue[], from: readonly InputValue[]): void {
  for (const value of to) {
    const known = from.find(({ name }) => name === value.name);
    if (!known) continue;
    value.defaultValue = known.defaultValue;
    value.deprecationReason = known.deprecationReason;
  }
}
