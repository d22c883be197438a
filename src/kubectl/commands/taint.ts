/** `kubectl taint`. KUBECTL-TAINT-01 to -07. Upstream: kubectl pkg/cmd/taint, v1.36. */
import type { Node, Taint } from '../../api/core';
import type { KubernetesObject } from '../../api/meta';
import { formatTaint, parseTaintSpelling, type TaintSpelling } from '../../api/taints';
import { CommandError, throwCollected, usageError } from '../command-error';
import { defineSwitch } from '../flags';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import { ALL_FLAG, fetchSelection, readSelection, SELECTOR_FLAG, type Selected } from '../resource-arguments';
import { resolveResourceType } from '../resource-types';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG, FIELD_MANAGER_FLAG, VALIDATE_FLAG } from '../write-flags';

interface TaintChanges {
  readonly add: readonly Taint[];
  readonly remove: readonly TaintSpelling[];
}

export const taint: Command = {
  name: 'taint',
  usage: 'kubectl taint nodes (NAME… | -l SELECTOR | --all) KEY=VALUE:EFFECT… KEY[:EFFECT]-… [--overwrite]',
  flags: [
    ...OUTPUT_FLAGS,
    SELECTOR_FLAG,
    ALL_FLAG,
    DRY_RUN_FLAG,
    FIELD_MANAGER_FLAG,
    VALIDATE_FLAG,
    defineSwitch('overwrite'),
  ],
  run(session) {
    const { resources, specs } = splitTaints(session.positional);
    const changes = parseTaints(specs);
    checkResources(session, resources, changes);
    // Names beside --all or a selector are not read.
    const choosesMany = session.flags.isOn('all') || session.flags.has('selector');
    const chosen = choosesMany ? resources.slice(0, 1) : resources;
    const { objects, errors } = fetchSelection(session, readSelection(session, chosen));
    const failures: unknown[] = [...errors];
    for (const node of objects) {
      try {
        taintNode(session, node, changes);
      } catch (error) {
        failures.push(error);
      }
    }
    throwCollected(failures);
  },
};

function splitTaints(words: readonly string[]): {
  readonly resources: readonly string[];
  readonly specs: readonly string[];
} {
  const resources: string[] = [];
  const specs: string[] = [];
  for (const word of words) {
    if (word.includes('=') || word.includes(':') || word.endsWith('-')) specs.push(word);
    else if (specs.length > 0) throw new CommandError(`all resources must be specified before taint changes: ${word}`);
    else resources.push(word);
  }
  if (resources.length === 0) throw new CommandError('one or more resources must be specified as <resource> <name>');
  if (specs.length === 0) throw new CommandError('at least one taint update is required');
  return { resources, specs };
}

/** KUBECTL-TAINT-05. */
function parseTaints(specs: readonly string[]): TaintChanges {
  const add: Taint[] = [];
  const remove: TaintSpelling[] = [];
  const seen = new Set<string>();
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      remove.push(parseSpelling(spec.slice(0, -1)));
      continue;
    }
    const { key, value, effect } = parseSpelling(spec);
    if (effect === undefined) throw usageError('taint', `invalid taint spec: ${spec}`);
    const identity = `${key}:${effect}`;
    if (seen.has(identity)) {
      throw usageError(
        'taint',
        `duplicated taints with the same key and effect: {${key} ${value ?? ''} ${effect} <nil>}`,
      );
    }
    seen.add(identity);
    add.push(value === undefined ? { key, effect } : { key, value, effect });
  }
  return { add, remove };
}

function parseSpelling(text: string): TaintSpelling {
  try {
    return parseTaintSpelling(text);
  } catch (error) {
    throw usageError('taint', (error as Error).message);
  }
}

/** KUBECTL-TAINT-06. */
function checkResources({ flags }: Session, resources: readonly string[], changes: TaintChanges): void {
  const type = (resources[0] as string).toLowerCase();
  if (resolveResourceType(type).resource !== 'nodes') {
    throw new CommandError(`invalid resource type ${type}, only node types are supported`);
  }
  const conflicts = changes.add.filter((added) =>
    changes.remove.some((removed) => removed.key === added.key && (removed.effect ?? added.effect) === added.effect),
  );
  if (conflicts.length > 0) {
    const names = conflicts.map(({ key, effect }) => `${key}=${effect}`).join(',');
    throw new CommandError(`can not both modify and remove the following taint(s) in the same command: ${names}`);
  }
  if (flags.isOn('all') && flags.has('selector')) {
    throw new CommandError("setting 'all' parameter with a non empty selector is prohibited");
  }
  if (!flags.isOn('all') && !flags.has('selector') && resources.length < 2) {
    throw new CommandError("at least one resource name must be specified since 'all' parameter is not set");
  }
}

/** KUBECTL-TAINT-03, KUBECTL-TAINT-07. */
function taintNode(session: Session, selected: Selected, changes: TaintChanges): void {
  const current = (selected.object as Node).spec.taints ?? [];
  const isOverwriting = session.flags.isOn('overwrite');
  const taken = changes.add.filter((added) => current.some((old) => isSame(old, added))).map(({ key }) => key);
  if (taken.length > 0 && !isOverwriting) {
    throw new CommandError(
      `node ${selected.name} already has ${taken.join(',')} taint(s) with same effect(s) and --overwrite is false`,
    );
  }
  const { taints, operation } = reorganizeTaints(current, changes, isOverwriting);
  const node = selected.object as Node;
  let object: KubernetesObject = { ...node, spec: { ...node.spec, taints } } as Node;
  if (session.dryRun !== 'client') {
    const patch = { spec: { taints: taints.length > 0 ? taints : null } };
    object = session.call((client) =>
      client.patch('nodes', '', selected.name, patch, {
        ...session.writeOptions('kubectl-taint'),
        type: 'strategic',
        fieldValidation: 'Strict',
      }),
    );
  }
  printResult(session, selected.definition, object, operation);
}

function isSame(left: { readonly key: string; readonly effect?: string }, right: TaintSpelling): boolean {
  return left.key === right.key && left.effect === right.effect;
}

/** The new list and the word for what happened. Upstream: kubectl pkg/cmd/taint/utils.go, reorganizeTaints, v1.36. */
function reorganizeTaints(
  current: readonly Taint[],
  changes: TaintChanges,
  isOverwriting: boolean,
): { readonly taints: readonly Taint[]; readonly operation: string } {
  let taints: readonly Taint[] = [
    ...changes.add,
    ...current.filter((old) => !changes.add.some((added) => isSame(old, added))),
  ];
  const hasAdded = taints.length !== current.length;
  const problems: CommandError[] = [];
  let hasRemoved = false;
  for (const removed of changes.remove) {
    const kept = taints.filter((old) => (removed.effect ? !isSame(old, removed) : old.key !== removed.key));
    hasRemoved = kept.length < taints.length;
    taints = kept;
    if (!hasRemoved) {
      const { key, effect } = removed;
      problems.push(new CommandError(`taint "${formatTaint(effect ? { key, effect } : { key })}" not found`));
    }
  }
  throwCollected(problems);
  if ((hasAdded && hasRemoved) || isOverwriting) return { taints, operation: 'modified' };
  return { taints, operation: hasAdded ? 'tainted' : 'untainted' };
}
