/** Defaults that pods get and templates do not. API-DEF-07 */
import type { Container, ContainerPort, Pod, PodSpec, ResourceList } from '../../api/core';
import { addQuantities, compareQuantities, formatQuantity, parseQuantity } from '../../api/quantity';
import { asFields, type Fields } from '../object-fields';
import { change, convertField, convertItems, fillAbsent } from './change';
import { defaultPodSpec, settleContainers } from './pod-spec';

/** Many pods share the containers of one template, so what pods make of them is remembered. */
const ofPods = new WeakMap<object, readonly Container[]>();
const ofHostNetworkPods = new WeakMap<object, readonly Container[]>();

export function defaultPod(pod: Pod): Pod {
  return change('v1.Pod', pod, {
    spec: convertField(asFields(pod), 'spec', defaultSpecOfPod),
  });
}

function defaultSpecOfPod(given: PodSpec): PodSpec {
  const spec = defaultPodSpec(given);
  const fields = asFields(spec);
  const memory = spec.hostNetwork ? ofHostNetworkPods : ofPods;
  const convert = (containers: readonly Container[]): readonly Container[] => {
    let converted = memory.get(containers);
    if (!converted) {
      converted = convertItems(containers, (container) => defaultContainerOfPod(container, spec.hostNetwork === true));
      if (Object.isFrozen(containers)) memory.set(containers, converted);
      if (Object.isFrozen(converted)) memory.set(converted, converted);
      settleContainers(converted);
    }
    return converted;
  };
  const changed = change('v1.PodSpec', spec, {
    ...fillAbsent(fields, { enableServiceLinks: true }),
    containers: convertField(fields, 'containers', convert),
    initContainers: convertField(fields, 'initContainers', convert),
  });
  return spec.resources ? withPodLevelRequests(changed) : changed;
}

function defaultContainerOfPod(container: Container, usesHostNetwork: boolean): Container {
  const resources = (container.resources ?? {}) as Fields;
  const requests = fillRequests(container.resources?.limits, container.resources?.requests);
  return change('v1.Container', container, {
    resources: requests && change('v1.ResourceRequirements', resources, { requests }),
    ports: usesHostNetwork
      ? convertField(asFields(container), 'ports', (ports: readonly ContainerPort[]) =>
          convertItems(ports, (port) =>
            port.hostPort ? port : change('v1.ContainerPort', port, { hostPort: port.containerPort }),
          ),
        )
      : undefined,
  });
}

/** Requests with every missing resource taken from `limits`; undefined if none is missing. */
function fillRequests(limits: ResourceList | undefined, requests: ResourceList | undefined): ResourceList | undefined {
  let filled: Record<string, string> | undefined;
  for (const [name, limit] of Object.entries(limits ?? {})) {
    if (requests && Object.hasOwn(requests, name)) continue;
    filled ??= { ...requests };
    filled[name] = limit;
  }
  return filled && Object.freeze(filled);
}

const isPodLevelResource = (name: string): boolean =>
  name === 'cpu' || name === 'memory' || name.startsWith('hugepages-');

/** Pod-level requests that follow from pod-level limits: what the containers ask for, else the limit itself. */
function withPodLevelRequests(spec: PodSpec): PodSpec {
  const { limits, requests } = spec.resources ?? {};
  if (!limits || Object.keys(limits).length === 0) return spec;
  const filled: Record<string, string> = { ...requests };
  for (const name of requestedNames(spec)) {
    if (Object.hasOwn(filled, name) || !isPodLevelResource(name) || name.startsWith('hugepages-')) continue;
    filled[name] = aggregateRequest(spec, name);
  }
  for (const [name, limit] of Object.entries(limits)) {
    if (!Object.hasOwn(filled, name) && isPodLevelResource(name)) filled[name] = limit;
  }
  if (Object.keys(filled).length === Object.keys(requests ?? {}).length) return spec;
  const resources = change('v1.ResourceRequirements', spec.resources as Fields, { requests: Object.freeze(filled) });
  return change('v1.PodSpec', spec, { resources });
}

function requestedNames(spec: PodSpec): Set<string> {
  const names = new Set<string>();
  for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])]) {
    for (const name of Object.keys(container.resources?.requests ?? {})) names.add(name);
  }
  return names;
}

/** Containers and sidecars run together; an init container runs beside the sidecars before it. */
function aggregateRequest(spec: PodSpec, name: string): string {
  const requestOf = (container: Container) => parseQuantity(container.resources?.requests?.[name] ?? '0');
  let together = (spec.containers ?? []).map(requestOf).reduce(addQuantities, parseQuantity('0'));
  let sidecars = parseQuantity('0');
  let peak = parseQuantity('0');
  for (const container of spec.initContainers ?? []) {
    const request = requestOf(container);
    const atOnce = addQuantities(sidecars, request);
    if (container.restartPolicy === 'Always') {
      sidecars = atOnce;
      together = addQuantities(together, request);
    }
    if (compareQuantities(atOnce, peak) > 0) peak = atOnce;
  }
  return formatQuantity(compareQuantities(peak, together) > 0 ? peak : together);
}
