/** DaemonSets, ControllerRevisions, Deployments, ReplicaSets. KUBECTL-GET-01, -06. Upstream: pkg/printers/internalversion. */
import type { ControllerRevision, DaemonSet } from '../../api/apps';
import type { PodSpec } from '../../api/core';
import { formatLabels, formatSelector } from '../../api/label-selector-text';
import { controllerOf, type KubernetesObject, type LabelSelector } from '../../api/meta';
import { resourceOfKind } from '../../api/resources';
import { ageOf } from '../print/time-text';
import { printName } from '../resource-types';
import { column, type Table, wideColumn } from './table';

interface Scalable extends KubernetesObject {
  readonly spec: {
    readonly replicas?: number;
    readonly selector?: LabelSelector;
    readonly template?: { readonly spec?: PodSpec };
  };
  readonly status?: {
    readonly replicas?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly availableReplicas?: number;
  };
}

const name = column<KubernetesObject>('NAME', (object) => object.metadata.name);
const age = column<KubernetesObject>('AGE', (object, nowMs) => ageOf(object.metadata.creationTimestamp, nowMs));

const joinContainers = (spec: PodSpec | undefined, field: 'name' | 'image'): string =>
  (spec?.containers ?? []).map((container) => container[field] ?? '').join(',');

export const DAEMON_SETS: Table<DaemonSet> = [
  name,
  column('DESIRED', ({ status }) => status?.desiredNumberScheduled ?? 0),
  column('CURRENT', ({ status }) => status?.currentNumberScheduled ?? 0),
  column('READY', ({ status }) => status?.numberReady ?? 0),
  column('UP-TO-DATE', ({ status }) => status?.updatedNumberScheduled ?? 0),
  column('AVAILABLE', ({ status }) => status?.numberAvailable ?? 0),
  column('NODE SELECTOR', ({ spec }) => formatLabels(spec.template.spec.nodeSelector)),
  age,
  wideColumn('CONTAINERS', ({ spec }) => joinContainers(spec.template.spec, 'name')),
  wideColumn('IMAGES', ({ spec }) => joinContainers(spec.template.spec, 'image')),
  wideColumn('SELECTOR', ({ spec }) => formatSelector(spec.selector)),
];

export const CONTROLLER_REVISIONS: Table<ControllerRevision> = [
  name,
  column('CONTROLLER', (revision) => {
    const owner = controllerOf(revision);
    if (!owner) return '<none>';
    const definition = resourceOfKind(owner.apiVersion, owner.kind);
    return definition ? printName(definition, owner.name) : `${owner.kind.toLowerCase()}/${owner.name}`;
  }),
  column('REVISION', ({ revision }) => revision),
  age,
];

export const DEPLOYMENTS: Table<Scalable> = [
  name,
  column('READY', ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`),
  column('UP-TO-DATE', ({ status }) => status?.updatedReplicas ?? 0),
  column('AVAILABLE', ({ status }) => status?.availableReplicas ?? 0),
  age,
  wideColumn('CONTAINERS', ({ spec }) => joinContainers(spec.template?.spec, 'name')),
  wideColumn('IMAGES', ({ spec }) => joinContainers(spec.template?.spec, 'image')),
  wideColumn('SELECTOR', ({ spec }) => formatSelector(spec.selector)),
];

export const REPLICA_SETS: Table<Scalable> = [
  name,
  column('DESIRED', ({ spec }) => spec.replicas ?? 1),
  column('CURRENT', ({ status }) => status?.replicas ?? 0),
  column('READY', ({ status }) => status?.readyReplicas ?? 0),
  age,
  wideColumn('CONTAINERS', ({ spec }) => joinContainers(spec.template?.spec, 'name')),
  wideColumn('IMAGES', ({ spec }) => joinContainers(spec.template?.spec, 'image')),
  wideColumn('SELECTOR', ({ spec }) => formatSelector(spec.selector)),
];
