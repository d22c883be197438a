/** `kubectl set env`. KUBECTL-SET-04, -05. Upstream: kubectl pkg/cmd/set/set_env.go, v1.36. */
import type { Container, EnvVar } from '../../api/core';
import { CommandError, throwCollected, usageError } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import type { Selected } from '../resource-arguments';
import type { Command, Session } from '../session';
import { changeContainers, changeTargets, findSetTargets, podSpecOf, SET_FLAGS, selectsContainer } from './set-targets';

interface EnvChanges {
  readonly set: readonly EnvVar[];
  readonly remove: readonly string[];
}

export const setEnv: Command = {
  name: 'set env',
  usage: 'kubectl set env (TYPE NAME | TYPE/NAME) NAME=VALUE… NAME-… [-c CONTAINER] | --list',
  flags: [
    ...SET_FLAGS,
    defineSwitch('list'),
    defineSwitch('overwrite'),
    defineSwitch('resolve'),
    defineFlag('env', 'list', 'e'),
  ],
  run(session) {
    const { resources, pairs } = splitEnvironment(session);
    const targets = findSetTargets(session, resources);
    throwCollected(targets.errors);
    if (session.flags.isOn('list')) {
      for (const selected of targets.objects) listEnvironment(session, selected);
      return;
    }
    if (pairs.length === 0) {
      throw usageError('set env', 'at least one environment variable must be provided');
    }
    const changes = parsePairs(pairs);
    changeTargets(session, targets, {
      manager: 'kubectl-set',
      operation: 'env updated',
      refusal: 'failed to patch env update to pod template',
      change: (spec, selected, problems) => {
        if (!session.flags.isOn('overwrite', true)) {
          const problem = findOverwrite(session, spec.containers, changes, selected);
          if (problem) {
            problems.push(problem);
            return spec;
          }
        }
        const change = (container: Container): Container =>
          selectsContainer(session, container.name) ? changeEnvironment(container, changes) : container;
        return changeContainers(spec, change, true);
      },
    });
  },
};

function splitEnvironment(session: Session): { readonly resources: string[]; readonly pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [...session.flags.each('env')];
  for (const word of session.positional) {
    const isPair = (word.includes('=') && !word.startsWith('=')) || (word.endsWith('-') && word.length > 1);
    if (isPair) pairs.push(word);
    else if (pairs.length > 0)
      throw new CommandError(`all resources must be specified before environment changes: ${word}`);
    else resources.push(word);
  }
  return { resources, pairs };
}

function parsePairs(pairs: readonly string[]): EnvChanges {
  const set: EnvVar[] = [];
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals < 0) remove.push(pair.slice(0, -1));
    else set.push({ name: pair.slice(0, equals), value: pair.slice(equals + 1) });
  }
  return { set, remove };
}

function findOverwrite(
  session: Session,
  containers: readonly Container[],
  { set }: EnvChanges,
  { definition, name }: Selected,
): CommandError | undefined {
  for (const container of containers.filter((candidate) => selectsContainer(session, candidate.name))) {
    for (const variable of set) {
      const current = container.env?.find((candidate) => candidate.name === variable.name);
      if (current && current.value !== variable.value) {
        return new CommandError(
          `${definition.resource}/${name} '${variable.name}' already has a value (${current.value ?? ''}), and --overwrite is false`,
        );
      }
    }
  }
  return undefined;
}

/** Existing variables are replaced in place, new ones appended. */
function changeEnvironment(container: Container, { set, remove }: EnvChanges): Container {
  const before = container.env ?? [];
  const env = before
    .filter(({ name }) => !remove.includes(name))
    .map((variable) => {
      const wanted = set.find(({ name }) => name === variable.name);
      return wanted === undefined || (variable.value === wanted.value && !variable.valueFrom) ? variable : wanted;
    });
  for (const wanted of set) if (!env.some(({ name }) => name === wanted.name)) env.push(wanted);
  const isSame = env.length === before.length && env.every((variable, index) => variable === before[index]);
  if (isSame) return container;
  const { env: _, ...rest } = container;
  return env.length === 0 ? rest : { ...rest, env };
}

/** KUBECTL-SET-05. */
function listEnvironment(session: Session, selected: Selected): void {
  const spec = podSpecOf(selected);
  for (const container of [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]) {
    if (!selectsContainer(session, container.name)) continue;
    session.print(`# ${selected.definition.kind} ${selected.name}, container ${container.name}`);
    for (const variable of container.env ?? []) session.print(describeVariable(variable));
  }
}

function describeVariable({ name, value = '', valueFrom }: EnvVar): string {
  if (!valueFrom) return `${name}=${value}`;
  const { fieldRef, secretKeyRef, configMapKeyRef, resourceFieldRef } = valueFrom as Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
  if (fieldRef) return `# ${name} from field path ${fieldRef.fieldPath}`;
  if (secretKeyRef) return `# ${name} from secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (configMapKeyRef) return `# ${name} from configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  return `# ${name} from resource field ${resourceFieldRef?.resource ?? ''}`;
}
