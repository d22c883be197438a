import { describe, test } from 'node:test';
import { expect } from 'expect';
import { snapToScenario } from './scenario-line';

const FEATURE = `Feature: f
  Background:
    Given a
  Scenario: one
    Given b
      | x |
      | 1 |
  Scenario Outline: two <n>
    Given <n>

    Examples:
      | n |
      | 1 |
      # a remark
      | 2 |
`;

describe('the scenario that a line belongs to', () => {
  test('is the one whose title stands above a step or the table of a step', () => {
    expect([4, 5, 7].map((line) => snapToScenario(FEATURE, line))).toEqual([4, 4, 4]);
  });

  test('is the single example for a row of examples, and the outline for anything else in it', () => {
    expect([13, 15].map((line) => snapToScenario(FEATURE, line))).toEqual([13, 15]);
    expect([8, 9, 11, 12].map((line) => snapToScenario(FEATURE, line))).toEqual([8, 8, 8, 8]);
  });

  test('is nothing outside of any scenario, and then the line stays as it was', () => {
    expect([1, 3].map((line) => snapToScenario(FEATURE, line))).toEqual([1, 3]);
  });
});
