import { describe, test } from 'node:test';
import type { CoordinatorContext, IFilterablePickle } from '@cucumber/cucumber/api';
import { AstBuilder, compile, GherkinClassicTokenMatcher, Parser } from '@cucumber/gherkin';
import { IdGenerator } from '@cucumber/messages';
import { expect } from 'expect';
import { coordinator } from './lean-documents';

const TEXT = `@agents
Feature: Agents
  # every node has one
  Background:
    Given a cluster of 3 nodes

  Scenario: first
    Then nothing happens

  Rule: Taints keep agents away
    Background:
      Given node1 is cordoned

    Scenario: second
      Then nothing happens

    Scenario Outline: <size> nodes
      Then there are <size>

      Examples:
        | size |
        | 4    |
        | 5    |

      Examples: many
        | size |
        | 400  |
`;

function readPickles(uri: string) {
  const newId = IdGenerator.incrementing();
  const document = new Parser(new AstBuilder(newId), new GherkinClassicTokenMatcher()).parse(TEXT);
  const gherkinDocument = { ...document, uri };
  return compile(gherkinDocument, uri, newId).map((pickle) => ({ pickle, gherkinDocument, location: { line: 1 } }));
}

type Transformer = (pickles: IFilterablePickle[]) => IFilterablePickle[];

function leaveOutNeighbours(pickles: IFilterablePickle[]): IFilterablePickle[] {
  let given: Transformer | undefined;
  const transform = (event: string, transformer: Transformer) => {
    expect(event).toBe('pickles:order');
    given = transformer;
  };
  coordinator({ transform } as unknown as CoordinatorContext<unknown>);
  return (given as unknown as Transformer)(pickles);
}

const pickles = readPickles('a.feature');
const lean = leaveOutNeighbours(pickles);

describe('what a worker is sent with a scenario', () => {
  test('the order and the pickles stay', () => {
    expect(lean.map(({ pickle }) => pickle)).toEqual(pickles.map(({ pickle }) => pickle));
  });

  test('its document gives the same scenario, and only that one', () => {
    for (const { pickle, gherkinDocument } of lean) {
      const [alone, ...more] = compile(gherkinDocument, 'a.feature', IdGenerator.uuid());
      expect(more).toEqual([]);
      const withoutIds = ({ name, astNodeIds, tags, steps }: typeof pickle) => ({
        ...{ name, astNodeIds, tags },
        steps: steps.map(({ text, astNodeIds }) => ({ text, astNodeIds })),
      });
      expect(withoutIds(alone as typeof pickle)).toEqual(withoutIds(pickle));
    }
  });

  test('two features with the same ids are not mixed up', () => {
    const both = leaveOutNeighbours([...pickles, ...readPickles('b.feature')]);
    expect(both.map(({ gherkinDocument }) => gherkinDocument.uri)).toEqual(
      ['a.feature', 'b.feature'].flatMap((uri) => pickles.map(() => uri)),
    );
  });
});
