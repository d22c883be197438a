/** Defaults of containers: image pull policy, termination messages, ports, probes, downward references. API-DEF-04, -05 */
import type { Container, Probe, ResourceList } from '../../api/core';
import { formatQuantity, parseQuantity, roundUpToMilli } from '../../api/quantity';
import { asFields, type Fields } from '../object-fields';
import { change, convertField, convertItems, fillAbsent, fillEmpty } from './change';

export function defaultContainers<T extends Container>(containers: readonly T[]): readonly T[] {
  return convertItems(containers, (container) => defaultContainer('v1.Container', withoutStopSignal(container)));
}

export function defaultEphemeralContainers<T extends Container>(containers: readonly T[]): readonly T[] {
  return convertItems(containers, (container) => defaultContainer('v1.EphemeralContainer', container));
}

/** The server knows the field and drops it: the gate ContainerStopSignals is off. Upstream: pkg/api/pod/util.go, v1.36. */
function withoutStopSignal<T extends Container>(container: T): T {
  const { lifecycle, ...others } = container as T & { readonly lifecycle?: Fields };
  if (lifecycle?.stopSignal === undefined) return container;
  const { stopSignal: _, ...hooks } = lifecycle;
  const hasHooks = Object.keys(hooks).length > 0;
  return Object.freeze(hasHooks ? { ...container, lifecycle: Object.freeze(hooks) } : others) as T;
}

function defaultContainer<T extends Container>(goType: string, container: T): T {
  const fields = asFields(container);
  return change(goType, container, {
    ...fillEmpty(fields, {
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      imagePullPolicy: hasLatestTag(container.image ?? '') ? 'Always' : 'IfNotPresent',
    }),
    ports: convertField(fields, 'ports', (ports: readonly object[]) =>
      convertItems(ports, (port) => change('v1.ContainerPort', port, fillEmpty(port as Fields, { protocol: 'TCP' }))),
    ),
    env: convertField(fields, 'env', (env: readonly object[]) => convertItems(env, defaultEnvVar)),
    resources: convertField(fields, 'resources', roundResources),
    livenessProbe: convertField(fields, 'livenessProbe', defaultProbe),
    readinessProbe: convertField(fields, 'readinessProbe', defaultProbe),
    startupProbe: convertField(fields, 'startupProbe', defaultProbe),
    lifecycle: convertField(fields, 'lifecycle', (lifecycle) =>
      change('v1.Lifecycle', lifecycle, {
        postStart: convertField(lifecycle as Fields, 'postStart', defaultHandler),
        preStop: convertField(lifecycle as Fields, 'preStop', defaultHandler),
      }),
    ),
  });
}

/** Images repeat, and their grammar is long. */
const latestTags = new Map<string, boolean>();
const MAX_REMEMBERED_IMAGES = 10_000;
const MAX_IMAGE_LENGTH = 1000;

/** True if the image's tag is `latest`, or it has neither tag nor digest. An image that cannot be parsed has no tag. */
export function hasLatestTag(image: string): boolean {
  let verdict = latestTags.get(image);
  if (verdict === undefined) {
    verdict = readsAsLatest(image);
    if (latestTags.size >= MAX_REMEMBERED_IMAGES) latestTags.clear();
    latestTags.set(image, verdict);
  }
  return verdict;
}

function readsAsLatest(image: string): boolean {
  if (image.length > MAX_IMAGE_LENGTH || !IMAGE_SHAPE.test(image)) return false;
  const [name = '', digest] = image.split('@', 2);
  const colon = name.lastIndexOf(':');
  const tag = colon > name.lastIndexOf('/') ? name.slice(colon + 1) : '';
  return tag === 'latest' || (tag === '' && digest === undefined);
}

/** Upstream: distribution/reference, as used by pkg/util/parsers.ParseImageName. */
const IMAGE_SHAPE =
  /^(?:[A-Za-z0-9.-]+(?::[0-9]+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,})?$/;

function defaultEnvVar(variable: object): object {
  return change('v1.EnvVar', variable, {
    valueFrom: convertField(variable as Fields, 'valueFrom', (source) =>
      change('v1.EnvVarSource', source, { fieldRef: convertField(source as Fields, 'fieldRef', defaultFieldRef) }),
    ),
  });
}

/** A reference to one of the pod's own fields. API-DEF-06 */
export function defaultFieldRef(reference: object): object {
  return change('v1.ObjectFieldSelector', reference, fillEmpty(reference as Fields, { apiVersion: 'v1' }));
}

function defaultProbe(probe: Probe): Probe {
  const fields = asFields(probe);
  return change('v1.Probe', probe, {
    ...fillEmpty(fields, { timeoutSeconds: 1, periodSeconds: 10, successThreshold: 1, failureThreshold: 3 }),
    httpGet: convertField(fields, 'httpGet', defaultHttpGet),
    grpc: convertField(fields, 'grpc', (grpc) =>
      change('v1.GRPCAction', grpc, fillAbsent(grpc as Fields, { service: '' })),
    ),
  });
}

function defaultHandler(handler: object): object {
  return change('v1.LifecycleHandler', handler, {
    httpGet: convertField(handler as Fields, 'httpGet', defaultHttpGet),
  });
}

function defaultHttpGet(action: object): object {
  return change('v1.HTTPGetAction', action, fillEmpty(action as Fields, { path: '/', scheme: 'HTTP' }));
}

/** Requests and limits in multiples of 1m. API-QTY-02 */
export function roundResources(resources: object): object {
  return change('v1.ResourceRequirements', resources, {
    limits: convertField(resources as Fields, 'limits', roundResourceList),
    requests: convertField(resources as Fields, 'requests', roundResourceList),
  });
}

/** Frozen lists with nothing to round. */
const roundLists = new WeakSet<object>();

/** Amounts below a thousandth are rounded up to it; the same list where there is none. */
export function roundResourceList(list: ResourceList): ResourceList {
  if (roundLists.has(list)) return list;
  let rounded: Record<string, string> | undefined;
  for (const [name, text] of Object.entries(list)) {
    const quantity = parseQuantity(text);
    const coarse = roundUpToMilli(quantity);
    if (coarse === quantity) continue;
    rounded ??= { ...list };
    rounded[name] = formatQuantity(coarse);
  }
  const result = rounded ? Object.freeze(rounded) : list;
  if (Object.isFrozen(result)) roundLists.add(result);
  return result;
}
