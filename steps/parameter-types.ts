/** The words in braces: how each is written in a feature and what a step receives. */
import { defineParameterType } from '@cucumber/cucumber';
import { BEHAVIOUR_EXAMPLES, BEHAVIOUR_PATTERN, DURATION, PROBES, parseBehaviour } from '../src/harness/behaviours';
import { CONTROLLER_CALLS, parseCalls, WATCHED_CHANGES } from '../src/harness/faults';
import {
  parseDuration,
  parseIntOrPercent,
  parseLabel,
  parseNodeNames,
  parseRequests,
  parseTaint,
  parseTaintKey,
  unquote,
} from '../src/harness/notation';
import { parseWorkload } from '../src/harness/workload';

/** A set of nodes; `every` stands for all that the cluster has. */
export type NodeSet = { readonly every: true } | { readonly every: false; readonly names: readonly string[] };

/** A label as a step receives it. */
export type Label = ReturnType<typeof parseLabel>;

export interface ParameterType {
  readonly name: string;
  readonly regexp: RegExp;
  readonly transformer: (text: string) => unknown;
  /** How it is written, for the reference. */
  readonly written: string;
  readonly meaning: string;
}

const NAME = '(?:"[^"]+"|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)';
const WORD = /"[^"]+"|[^\s"]+/;
const CALL_NAMES = Object.keys(CONTROLLER_CALLS).join('|');
const REQUEST = '(?:\\S+ (?:cpu|memory)|host port \\d+)';

function parseNodes(text: string): NodeSet {
  if (text === 'every node') return { every: true };
  return { every: false, names: text === 'no node' ? [] : parseNodeNames(text) };
}

export const PARAMETER_TYPES: readonly ParameterType[] = [
  {
    name: 'node',
    regexp: new RegExp(NAME),
    transformer: unquote,
    written: '`node3`, `worker-1`, `"ip-10-0-0-1.ec2.internal"`',
    meaning: 'the name of a node; quotes only where the bare word would not do',
  },
  {
    name: 'nodes',
    regexp: new RegExp(`every node|no node|${NAME}(?:(?:, | and |, and )${NAME})*`),
    transformer: parseNodes,
    written: '`node1, node2 and node3`, `every node`, `no node`',
    meaning: 'a set of nodes; the order has no meaning',
  },
  {
    name: 'workload',
    regexp: /(?:DaemonSet )?"[^"]+"/,
    transformer: (text) => parseWorkload(unquote(text.replace('DaemonSet ', ''))),
    written: '`"node-agent"`, `DaemonSet "kube-system/fluentd"`',
    meaning: 'a DaemonSet; its namespace is `default` unless written',
  },
  {
    name: 'taint',
    regexp: WORD,
    transformer: (text) => parseTaint(unquote(text)),
    written: '`dedicated=db:NoSchedule`, `maintenance:NoExecute`',
    meaning: 'a taint, as kubectl writes it',
  },
  {
    name: 'taintKey',
    regexp: WORD,
    transformer: (text) => parseTaintKey(unquote(text)),
    written: '`maintenance`, `maintenance:NoExecute`',
    meaning: 'the key of a taint, with an effect where only that one is meant',
  },
  {
    name: 'label',
    regexp: WORD,
    transformer: (text) => parseLabel(unquote(text)),
    written: '`disktype=ssd`, `gpu=`',
    meaning: 'a label, as kubectl writes it',
  },
  {
    name: 'labelKey',
    regexp: WORD,
    transformer: unquote,
    written: '`disktype`',
    meaning: 'the key of a label',
  },
  {
    name: 'image',
    regexp: /"[^"]*"/,
    transformer: unquote,
    written: '`"agent:v2"`',
    meaning: 'a container image',
  },
  {
    name: 'duration',
    regexp: new RegExp(DURATION),
    transformer: parseDuration,
    written: '`30s`, `5m`, `1h30m`, `10 seconds`',
    meaning: 'a stretch of time, virtual in the simulated world',
  },
  {
    name: 'intOrPercent',
    regexp: /-?\d+%?/,
    transformer: parseIntOrPercent,
    written: '`1`, `25%`',
    meaning: 'a number of pods or a percentage, as in the API',
  },
  {
    name: 'behaviour',
    regexp: new RegExp(BEHAVIOUR_PATTERN),
    transformer: parseBehaviour,
    written: `\`${BEHAVIOUR_EXAMPLES.join('`, `')}\``,
    meaning: 'what a pod does on its node',
  },
  {
    name: 'probe',
    regexp: new RegExp(PROBES.join('|')),
    transformer: (text) => text,
    written: `\`${PROBES.join('`, `')}\``,
    meaning: 'one of the probes of a container',
  },
  {
    name: 'calls',
    regexp: new RegExp(`(?:\\d+ )?(?:${CALL_NAMES})s?`),
    transformer: parseCalls,
    written: `\`${Object.keys(CONTROLLER_CALLS).join('`, `')}\`, \`2 pod creations\``,
    meaning: 'requests of the DaemonSet controller, one unless a number is written',
  },
  {
    name: 'changes',
    regexp: new RegExp(Object.keys(WATCHED_CHANGES).join('|')),
    transformer: (text) => WATCHED_CHANGES[text],
    written: `\`${Object.keys(WATCHED_CHANGES).join('`, `')}\``,
    meaning: 'what the controllers learn through one watch',
  },
  {
    name: 'requests',
    regexp: new RegExp(`${REQUEST}(?: and ${REQUEST})*`),
    transformer: parseRequests,
    written: '`2 cpu and 1Gi memory and host port 9100`',
    meaning: 'what a pod takes of its node',
  },
];

/** Registers every parameter type with the Cucumber that is running. */
export function registerParameterTypes(): void {
  for (const { name, regexp, transformer } of PARAMETER_TYPES) {
    defineParameterType({ name, regexp, transformer, useForSnippets: false });
  }
}
