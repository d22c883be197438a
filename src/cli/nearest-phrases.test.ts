import { test } from 'node:test';
import { expect } from 'expect';
import { findNearestPhrases } from './nearest-phrases';

const PHRASES = [
  '{node} is cordoned',
  '{node} is uncordoned',
  '{workload} rolls out image {image}',
  '{workload} rolls out image {image} with maxSurge {intOrPercent}',
  '{workload} runs on exactly {nodes}',
  'a cluster of {int} node(s)',
  'the pod of {workload} on {node} is deleted',
];

test('a misspelt word finds the phrase it was meant to be', () => {
  expect(findNearestPhrases('node3 is cordond', PHRASES)[0]).toBe('{node} is cordoned');
  expect(findNearestPhrases('"agent" runs on exacty node1', PHRASES)[0]).toBe('{workload} runs on exactly {nodes}');
});

test('a missing or an added word does, too', () => {
  expect(findNearestPhrases('"agent" rolls out the image "agent:v2"', PHRASES)[0]).toBe(
    '{workload} rolls out image {image}',
  );
  expect(findNearestPhrases('cluster of 3 nodes', PHRASES)[0]).toBe('a cluster of {int} node(s)');
});

test('a sentence of another kind finds nothing', () => {
  expect(findNearestPhrases('I log in as an administrator', PHRASES)).toEqual([]);
});
