import { describe, expect, it } from 'vitest';
import { chainState, odooStates, odooStatesOfSomePart, operationState } from './order-state.ts';

describe('a chain of backorders', () => {
  it.each([
    [['draft'], 'FORECAST'],
    [['confirmed'], 'RELEASED'],
    [['progress'], 'RUNNING'],
    [['to_close'], 'RUNNING'],
    [['done'], 'COMPLETED'],
    [['cancel'], 'CANCELLED'],
    [['done', 'confirmed'], 'RUNNING'],
    [['done', 'done', 'progress'], 'RUNNING'],
    [['confirmed', 'confirmed'], 'RELEASED'],
    [['done', 'cancel'], 'COMPLETED'],
    [['cancel', 'confirmed'], 'RELEASED'],
    [['cancel', 'cancel'], 'CANCELLED'],
  ] as const)('%j is %s', (states, expected) => expect(chainState(states)).toBe(expected));

  it('is searched by the states that its parts may have', () => {
    expect(odooStates(['RUNNING'])).toEqual(['progress', 'to_close']);
    expect(odooStates(['WAITING', 'HELD'])).toEqual([]);
    expect(odooStatesOfSomePart(['RUNNING']).toSorted()).toEqual(['confirmed', 'draft', 'progress', 'to_close']);
    expect(odooStatesOfSomePart(['COMPLETED'])).toEqual(['done']);
  });
});

describe('an operation over a chain', () => {
  it.each([
    [['pending'], 'WAITING'],
    [['waiting'], 'WAITING'],
    [['blocked'], 'WAITING'],
    [['ready'], 'READY'],
    [['progress'], 'RUNNING'],
    [['done', 'ready'], 'RUNNING'],
    [['done', 'done'], 'COMPLETED'],
    [['done', 'cancel'], 'COMPLETED'],
    [['cancel'], 'CANCELLED'],
  ] as const)('%j is %s', (states, expected) => expect(operationState(states)).toBe(expected));
});
