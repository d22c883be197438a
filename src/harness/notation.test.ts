import { describe, it } from 'node:test';
import { expect } from 'expect';
import {
  formatDuration,
  parseDuration,
  parseLabels,
  parseNodeAffinity,
  parseRequests,
  parseTaint,
  parseTaintKey,
  parseToleration,
  splitCommandLine,
} from './notation';

describe('taints', () => {
  it('are written as kubectl writes them', () => {
    expect(parseTaint('dedicated=db:NoSchedule')).toEqual({ key: 'dedicated', value: 'db', effect: 'NoSchedule' });
    expect(parseTaint('maintenance:NoExecute')).toEqual({ key: 'maintenance', effect: 'NoExecute' });
    expect(parseTaint('example.com/a=:NoSchedule')).toEqual({ key: 'example.com/a', value: '', effect: 'NoSchedule' });
  });

  it('go by key, or by key and effect', () => {
    expect(parseTaintKey('maintenance')).toEqual({ key: 'maintenance' });
    expect(parseTaintKey('maintenance=now:NoExecute')).toEqual({ key: 'maintenance', effect: 'NoExecute' });
  });
});

describe('tolerations', () => {
  it('with a value tolerate that value, without one any', () => {
    expect(parseToleration('a=b:NoSchedule')).toEqual({
      key: 'a',
      operator: 'Equal',
      value: 'b',
      effect: 'NoSchedule',
    });
    expect(parseToleration('a:NoExecute')).toEqual({ key: 'a', operator: 'Exists', effect: 'NoExecute' });
    expect(parseToleration('a')).toEqual({ key: 'a', operator: 'Exists' });
    expect(parseToleration('everything')).toEqual({ operator: 'Exists' });
  });

  it('may last a while', () => {
    const expected = { key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30 };
    expect(parseToleration('a:NoExecute for 30s')).toEqual(expected);
  });
});

it('durations are read and written alike', () => {
  expect(parseDuration('30s')).toBe(30_000);
  expect(parseDuration('1h30m')).toBe(5_400_000);
  expect(parseDuration('10 seconds')).toBe(10_000);
  expect(parseDuration('500ms')).toBe(500);
  expect(parseDuration('2 minutes')).toBe(120_000);
  expect(() => parseDuration('5 days')).toThrow('is not a duration');
  expect(formatDuration(0)).toBe('0ms');
  expect(formatDuration(90_500)).toBe('1m30.5s');
  expect(formatDuration(3_600_000)).toBe('1h');
});

it('a label without a value is refused with the spelling to use', () => {
  expect(parseLabels('a=b, gpu=')).toEqual({ a: 'b', gpu: '' });
  expect(() => parseLabels('a=b, gpu')).toThrow('write gpu= for an empty one');
});

it('a node affinity is written as a label selector', () => {
  expect(parseNodeAffinity('zone in (a, b), disktype=ssd, !gpu, cores > 4, spot')).toEqual([
    {
      matchExpressions: [
        { key: 'zone', operator: 'In', values: ['a', 'b'] },
        { key: 'disktype', operator: 'In', values: ['ssd'] },
        { key: 'gpu', operator: 'DoesNotExist' },
        { key: 'cores', operator: 'Gt', values: ['4'] },
        { key: 'spot', operator: 'Exists' },
      ],
    },
  ]);
  expect(parseNodeAffinity('zone notin (a) or disktype!=ssd')).toEqual([
    { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
    { matchExpressions: [{ key: 'disktype', operator: 'NotIn', values: ['ssd'] }] },
  ]);
  expect(() => parseNodeAffinity('zone in a')).toThrow('is not a node affinity');
});

it('requests come in any order', () => {
  expect(parseRequests('2 cpu and 1Gi memory and host port 9100')).toEqual({ cpu: '2', memory: '1Gi', hostPort: 9100 });
});

it('a command line is split as a shell splits it', () => {
  expect(splitCommandLine(`kubectl patch ds a -p '{"a": 1}' --x="b c" d\\ e ''`)).toEqual([
    'kubectl',
    'patch',
    'ds',
    'a',
    '-p',
    '{"a": 1}',
    '--x=b c',
    'd e',
    '',
  ]);
});
