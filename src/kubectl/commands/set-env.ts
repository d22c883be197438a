/** `kubectl set env`. KUBECTL-SET-04, -05. Upstream: kubectl pkg/cmd/set/set_env.go, v1.36. */
import type { Container, EnvVar, PodSpec } from '../../api/core';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag, defineSwitch } from '../flags';
import { hasFiles } from '../manifest-files';
import { quote } from '../print/go-text';
import { fetchSelection, readSelection, type Selected } from '../resource-arguments';
import type { Command, Session } from '../session';
import {
  changeContainers,
  changeTargets,
  findSetTargets,
  hasSelectedContainer,
  podSpecOf,
  SET_FLAGS,
  selectsContainer,
} from './set-targets';

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
    defineFlag('from'),
    defineFlag('prefix'),
    defineFlag('keys', 'list'),
  ],
  run(session) {
    const { resources, pairs } = splitEnvironment(session);
    if (resources.length === 0 && !hasFiles(session)) {
      throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    const { flags } = session;
    if (flags.isOn('list') && flags.has('output')) {
      throw new CommandError('--list and --output may not be specified together');
    }
    if (flags.has('keys') && !flags.has('from')) {
      throw new CommandError('when specifying --keys, a configmap or secret must be provided with --from');
    }
    const changes = withSource(session, parsePairs(session, pairs));
    const targets = findSetTargets(session, resources);
    throwCollected(targets.errors);
    if (flags.isOn('list')) {
      for (const selected of targets.objects) listEnvironment(session, selected, changes);
      return;
    }
    changeTargets(session, targets, {
      manager: 'kubectl-set',
      operation: 'env updated',
      refusal: 'failed to patch env update to pod template',
      change: (spec, selected) => {
        if (!hasSelectedContainer(session, spec)) {
          const { definition, name } = selected;
          const pattern = quote(flags.text('containers'));
          session.complain(`warning: ${definition.kind}/${name} does not have any containers matching ${pattern}`);
        }
        if (!flags.isOn('overwrite', true)) refuseOverwrite(session, spec, changes);
        const change = (container: Container): Container =>
          selectsContainer(session, container.name) ? changeEnvironment(container, changes) : container;
        return changeContainers(spec, change, true);
      },
    });
  },
};

/** Upstream: kubectl pkg/cmd/set/env/env_parse.go, SplitEnvironmentFromResources. */
function splitEnvironment({ positional, flags }: Session): {
  readonly resources: readonly string[];
  readonly pairs: readonly string[];
} {
  const isPair = (word: string): boolean => /^.+=/s.test(word) || word.endsWith('-');
  const first = positional.findIndex(isPair);
  const pairs = first < 0 ? [] : positional.slice(first);
  if (!pairs.every(isPair)) {
    throw new CommandError(`all resources must be specified before environment changes: ${positional.join(' ')}`);
  }
  return { resources: first < 0 ? positional : positional.slice(0, first), pairs: [...flags.each('env'), ...pairs] };
}

/** Upstream: env_parse.go, ParseEnv. `-` reads further pairs from stdin. */
function parsePairs(session: Session, pairs: readonly string[]): EnvChanges {
  const set: EnvVar[] = [];
  const remove: string[] = [];
  for (const pair of pairs) {
    if (pair === '-') set.push(...readVariables(session.environment.stdin ?? ''));
    else if (pair.includes('=')) set.push(splitPair(pair));
    else if (pair.endsWith('-')) remove.push(pair.slice(0, -1));
    else throw new CommandError(`unknown environment variable: ${pair}`);
  }
  const wrong = set.find(({ name }) => !VARIABLE_NAME.test(name));
  if (wrong) throw new CommandError(`${quote(wrong.name)} is not a valid key name: ${VARIABLE_NAME_RULE}`);
  if (remove.some((name) => set.some((variable) => variable.name === name))) {
    throw new CommandError('can not both modify and remove the same environment variable in the same command');
  }
  return { set, remove };
}

/** Any printable ASCII but `=`. Upstream: apimachinery pkg/util/validation, IsEnvVarName. */
const VARIABLE_NAME = /^[ -<>-~]+$/;
const VARIABLE_NAME_RULE =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

function splitPair(pair: string): EnvVar {
  const equals = pair.indexOf('=');
  return { name: pair.slice(0, equals), value: pair.slice(equals + 1) };
}

/** Lines `NAME=VALUE`; what follows a `#` is a comment. */
function readVariables(text: string): readonly EnvVar[] {
  return text
    .split('\n')
    .map((line) => line.replace(/#.*$/, ''))
    .filter((line) => line.includes('='))
    .map(splitPair);
}

/** Adds the keys of the ConfigMap or Secret of `--from`, and `--prefix` to all names. */
function withSource(session: Session, changes: EnvChanges): EnvChanges {
  const { flags } = session;
  const from = flags.text('from');
  const added = from === '' ? [] : readSource(session, from);
  const prefix = flags.text('prefix');
  const set = [...changes.set, ...added].map((variable) => ({ ...variable, name: prefix + variable.name }));
  return { ...changes, set };
}

function readSource(session: Session, from: string): readonly EnvVar[] {
  const { objects, errors } = fetchSelection(session, readSelection(session, [from]));
  throwCollected(errors);
  const keys = session.flags.list('keys');
  return objects.flatMap(({ definition, name, object }) => {
    const type = { ConfigMap: 'configMapKeyRef', Secret: 'secretKeyRef' }[definition.kind as string];
    if (type === undefined) throw new CommandError('unsupported resource specified in --from');
    return Object.keys((object as { readonly data?: object }).data ?? {})
      .filter((key) => keys.length === 0 || keys.includes(key))
      .sort()
      .map((key) => ({
        name: key.replace(/[^a-zA-Z0-9_]/g, '_').toUpperCase(),
        valueFrom: { [type]: { name, key } },
      }));
  });
}

function refuseOverwrite(session: Session, spec: PodSpec, { set }: EnvChanges): void {
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  for (const container of containers.filter(({ name }) => selectsContainer(session, name))) {
    for (const variable of set) {
      const current = container.env?.find((candidate) => candidate.name === variable.name);
      if (current && (current.value ?? '') !== (variable.value ?? '')) {
        throw new CommandError(
          `'${variable.name}' already has a value (${current.value ?? ''}), and --overwrite is false`,
        );
      }
    }
  }
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

/** The environment as it would be after the changes. KUBECTL-SET-05. */
function listEnvironment(session: Session, selected: Selected, changes: EnvChanges): void {
  const spec = podSpecOf(selected);
  for (const container of [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])]) {
    if (!selectsContainer(session, container.name)) continue;
    session.print(`# ${selected.definition.kind} ${selected.name}, container ${container.name}`);
    for (const variable of changeEnvironment(container, changes).env ?? []) session.print(describeVariable(variable));
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
