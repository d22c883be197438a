/** Defaults of Services and EndpointSlices. API-DEF-09 */
import type { Service, ServicePort } from '../../api/core';
import type { KubernetesObject } from '../../api/meta';
import { asFields, type Fields } from '../object-fields';
import { change, convertField, convertItems, fillAbsent, fillEmpty } from './change';

const CLIENT_IP_TIMEOUT_SECONDS = 10800;
const TYPES_WITH_INTERNAL_POLICY = new Set(['ClusterIP', 'NodePort', 'LoadBalancer']);

export function defaultService(service: Service): Service {
  return change('v1.Service', service, {
    spec: convertField(asFields(service), 'spec', defaultServiceSpec),
  });
}

function defaultServiceSpec(spec: Service['spec']): Service['spec'] {
  const fields = spec as Fields;
  const type = spec.type || 'ClusterIP';
  const affinity = String(fields.sessionAffinity || 'None');
  const isReachableFromOutside =
    type === 'LoadBalancer' ||
    type === 'NodePort' ||
    (type === 'ClusterIP' && ((fields.externalIPs as unknown[] | undefined) ?? []).length > 0);
  const timeout = ((fields.sessionAffinityConfig as Fields | undefined)?.clientIP as Fields | undefined)
    ?.timeoutSeconds;
  return change('v1.ServiceSpec', spec, {
    ...fillEmpty(fields, { type, sessionAffinity: affinity }),
    ...(isReachableFromOutside ? fillEmpty(fields, { externalTrafficPolicy: 'Cluster' }) : {}),
    ...(TYPES_WITH_INTERNAL_POLICY.has(type) ? fillAbsent(fields, { internalTrafficPolicy: 'Cluster' }) : {}),
    ...(type === 'LoadBalancer' ? fillAbsent(fields, { allocateLoadBalancerNodePorts: true }) : {}),
    sessionAffinityConfig:
      affinity === 'ClientIP' && (timeout === undefined || timeout === null)
        ? Object.freeze({ clientIP: Object.freeze({ timeoutSeconds: CLIENT_IP_TIMEOUT_SECONDS }) })
        : undefined,
    ports: convertField(fields, 'ports', (ports: readonly ServicePort[]) =>
      convertItems(ports, (port) =>
        change('v1.ServicePort', port, fillEmpty(asFields(port), { protocol: 'TCP', targetPort: port.port })),
      ),
    ),
  });
}

export function defaultEndpointSlice<T extends KubernetesObject>(slice: T): T {
  return change('v1.EndpointSlice', slice, {
    ports: convertField(asFields(slice), 'ports', (ports: readonly object[]) =>
      convertItems(ports, (port) =>
        change('v1.EndpointPort', port, fillAbsent(port as Fields, { name: '', protocol: 'TCP' })),
      ),
    ),
  });
}
