import { describe, it } from 'node:test';
import { expect } from 'expect';
import { defineFlag, defineSwitch, parseArguments, parseGoDuration } from './flags';

const FLAGS = [
  defineSwitch('all'),
  defineSwitch('recursive', 'R'),
  defineFlag('output', 'text', 'o'),
  defineFlag('replicas', 'integer'),
  defineFlag('timeout', 'duration'),
  defineFlag('cascade', 'text', undefined, 'background'),
];

const parse = (...words: string[]) => parseArguments(words, FLAGS, 'get');

describe('flags', () => {
  it('may stand anywhere and be written in every spelling', () => {
    const { flags, positional } = parse('ds', '-o', 'wide', '--all', 'web', '-n=prod', '--replicas', '3', '-Roname');
    expect(positional).toEqual(['ds', 'web']);
    expect(flags.text('output')).toBe('name');
    expect(flags.isOn('all')).toBe(true);
    expect(flags.text('namespace')).toBe('prod');
    expect(flags.integer('replicas', 0)).toBe(3);
    expect(flags.isOn('recursive')).toBe(true);
  });

  it('end at a double dash', () => {
    expect(parse('--', '--all').positional).toEqual(['--all']);
  });

  it('with a value of their own never take the next word', () => {
    const { flags, positional } = parse('--cascade', 'orphan');
    expect([flags.text('cascade'), positional]).toEqual(['background', ['orphan']]);
  });

  it('that are wrong are refused in the words of pflag', () => {
    const usage = "\nSee 'kubectl get --help' for usage.";
    expect(() => parse('--nope')).toThrow(`unknown flag: --nope${usage}`);
    expect(() => parse('-x')).toThrow(`unknown shorthand flag: 'x' in -x${usage}`);
    expect(() => parse('--output')).toThrow(`flag needs an argument: --output${usage}`);
    expect(() => parse('-o')).toThrow(`flag needs an argument: 'o' in -o${usage}`);
    expect(() => parse('--replicas=x')).toThrow(
      `invalid argument "x" for "--replicas" flag: strconv.ParseInt: parsing "x": invalid syntax${usage}`,
    );
    expect(() => parse('--all=perhaps')).toThrow('strconv.ParseBool: parsing "perhaps": invalid syntax');
    expect(() => parse('--timeout=3')).toThrow('time: missing unit in duration "3"');
  });
});

describe('a Go duration', () => {
  it('is read in all its units', () => {
    expect(parseGoDuration('1h2m3.5s')).toBe(3_723_500);
    expect(parseGoDuration('-1m')).toBe(-60_000);
    expect(parseGoDuration('0')).toBe(0);
    expect(parseGoDuration('5')).toBeUndefined();
    expect(parseGoDuration('')).toBeUndefined();
  });
});
