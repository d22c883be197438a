/** Upstream: plugin/pkg/admission/priority/admission.go, v1.36. Clauses API-ADM-03, API-ADM-04, API-PC-04. */
import type { KubernetesObject } from '../../api/meta';
import { resourceDefinition } from '../../api/resources';
import type { Backend } from '../backend';
import { asObject, type DraftMeta, fieldsOf, type ObjectDraft } from '../draft';
import type { Fields } from '../object-fields';
import { admissionNameOf, forbidden } from '../refusals';

const PODS = resourceDefinition('pods');
const PRIORITY_CLASSES = resourceDefinition('priorityclasses');
const DEFAULT_POLICY = 'PreemptLowerPriority';

/** Copies value and policy of the pod's priority class into `spec`, which is the caller's own copy. */
export function choosePriority(backend: Backend, metadata: DraftMeta, spec: Record<string, unknown>): void {
  const className = spec.priorityClassName as string | undefined;
  const priorityClass = className ? findClass(backend, metadata, className) : findGlobalDefault(backend);
  const fields = priorityClass && fieldsOf(priorityClass);
  const value = (fields?.value as number | undefined) ?? 0;
  const policy = (fields?.preemptionPolicy as string | undefined) ?? DEFAULT_POLICY;
  if (priorityClass && !className) spec.priorityClassName = priorityClass.metadata.name;
  if (typeof spec.priority === 'number' && spec.priority !== value) {
    refusePreset(metadata, 'integer value of priority', String(spec.priority), String(value));
  }
  if (typeof spec.preemptionPolicy === 'string' && spec.preemptionPolicy !== policy) {
    refusePreset(metadata, 'string value of PreemptionPolicy', spec.preemptionPolicy, policy);
  }
  spec.priority = value;
  spec.preemptionPolicy = policy;
}

function findClass(backend: Backend, metadata: DraftMeta, name: string): KubernetesObject {
  const priorityClass = backend.store.find('priorityclasses', name);
  if (!priorityClass) {
    throw forbidden(PODS, admissionNameOf(metadata), `no PriorityClass with name ${name} was found`);
  }
  return priorityClass;
}

/** Of several global defaults, which older clusters may have, the lowest counts. */
function findGlobalDefault(backend: Backend): KubernetesObject | undefined {
  let found: KubernetesObject | undefined;
  for (const candidate of backend.store.objects('priorityclasses')) {
    const { globalDefault, value } = fieldsOf(candidate);
    if (globalDefault !== true) continue;
    if (!found || Number(value) < Number(fieldsOf(found).value)) found = candidate;
  }
  return found;
}

function refusePreset(metadata: DraftMeta, what: string, given: string, computed: string): never {
  throw forbidden(
    PODS,
    admissionNameOf(metadata),
    `the ${what} (${given}) must not be provided in pod spec; priority admission controller computed ${computed} from the given PriorityClass name`,
  );
}

/** An update that leaves the computed fields out keeps them. */
export function keepPriority(spec: Record<string, unknown>, stored: Fields | undefined): void {
  if (spec.priority === undefined && stored?.priority !== undefined) spec.priority = stored.priority;
  if (spec.preemptionPolicy === undefined && stored?.preemptionPolicy !== undefined) {
    spec.preemptionPolicy = stored.preemptionPolicy;
  }
}

/** Only one class may be the default of the cluster. */
export function admitPriorityClass(backend: Backend, draft: ObjectDraft): void {
  if (draft.globalDefault !== true) return;
  const other = findGlobalDefault(backend);
  if (other && other.metadata.name !== draft.metadata.name) {
    throw forbidden(
      PRIORITY_CLASSES,
      admissionNameOf(asObject(draft).metadata),
      `PriorityClass ${other.metadata.name} is already marked as default. Only one default can exist`,
    );
  }
}
