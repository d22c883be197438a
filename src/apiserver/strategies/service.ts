/** Upstream: pkg/registry/core/service/storage/alloc.go and strategy.go, v1.36. API-SVC-02 */
import type { Service } from '../../api/core';
import { areSemanticallyEqual } from '../semantic-equality';
import { allocateNodePorts } from './node-ports';
import type { ResourceStrategy } from './strategy';

const ALLOCATED = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'] as const;
const NO_LOAD_BALANCER = Object.freeze({ loadBalancer: Object.freeze({}) });

export const serviceStrategy: ResourceStrategy = {
  countsGenerations: false,
  hasStatusSubresource: true,
  prepareCreate(draft, backend) {
    draft.status = NO_LOAD_BALANCER;
    const spec = { ...draft.spec };
    if (spec.type === 'ExternalName') return;
    const clusterIp = (spec.clusterIP as string | undefined) || backend.nextClusterIp();
    spec.clusterIP = clusterIp;
    spec.clusterIPs = [clusterIp];
    spec.ipFamilies ??= ['IPv4'];
    spec.ipFamilyPolicy ??= 'SingleStack';
    if (spec.ports) spec.ports = allocateNodePorts(draft.metadata.name, spec, undefined, backend);
    draft.spec = spec;
  },
  prepareUpdate(draft, before, backend) {
    // A manifest never names what was allocated for it: the service keeps its address.
    const spec = { ...draft.spec };
    if (spec.type === 'ExternalName') return;
    for (const field of ALLOCATED) if (!spec[field] && before.spec?.[field]) spec[field] = before.spec[field];
    // Who changes the one address means the list as well. Upstream: normalizeClusterIPs.
    const isMoved = spec.clusterIP !== before.spec?.clusterIP;
    if (isMoved && areSemanticallyEqual(spec.clusterIPs, before.spec?.clusterIPs)) spec.clusterIPs = [spec.clusterIP];
    const former = before.spec as unknown as Service['spec'] | undefined;
    if (spec.ports) spec.ports = allocateNodePorts(draft.metadata.name, spec, former, backend);
    draft.spec = spec;
  },
};
