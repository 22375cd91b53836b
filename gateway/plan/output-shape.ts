import {
  type GraphQLLeafType,
  type GraphQLNamedOutputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import { type LeafCheck, leafCheck } from './leaf-values.ts';

/** An output type, taken apart once: every value of an answer is looked at by it. */
export interface OutputShape {
  readonly isNonNull: boolean;
  /** Of a list: what its items are. The other three are undefined then. */
  readonly item: OutputShape | undefined;
  readonly leaf: { readonly type: GraphQLLeafType; readonly isFine: LeafCheck } | undefined;
  readonly object: GraphQLObjectType | undefined;
  readonly abstract: GraphQLNamedOutputType | undefined;
}

export function outputShape(type: GraphQLOutputType): OutputShape {
  const known = shapes.get(type);
  if (known) return known;
  const shape = isNonNullType(type) ? { ...outputShape(type.ofType), isNonNull: true } : shapeOf(type);
  shapes.set(type, shape);
  return shape;
}

const shapes = new WeakMap<GraphQLOutputType, OutputShape>();

function shapeOf(type: GraphQLOutputType): OutputShape {
  const none = { isNonNull: false, item: undefined, leaf: undefined, object: undefined, abstract: undefined };
  if (isListType(type)) return { ...none, item: outputShape(type.ofType) };
  if (isLeafType(type)) return { ...none, leaf: { type, isFine: leafCheck(type) } };
  if (isObjectType(type)) return { ...none, object: type };
  return { ...none, abstract: type as GraphQLNamedOutputType };
}
