/** Services. Clauses API-SVC. Upstream: pkg/apis/core/validation/validation.go:ValidateService,ValidateServiceUpdate, v1.36. */
import type { Service, ServicePort } from '../../api/core';
import type { Fields } from '../object-fields';
import { duplicate, type FieldError, forbidden, invalidValue, required } from './field-error';
import { checkOneOf, internalForm, listOf, problemsAt, textOf } from './fields';
import { validateLabels } from './labels';
import { dnsLabelProblems, dnsSubdomainProblems, portProblems } from './names';
import { ipProblems } from './pod-network';
import { validatePort } from './probes';

const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];

export function validateService(service: Service): FieldError[] {
  const { spec } = service;
  const fields = spec as Fields;
  const isHeadless = spec.clusterIP === 'None';
  const isExternalName = spec.type === 'ExternalName';
  const ports = spec.ports ?? [];
  const errors: FieldError[] = [];
  if (ports.length === 0 && !isHeadless && !isExternalName) errors.push(required('spec.ports'));
  if (isHeadless && (spec.type === 'LoadBalancer' || spec.type === 'NodePort')) {
    const why = `may not be set to 'None' for ${spec.type} services`;
    errors.push(invalidValue('spec.clusterIPs[0]', 'None', why));
  }
  if (spec.clusterIP && !isHeadless) {
    errors.push(...problemsAt('spec.clusterIPs[0]', spec.clusterIP, ipProblems(spec.clusterIP)));
  }
  if (isExternalName) {
    const name = textOf(fields.externalName).replace(/\.$/, '');
    errors.push(
      ...(name === ''
        ? [required('spec.externalName')]
        : problemsAt('spec.externalName', name, dnsSubdomainProblems(name))),
    );
  }
  errors.push(...validatePorts(ports, spec.type));
  errors.push(...validateLabels(spec.selector, 'spec.selector'));
  errors.push(...checkOneOf('spec.sessionAffinity', fields.sessionAffinity, ['ClientIP', 'None']));
  errors.push(...checkOneOf('spec.type', spec.type, TYPES));
  errors.push(...checkOneOf('spec.internalTrafficPolicy', spec.internalTrafficPolicy, ['Cluster', 'Local']));
  errors.push(...checkOneOf('spec.externalTrafficPolicy', fields.externalTrafficPolicy, ['Cluster', 'Local']));
  return errors;
}

/** API-SVC-01 */
function validatePorts(ports: readonly ServicePort[], type: string | undefined): FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  ports.forEach((port, index) => {
    const at = `spec.ports[${index}]`;
    const name = port.name ?? '';
    if (name === '' && ports.length > 1) errors.push(required(`${at}.name`));
    else if (name !== '') {
      errors.push(...problemsAt(`${at}.name`, name, dnsLabelProblems(name)));
      if (names.has(name)) errors.push(duplicate(`${at}.name`, name));
      names.add(name);
    }
    errors.push(...problemsAt(`${at}.port`, port.port, portProblems(port.port)));
    errors.push(...checkOneOf(`${at}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP']));
    errors.push(...validatePort(port.targetPort ?? port.port, `${at}.targetPort`));
    if (port.nodePort && type === 'ClusterIP') {
      errors.push(forbidden(`${at}.nodePort`, "may not be used when `type` is 'ClusterIP'"));
    }
  });
  return [...errors, ...findEqualPorts(ports)];
}

function findEqualPorts(ports: readonly ServicePort[]): FieldError[] {
  const seen = new Set<string>();
  const errors: FieldError[] = [];
  ports.forEach((port, index) => {
    const key = `${port.protocol}/${port.port}`;
    if (seen.has(key)) {
      const shown = internalForm('v1.ServicePort', { protocol: port.protocol, port: port.port });
      errors.push(duplicate(`spec.ports[${index}]`, shown));
    }
    seen.add(key);
  });
  return errors;
}

/** API-SVC-02 */
export function validateServiceUpdate(service: Service, before: Service): FieldError[] {
  const errors = validateService(service);
  const hadAddress =
    before.spec.clusterIP && before.spec.type !== 'ExternalName' && service.spec.type !== 'ExternalName';
  if (hadAddress && service.spec.clusterIP !== before.spec.clusterIP) {
    const shown = listOf(service.spec.clusterIPs).length > 0 ? service.spec.clusterIPs : [service.spec.clusterIP ?? ''];
    errors.push(invalidValue('spec.clusterIPs[0]', shown, 'may not change once set'));
  }
  return errors;
}
