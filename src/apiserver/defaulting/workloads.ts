/** Defaults of the kinds that hold a pod template. API-DEF-01 */
import type { PodTemplateSpec } from '../../api/core';
import type { KubernetesObject } from '../../api/meta';
import { asFields, type Fields } from '../object-fields';
import { change, convertField, fillAbsent, fillEmpty } from './change';
import { defaultPodTemplate } from './pod-spec';

/** What defaulting made of a frozen spec; a complete one stands for itself. */
const defaultedFrom = new WeakMap<object, object>();

type SpecDefaults = (spec: Fields) => Fields;

function withDefaultedSpec<T extends KubernetesObject>(kind: string, object: T, defaultsOf: SpecDefaults): T {
  return change(`v1.${kind}`, object, {
    spec: convertField(asFields(object), 'spec', (spec) => {
      const known = defaultedFrom.get(spec);
      if (known) return known;
      const changed = change(`v1.${kind}Spec`, spec, {
        ...defaultsOf(spec as Fields),
        template: convertField(spec as Fields, 'template', (template: PodTemplateSpec) => defaultPodTemplate(template)),
      });
      if (Object.isFrozen(changed)) defaultedFrom.set(changed, changed);
      if (Object.isFrozen(spec)) defaultedFrom.set(spec, changed);
      return changed;
    }),
  });
}

// DS-API-02
export function defaultDaemonSet<T extends KubernetesObject>(daemonSet: T): T {
  return withDefaultedSpec('DaemonSet', daemonSet, (spec) => ({
    ...fillAbsent(spec, { revisionHistoryLimit: 10 }),
    updateStrategy: defaultStrategy('DaemonSetUpdateStrategy', 'RollingUpdateDaemonSet', spec.updateStrategy, {
      maxUnavailable: 1,
      maxSurge: 0,
    }),
  }));
}

export function defaultDeployment<T extends KubernetesObject>(deployment: T): T {
  return withDefaultedSpec('Deployment', deployment, (spec) => ({
    ...fillAbsent(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
    strategy: defaultStrategy('DeploymentStrategy', 'RollingUpdateDeployment', spec.strategy, {
      maxUnavailable: '25%',
      maxSurge: '25%',
    }),
  }));
}

export function defaultReplicaSet<T extends KubernetesObject>(replicaSet: T): T {
  return withDefaultedSpec('ReplicaSet', replicaSet, (spec) => fillAbsent(spec, { replicas: 1 }));
}

/** An update strategy; RollingUpdate if none is named, and only then with its budgets filled in. */
function defaultStrategy(type: string, rollingType: string, given: unknown, budgets: Fields): object {
  const strategy = (given ?? {}) as Fields;
  const named = fillEmpty(strategy, { type: 'RollingUpdate' });
  if ((named.type ?? strategy.type) !== 'RollingUpdate') return change(`v1.${type}`, strategy, named);
  const rollingUpdate = (strategy.rollingUpdate ?? {}) as Fields;
  return change(`v1.${type}`, strategy, {
    ...named,
    rollingUpdate: change(`v1.${rollingType}`, rollingUpdate, fillAbsent(rollingUpdate, budgets)),
  });
}
