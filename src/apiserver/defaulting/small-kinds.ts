/** Defaults of the kinds that need only a line or two. API-DEF-08 */
import type { Namespace, Node } from '../../api/core';
import type { KubernetesObject } from '../../api/meta';
import { asFields, type Fields } from '../object-fields';
import { change, convertField, convertItems, fillAbsent, fillEmpty } from './change';
import { roundResourceList } from './containers';

const NAME_LABEL = 'kubernetes.io/metadata.name';
const RBAC_GROUP = 'rbac.authorization.k8s.io';

export function defaultNode(node: Node): Node {
  return change('v1.Node', node, {
    status: convertField(asFields(node), 'status', (status: Node['status']) => {
      const capacity = status.capacity && roundResourceList(status.capacity);
      const allocatable = status.allocatable ? roundResourceList(status.allocatable) : capacity;
      return change('v1.NodeStatus', status, {
        capacity: capacity === status.capacity ? undefined : capacity,
        allocatable: allocatable === status.allocatable ? undefined : allocatable,
      });
    }),
  });
}

export function defaultNamespace(namespace: Namespace): Namespace {
  const { name, labels } = namespace.metadata;
  const needsLabel = name !== undefined && name !== '' && labels?.[NAME_LABEL] !== name;
  return change('v1.Namespace', namespace, {
    metadata: needsLabel
      ? change('v1.ObjectMeta', namespace.metadata, { labels: Object.freeze({ ...labels, [NAME_LABEL]: name }) })
      : undefined,
    status: convertField(asFields(namespace), 'status', (status) =>
      change('v1.NamespaceStatus', status, fillEmpty(status as Fields, { phase: 'Active' })),
    ),
  });
}

export function defaultPriorityClass(priorityClass: KubernetesObject): KubernetesObject {
  return change(
    'v1.PriorityClass',
    priorityClass,
    fillAbsent(asFields(priorityClass), { preemptionPolicy: 'PreemptLowerPriority' }),
  );
}

/** `stringData` is write-only: it ends up, encoded, in `data`. */
export function defaultSecret(secret: KubernetesObject): KubernetesObject {
  const fields = asFields(secret);
  const typed = change('v1.Secret', secret, fillEmpty(fields, { type: 'Opaque' }));
  const texts = fields.stringData as Readonly<Record<string, string>> | undefined;
  if (!texts) return typed;
  const encoded = Object.entries(texts).map(([key, text]) => [key, Buffer.from(text, 'utf8').toString('base64')]);
  const { stringData: _written, ...rest } = asFields(typed);
  const merged = { ...(fields.data as object | undefined), ...Object.fromEntries(encoded) };
  return change('v1.Secret', rest as object, { data: Object.freeze(merged) }) as KubernetesObject;
}

/** Role bindings, of the cluster and of a namespace. */
export function defaultRoleBinding(binding: KubernetesObject): KubernetesObject {
  return change(`v1.${binding.kind}`, binding, {
    roleRef: convertField(asFields(binding), 'roleRef', (reference) =>
      change('v1.RoleRef', reference, fillEmpty(reference as Fields, { apiGroup: RBAC_GROUP })),
    ),
    subjects: convertField(asFields(binding), 'subjects', (subjects: readonly object[]) =>
      convertItems(subjects, (subject) => {
        const isPerson = ['User', 'Group'].includes(String((subject as Fields).kind));
        return change('v1.Subject', subject, isPerson ? fillEmpty(subject as Fields, { apiGroup: RBAC_GROUP }) : {});
      }),
    ),
  });
}
