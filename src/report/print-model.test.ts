import test from 'node:test';
import { expect } from 'expect';
import { collectFrom, collectReport } from './collect';
import { MessageIndex } from './message-index';
import { printModel } from './print-model';
import { runSample, sampleRollout } from './report-samples';
import { timelineOf } from './timeline';
import { keepTimeline, parseTimeline, TimelineText } from './timeline-text';

const FEATURES = [
  {
    uri: 'features/a.feature',
    source: `Feature: F
  Scenario: loose
    Given x "<b>"
  Rule: R
    Scenario Outline: <n> nodes
      Given <n> nodes
      Examples:
        | n |
        | 1 |
        | 2 |
`,
  },
  { uri: 'features/empty.feature', source: 'Feature: nothing in it\n' },
];

const TIMELINE = timelineOf(sampleRollout(2));

function collect(timeline: unknown) {
  const index = new MessageIndex();
  const messages = runSample(FEATURES, { timeline });
  for (const message of messages) index.add(message);
  return { parsed: collectReport(messages), kept: collectFrom(index, [], { readTimeline: keepTimeline }) };
}

test('a report with timelines kept as text is printed as one with parsed timelines', () => {
  const { parsed, kept } = collect(TIMELINE);
  expect(kept.features[0]?.rules[0]?.scenarios[0]?.examples[0]?.timeline).toBeInstanceOf(TimelineText);
  expect(printModel(kept)).toBe(JSON.stringify(parsed));
  expect(printModel(parsed)).toBe(JSON.stringify(parsed));
  expect(JSON.stringify(kept)).toBe(JSON.stringify(parsed));
});

test('a report without a timeline, and one without features, are printed too', () => {
  const { parsed, kept } = collect(undefined);
  expect(printModel(kept)).toBe(JSON.stringify(parsed));
  const nothing = collectReport([]);
  expect(printModel(nothing)).toBe(JSON.stringify(nothing));
});

test('a timeline that is kept knows when it ended', () => {
  expect(keepTimeline(JSON.stringify(TIMELINE))?.endMs).toBe(TIMELINE.endMs);
});

test('a timeline written by other hands is parsed, and left out when it is of another version', () => {
  expect(keepTimeline(JSON.stringify(TIMELINE, null, 2))).toEqual(TIMELINE);
  expect(keepTimeline('{"endMs":1,"version":2}')).toBeUndefined();
  expect(parseTimeline('{"version":2,"endMs":1}')).toBeUndefined();
  expect(() => keepTimeline('{"version":1')).toThrow(SyntaxError);
});
