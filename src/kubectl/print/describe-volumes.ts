/** Volumes and topology spread constraints as `describe` shows them. KUBECTL-DESC-10. Upstream: describe.go, v1.36. */
import { formatSelector } from '../../api/label-selector-text';
import type { LabelSelector, StringMap } from '../../api/meta';
import { formatLines, MAX_ANNOTATION_LENGTH, shorten } from './describe-lines';

type Loose = Readonly<Record<string, unknown>>;

export function describeVolumes(volumes: readonly unknown[] | undefined, space: string): string {
  if (!volumes || volumes.length === 0) return `${space}Volumes:\t<none>\n`;
  let text = `${space}Volumes:\n`;
  for (const volume of volumes as readonly Loose[]) {
    text += `  ${space === '' ? '' : ' '}${volume.name}:\n`;
    const lines = describeVolume(volume);
    for (const [title, value] of lines) text += `    ${title}:\t${value}\n`;
    if (lines.length === 0) text += '  <unknown>\n';
    if (volume.downwardAPI) text += describeDownwardItems((volume.downwardAPI as Loose).items as readonly Loose[]);
  }
  return text;
}

function describeVolume(volume: Loose): readonly (readonly [string, unknown])[] {
  const type = Object.keys(volume).find((key) => key !== 'name') ?? '';
  const source = (volume[type] ?? {}) as Loose;
  switch (type) {
    case 'hostPath':
      return [
        ['Type', 'HostPath (bare host directory volume)'],
        ['Path', source.path],
        ['HostPathType', source.type ?? '<none>'],
      ];
    case 'emptyDir':
      return [
        ['Type', "EmptyDir (a temporary directory that shares a pod's lifetime)"],
        ['Medium', source.medium ?? ''],
        ['SizeLimit', source.sizeLimit ?? '<unset>'],
      ];
    case 'configMap':
      return [
        ['Type', 'ConfigMap (a volume populated by a ConfigMap)'],
        ['Name', source.name],
        ['Optional', source.optional ?? false],
      ];
    case 'secret':
      return [
        ['Type', 'Secret (a volume populated by a Secret)'],
        ['SecretName', source.secretName],
        ['Optional', source.optional ?? false],
      ];
    case 'persistentVolumeClaim':
      return [
        ['Type', 'PersistentVolumeClaim (a reference to a PersistentVolumeClaim in the same namespace)'],
        ['ClaimName', source.claimName],
        ['ReadOnly', source.readOnly ?? false],
      ];
    case 'projected':
      return [
        ['Type', 'Projected (a volume that contains injected data from multiple sources)'],
        ...((source.sources ?? []) as readonly Loose[]).flatMap(describeProjection),
      ];
    case 'downwardAPI':
      return [['Type', 'DownwardAPI (a volume populated by information about the pod)']];
    case 'csi':
      return [
        ['Type', 'CSI (a Container Storage Interface (CSI) volume source)'],
        ['Driver', source.driver],
        ['FSType', source.fsType ?? ''],
        ['ReadOnly', source.readOnly ?? false],
        ['VolumeAttributes', describeAttributes(source.volumeAttributes as StringMap | undefined)],
      ];
    case 'nfs':
      return [
        ['Type', 'NFS (an NFS mount that lasts the lifetime of a pod)'],
        ['Server', source.server],
        ['Path', source.path],
        ['ReadOnly', source.readOnly ?? false],
      ];
    case 'image':
      return [
        ['Type', 'Image (a container image or OCI artifact)'],
        ['Reference', source.reference ?? ''],
        ['PullPolicy', source.pullPolicy ?? ''],
      ];
    default:
      return [];
  }
}

/** Upstream: describe.go, printCSIPersistentVolumeAttributesMultilineIndent. */
function describeAttributes(attributes: StringMap = {}): string {
  const lines = Object.keys(attributes)
    .sort()
    .map((key) => `    ${shorten(`${key}=${attributes[key]}`, MAX_ANNOTATION_LENGTH)}`);
  return lines.length === 0 ? '<none>' : lines.join('\n        \t');
}

/** Upstream: describe.go, printDownwardAPIVolumeSource. */
function describeDownwardItems(items: readonly Loose[] = []): string {
  const lines = items.map(({ path, fieldRef, resourceFieldRef }) => {
    const source = (fieldRef as Loose | undefined)?.fieldPath ?? (resourceFieldRef as Loose | undefined)?.resource;
    return `      ${source} -> ${path}\n`;
  });
  return `    Items:\n${lines.join('')}`;
}

function describeProjection(projection: Loose): readonly (readonly [string, unknown])[] {
  const source = Object.values(projection)[0] as Loose | undefined;
  if (projection.secret) {
    return [
      ['SecretName', source?.name],
      ['Optional', source?.optional ?? false],
    ];
  }
  if (projection.configMap) {
    return [
      ['ConfigMapName', source?.name],
      ['Optional', source?.optional ?? false],
    ];
  }
  if (projection.downwardAPI) return [['DownwardAPI', true]];
  return projection.serviceAccountToken ? [['TokenExpirationSeconds', source?.expirationSeconds ?? 3600]] : [];
}

export function describeTopologySpread(constraints: readonly unknown[] | undefined, space: string): string {
  if (!constraints || constraints.length === 0) return '';
  const sorted = [...(constraints as readonly Loose[])].sort((left, right) =>
    String(left.topologyKey) < String(right.topologyKey) ? -1 : 1,
  );
  return formatLines(
    `${space}Topology Spread Constraints`,
    sorted.map(
      ({ topologyKey, whenUnsatisfiable, maxSkew, labelSelector }) =>
        `${topologyKey}:${whenUnsatisfiable} when max skew ${maxSkew} is exceeded${labelSelector ? ` for selector ${formatSelector(labelSelector as LabelSelector)}` : ''}`,
    ),
  );
}
