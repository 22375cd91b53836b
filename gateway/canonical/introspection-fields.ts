/** Fields at the root of a query that the schema itself answers. */
export const isSchemaField = (name: string): boolean => name === '__schema' || name === '__type';
