/**
 * Defaults of pod specs, in templates and pods alike. API-DEF-03. A spec, or a list in it, that came out of here once
 * is recognised and returned as it is.
 */
import type { Container, PodSpec, PodTemplateSpec } from '../../api/core';
import { asFields } from '../object-fields';
import { rememberDecoded } from '../schema/decode-values';
import { codecOf } from '../schema/type-table';
import { change, convertField, fillAbsent, fillEmpty } from './change';
import { defaultContainers, defaultEphemeralContainers, roundResourceList, roundResources } from './containers';
import { defaultVolumes } from './volumes';

const NO_SETTINGS = Object.freeze({});

rememberDecoded(NO_SETTINGS, codecOf('v1.PodSecurityContext'));

/** Templates and their lists that defaulting would not change. */
const settled = new WeakSet<object>();

/** `convert`, once per frozen object; the result is known to decoding, too. */
function once<T extends object>(goType: string, convert: (value: T) => T): (value: T) => T {
  return (value) => {
    if (settled.has(value)) return value;
    const converted = convert(value);
    if (Object.isFrozen(converted)) {
      settled.add(converted);
      rememberDecoded(converted, codecOf(goType));
    }
    return converted;
  };
}

const defaultContainerList = once<readonly Container[]>('[]v1.Container', defaultContainers);
const defaultEphemeralList = once<readonly Container[]>('[]v1.EphemeralContainer', defaultEphemeralContainers);
const defaultVolumeList = once('[]v1.Volume', defaultVolumes);

export function defaultPodSpec(spec: PodSpec): PodSpec {
  if (isComplete(spec)) return spec;
  const fields = asFields(spec);
  const account = spec.serviceAccountName || spec.serviceAccount || undefined;
  return change('v1.PodSpec', spec, {
    ...fillEmpty(fields, {
      dnsPolicy: 'ClusterFirst',
      restartPolicy: 'Always',
      schedulerName: 'default-scheduler',
    }),
    ...fillAbsent(fields, { securityContext: NO_SETTINGS, terminationGracePeriodSeconds: 30 }),
    serviceAccountName: spec.serviceAccountName === account ? undefined : account,
    serviceAccount: spec.serviceAccount === account ? undefined : account,
    volumes: convertField(fields, 'volumes', defaultVolumeList),
    initContainers: convertField(fields, 'initContainers', defaultContainerList),
    containers: convertField(fields, 'containers', defaultContainerList),
    ephemeralContainers: convertField(fields, 'ephemeralContainers', defaultEphemeralList),
    overhead: convertField(fields, 'overhead', roundResourceList),
    resources: convertField(fields, 'resources', roundResources),
  });
}

/** True for the spec of a pod whose parts come from a template: the usual case, seen at a glance. */
function isComplete(spec: PodSpec): boolean {
  const { ephemeralContainers, dnsPolicy } = asFields(spec);
  return (
    Boolean(dnsPolicy && spec.restartPolicy && spec.schedulerName && spec.securityContext) &&
    spec.terminationGracePeriodSeconds !== undefined &&
    spec.serviceAccount === spec.serviceAccountName &&
    spec.overhead === undefined &&
    spec.resources === undefined &&
    ephemeralContainers === undefined &&
    isSettled(spec.containers) &&
    isSettled(spec.initContainers) &&
    isSettled(spec.volumes)
  );
}

function isSettled(list: readonly unknown[] | undefined): boolean {
  return list === undefined || (list !== null && settled.has(list));
}

/** Notes that a list of containers, such as a pod makes of its template's, is complete. */
export function settleContainers(containers: readonly Container[]): void {
  if (!Object.isFrozen(containers)) return;
  settled.add(containers);
  rememberDecoded(containers, codecOf('[]v1.Container'));
}

export const defaultPodTemplate: (template: PodTemplateSpec) => PodTemplateSpec = once(
  'v1.PodTemplateSpec',
  (template: PodTemplateSpec) =>
    change('v1.PodTemplateSpec', template, {
      spec: convertField(asFields(template), 'spec', defaultPodSpec),
    }),
);
