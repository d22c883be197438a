/**
 * `kubectl scale`, `autoscale` and `expose`: what they answer for a DaemonSet, which has no number of replicas.
 * KUBECTL-SCALE-01, -02, KUBECTL-EXPOSE-01.
 */
import type { Deployment } from '../../api/apps';
import { ApiError } from '../../api/errors';
import type { KubernetesObject } from '../../api/meta';
import { groupResourceOf } from '../../api/resources';
import { CommandError, throwCollected } from '../command-error';
import { defineFlag } from '../flags';
import { FILE_FLAGS } from '../manifest-files';
import { OUTPUT_FLAGS, printResult } from '../print/result';
import { ALL_FLAG, SELECTOR_FLAG, type Selected } from '../resource-arguments';
import { printGroupVersionResource } from '../resource-types';
import type { Command, Session } from '../session';
import { DRY_RUN_FLAG, FIELD_MANAGER_FLAG, recordFlag } from '../write-flags';
import { findSetTargets } from './set-targets';

const COMMON = [...FILE_FLAGS, ...OUTPUT_FLAGS, SELECTOR_FLAG, ALL_FLAG, DRY_RUN_FLAG, FIELD_MANAGER_FLAG, recordFlag];

function forEachTarget(session: Session, act: (selected: Selected) => void): void {
  const { objects, errors } = findSetTargets(session, session.positional);
  const failures: unknown[] = [...errors];
  for (const selected of objects) {
    try {
      act(selected);
    } catch (error) {
      failures.push(error);
    }
  }
  throwCollected(failures);
}

export const scale: Command = {
  name: 'scale',
  usage: 'kubectl scale (TYPE NAME | TYPE/NAME) --replicas=COUNT',
  flags: [
    ...COMMON,
    defineFlag('replicas', 'integer'),
    defineFlag('current-replicas', 'integer'),
    defineFlag('timeout', 'duration'),
  ],
  run(session) {
    if (!session.flags.has('replicas')) throw new CommandError('required flag(s) "replicas" not set');
    const replicas = session.flags.integer('replicas', -1);
    if (replicas < 0) {
      throw new CommandError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    }
    if (session.flags.integer('current-replicas', -1) < -1) {
      throw new CommandError('The --current-replicas must specify an integer of -1 or greater');
    }
    const { objects, errors } = findSetTargets(session, session.positional);
    if (objects.length === 0 && errors.length === 0) throw new CommandError('no objects passed to scale');
    // The first that cannot be scaled ends the command: neither the rest nor what was not found is told.
    for (const selected of objects) scaleOne(session, selected, replicas);
    throwCollected(errors);
  },
};

function scaleOne(session: Session, { definition, namespace, name, object }: Selected, replicas: number): void {
  if (session.dryRun === 'client') {
    printResult(session, definition, withReplicas(object, replicas), 'scaled');
    return;
  }
  if (definition.resource !== 'deployments' && definition.resource !== 'replicasets') {
    throw new ApiError('NotFound', 'the server could not find the requested resource');
  }
  const current = (object as Deployment).spec.replicas ?? 1;
  const expected = session.flags.integer('current-replicas', -1);
  if (expected >= 0 && current !== expected) {
    throw new CommandError(`Expected replicas to be ${expected}, was ${current}`);
  }
  const patch = { spec: { replicas } };
  const options = { ...session.writeOptions('kubectl'), type: 'merge' } as const;
  const scaled = session.call((client) => client.patch(definition.resource, namespace, name, patch, options));
  printResult(session, definition, scaled, 'scaled');
}

/** What is printed tells the number asked for, since 1.36 also where kubectl sends nothing. Upstream: updateReplicas. */
function withReplicas(object: KubernetesObject, replicas: number): KubernetesObject {
  const { spec } = object as KubernetesObject & { readonly spec?: object };
  return { ...object, spec: { ...spec, replicas } } as KubernetesObject;
}

export const autoscale: Command = {
  name: 'autoscale',
  usage: 'kubectl autoscale (TYPE NAME | TYPE/NAME) --max=COUNT: not supported for DaemonSets',
  flags: [
    ...COMMON,
    defineFlag('max', 'integer'),
    defineFlag('min', 'integer'),
    defineFlag('cpu-percent', 'integer'),
    defineFlag('cpu'),
    defineFlag('memory'),
    defineFlag('name'),
  ],
  run(session) {
    if (!session.flags.has('max')) throw new CommandError('required flag(s) "max" not set');
    forEachTarget(session, ({ definition }) => {
      if (definition.resource === 'deployments' || definition.resource === 'replicasets') {
        throw new CommandError('HorizontalPodAutoscalers are not simulated');
      }
      throw new CommandError(
        `cannot autoscale a ${definition.kind}: could not find scale subresource for ${printGroupVersionResource(definition)} in discovery information`,
      );
    });
  },
};

export const expose: Command = {
  name: 'expose',
  usage: 'kubectl expose (TYPE NAME | TYPE/NAME) --port=PORT: not supported for DaemonSets',
  flags: [
    ...COMMON,
    ...['port', 'target-port', 'protocol', 'name', 'type', 'labels', 'external-ip', 'cluster-ip', 'overrides'].map(
      (name) => defineFlag(name),
    ),
  ],
  run(session) {
    forEachTarget(session, ({ definition }) => {
      if (['pods', 'services', 'deployments', 'replicasets'].includes(definition.resource)) {
        throw new CommandError(`expose of ${definition.resource} is not simulated; apply a Service manifest`);
      }
      const kind = groupResourceOf({ group: definition.group, resource: definition.kind });
      throw new CommandError(`cannot expose a ${kind}`);
    });
  },
};
