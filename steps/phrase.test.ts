import { describe, it } from 'node:test';
import { CucumberExpression, ParameterType, ParameterTypeRegistry } from '@cucumber/cucumber-expressions';
import { expect } from 'expect';
import type { PodBehaviour } from '../src/api/pod-behaviour';
import { PARAMETER_TYPES, phrases } from './catalogue';

function compile() {
  const registry = new ParameterTypeRegistry();
  for (const { name, regexp, transformer } of PARAMETER_TYPES) {
    registry.defineParameterType(new ParameterType(name, regexp, null, transformer, false, false));
  }
  return phrases().map((phrase) => ({ phrase, expression: new CucumberExpression(phrase.expression, registry) }));
}

const COMPILED = compile();
const firstLine = (example: string) => example.split('\n')[0] as string;
const matching = (text: string) =>
  COMPILED.filter(({ expression }) => expression.match(text)).map(({ phrase }) => phrase.expression);

describe('every phrase', () => {
  for (const { phrase } of COMPILED) {
    it(`its example is matched by it alone: ${phrase.expression}`, () => {
      expect(matching(firstLine(phrase.example))).toEqual([phrase.expression]);
      expect(phrase.meaning).toMatch(/\.$/);
      expect(phrase.file).toMatch(/^\w+\.steps\.ts$/);
    });
  }

  it('has its table or text in the example exactly when it ends with a colon', () => {
    for (const { phrase } of COMPILED) {
      expect([phrase.expression, phrase.example.includes('\n')]).toEqual([
        phrase.expression,
        phrase.expression.endsWith(':'),
      ]);
    }
  });
});

describe('words in braces', () => {
  const read = (text: string) =>
    COMPILED.map(({ expression }) => expression.match(text))
      .find((match) => match)
      ?.map((argument) => argument.getValue(null));

  it('a node may be bare or quoted', () => {
    expect(read('node-3 is cordoned')).toEqual(['node-3']);
    expect(read('"ip-10-0-0-1.ec2.internal" is cordoned')).toEqual(['ip-10-0-0-1.ec2.internal']);
    expect(read('ip-10-0-0-1.ec2.internal is cordoned')).toEqual(['ip-10-0-0-1.ec2.internal']);
  });

  it('a set of nodes is written as people write lists', () => {
    const exactly = (text: string) => read(`"a" runs on exactly ${text}`)?.[1];
    expect(exactly('node1')).toEqual({ every: false, names: ['node1'] });
    expect(exactly('node1, node2 and node3')).toEqual({ every: false, names: ['node1', 'node2', 'node3'] });
    expect(exactly('node1, node2, and "node3"')).toEqual({ every: false, names: ['node1', 'node2', 'node3'] });
    expect(exactly('worker-1, worker-3')).toEqual({ every: false, names: ['worker-1', 'worker-3'] });
    expect(exactly('no node')).toEqual({ every: false, names: [] });
    expect(exactly('every node')).toEqual({ every: true });
  });

  it('a DaemonSet is in namespace default unless written', () => {
    expect(read('"node-agent" is restarted')).toEqual([{ namespace: 'default', name: 'node-agent' }]);
    expect(read('DaemonSet "kube-system/fluentd" is restarted')).toEqual([
      { namespace: 'kube-system', name: 'fluentd' },
    ]);
  });

  it('a taint may be quoted, as in outlines', () => {
    const taint = { key: 'maintenance', value: 'true', effect: 'NoExecute' };
    expect(read('worker-2 receives the taint "maintenance=true:NoExecute"')).toEqual(['worker-2', taint]);
    expect(read('worker-2 receives taint maintenance=true:NoExecute')).toEqual(['worker-2', taint]);
  });

  it('a misspelt effect names the nearest one', () => {
    expect(() => read('node1 has taint a=b:NoSchedul')).toThrow('Did you mean "NoSchedule"?');
  });

  it('an image may behave in every way that the vocabulary names', () => {
    const behaviour = (text: string) => (read(`image "agent:v2" ${text}`)?.[1] as PodBehaviour | undefined)?.name;
    expect(behaviour('never becomes ready')).toBe('never becomes ready');
    expect(behaviour('crashes')).toBe('crashes');
    expect(behaviour('cannot be pulled')).toBe('cannot be pulled');
    expect(behaviour('becomes ready after 1m30s')).toBe('becomes ready after 90s');
    expect(read('image "agent:v2" becomes ready after 10 seconds on node3')?.[2]).toBe('node3');
  });
});
