import { type ArgumentNode, type DocumentNode, GraphQLError, Kind, type ValueNode, visit } from 'graphql';

/** U+0000, or half of a surrogate pair: no database holds them, and no JSON of a back end carries them unchanged. */
const UNSTORABLE = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

const ofDocuments = new WeakMap<DocumentNode, readonly GraphQLError[]>();

/**
 * Texts that no system can hold, in literals and in variables: each is an error that names where it stands. Let through,
 * such a text goes as far as a database, which fails with an error of its own, or it is changed on the way.
 */
export function checkTexts(
  document: DocumentNode,
  variables: Readonly<Record<string, unknown>>,
): readonly GraphQLError[] {
  const known = ofDocuments.get(document);
  const ofLiterals = known ?? literals(document);
  if (!known) ofDocuments.set(document, ofLiterals);
  const ofVariables: GraphQLError[] = [];
  for (const [name, value] of Object.entries(variables)) ofVariables.push(...inValue(value, `$${name}`));
  return ofVariables.length === 0 ? ofLiterals : [...ofLiterals, ...ofVariables];
}

function literals(document: DocumentNode): readonly GraphQLError[] {
  const errors: GraphQLError[] = [];
  visit(document, {
    Argument(node) {
      errors.push(...inLiteral(node.value, node.name.value, node));
      return false;
    },
    VariableDefinition({ variable, defaultValue }) {
      if (defaultValue) errors.push(...inLiteral(defaultValue, `$${variable.name.value}`));
    },
  });
  return errors;
}

function inLiteral(node: ValueNode, place: string, argument?: ArgumentNode): GraphQLError[] {
  if (node.kind === Kind.STRING) return UNSTORABLE.test(node.value) ? [refused(place, argument)] : [];
  if (node.kind === Kind.LIST) {
    return node.values.flatMap((value, index) => inLiteral(value, `${place}.${index}`, argument));
  }
  if (node.kind !== Kind.OBJECT) return [];
  return node.fields.flatMap((field) => inLiteral(field.value, `${place}.${field.name.value}`, argument));
}

/** Deeper than any input of the graph, and than what a JSON scalar may reasonably hold. */
const DEEPEST = 64;

/** A JSON scalar may hold anything, in its keys too. */
function inValue(value: unknown, place: string, depth = 0): GraphQLError[] {
  if (typeof value === 'string') return UNSTORABLE.test(value) ? [refused(place)] : [];
  if (value === null || typeof value !== 'object') return [];
  if (depth >= DEEPEST) return [tooDeep(place)];
  return Object.entries(value).flatMap(([key, entry]) =>
    UNSTORABLE.test(key) ? [refused(place)] : inValue(entry, `${place}.${key}`, depth + 1),
  );
}

const tooDeep = (place: string): GraphQLError =>
  new GraphQLError(`${place.split('.')[0]} is nested more than ${DEEPEST} levels deep`, {
    extensions: { code: 'BAD_USER_INPUT', isRetryable: false },
  });

const refused = (place: string, node?: ArgumentNode): GraphQLError =>
  new GraphQLError(`${place} holds a character that no system can keep: U+0000, or half of a surrogate pair`, {
    ...(node ? { nodes: node } : {}),
    extensions: { code: 'BAD_USER_INPUT', isRetryable: false },
  });
