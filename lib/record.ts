/**
 * Objects without a prototype, for what is keyed by names from outside: nothing is inherited, and `__proto__` is a key
 * like any other. Made by a constructor, they are as fast as others; `Object.create(null)` makes dictionaries.
 */
const EmptyRecord = function EmptyRecord() {} as unknown as new () => Record<string, unknown>;
EmptyRecord.prototype = Object.freeze(Object.create(null));

export const emptyRecord = (): Record<string, unknown> => new EmptyRecord();
