/** Defaults of volumes, by source. API-DEF-06 */
import type { Fields } from '../object-fields';
import { change, convertField, convertItems, fillAbsent, fillEmpty } from './change';
import { defaultFieldRef, hasLatestTag } from './containers';

const FILE_MODE = 0o644;
const HOUR_SECONDS = 3600;
const EMPTY_DIR = Object.freeze({});

type SourceDefaulting = (source: object) => object;

/** A source with nothing but plain fields to fill in: what is absent (pointers) and what is empty (plain values). */
function plain(goType: string, absent: Fields, empty: Fields = {}): SourceDefaulting {
  return (source) =>
    change(goType, source, { ...fillAbsent(source as Fields, absent), ...fillEmpty(source as Fields, empty) });
}

const SOURCES: ReadonlyMap<string, SourceDefaulting> = new Map([
  ['hostPath', plain('v1.HostPathVolumeSource', { type: '' })],
  ['secret', plain('v1.SecretVolumeSource', { defaultMode: FILE_MODE })],
  ['configMap', plain('v1.ConfigMapVolumeSource', { defaultMode: FILE_MODE })],
  ['iscsi', plain('v1.ISCSIVolumeSource', {}, { iscsiInterface: 'default' })],
  ['rbd', plain('v1.RBDVolumeSource', {}, { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' })],
  [
    'azureDisk',
    plain('v1.AzureDiskVolumeSource', { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false }),
  ],
  ['scaleIO', plain('v1.ScaleIOVolumeSource', {}, { storageMode: 'ThinProvisioned', fsType: 'xfs' })],
  ['downwardAPI', defaultDownwardApi],
  ['projected', defaultProjected],
  ['ephemeral', defaultEphemeral],
  ['image', defaultImage],
]);

export function defaultVolumes(volumes: readonly object[]): readonly object[] {
  return convertItems(volumes, defaultVolume);
}

function defaultVolume(volume: object): object {
  let hasSource = false;
  let changed = volume;
  for (const field of Object.keys(volume)) {
    if (field === 'name') continue;
    hasSource = true;
    const defaulting = SOURCES.get(field);
    if (defaulting)
      changed = change('v1.Volume', changed, { [field]: convertField(volume as Fields, field, defaulting) });
  }
  return hasSource ? changed : change('v1.Volume', volume, { emptyDir: EMPTY_DIR });
}

function defaultDownwardApi(source: object): object {
  return change('v1.DownwardAPIVolumeSource', source, {
    ...fillAbsent(source as Fields, { defaultMode: FILE_MODE }),
    ...defaultItems(source as Fields),
  });
}

function defaultImage(source: object): object {
  const reference = String((source as Fields).reference ?? '');
  const pullPolicy = hasLatestTag(reference) ? 'Always' : 'IfNotPresent';
  return change('v1.ImageVolumeSource', source, fillEmpty(source as Fields, { pullPolicy }));
}

function defaultItems(source: Fields): Fields {
  return {
    items: convertField(source, 'items', (items: readonly object[]) =>
      convertItems(items, (item) =>
        change('v1.DownwardAPIVolumeFile', item, {
          fieldRef: convertField(item as Fields, 'fieldRef', defaultFieldRef),
        }),
      ),
    ),
  };
}

function defaultProjected(projected: object): object {
  return change('v1.ProjectedVolumeSource', projected, {
    ...fillAbsent(projected as Fields, { defaultMode: FILE_MODE }),
    sources: convertField(projected as Fields, 'sources', (sources: readonly object[]) =>
      convertItems(sources, (source) =>
        change('v1.VolumeProjection', source, {
          serviceAccountToken: convertField(source as Fields, 'serviceAccountToken', (token) =>
            change(
              'v1.ServiceAccountTokenProjection',
              token,
              fillAbsent(token as Fields, { expirationSeconds: HOUR_SECONDS }),
            ),
          ),
          downwardAPI: convertField(source as Fields, 'downwardAPI', (downward) =>
            change('v1.DownwardAPIProjection', downward, defaultItems(downward as Fields)),
          ),
        }),
      ),
    ),
  });
}

function defaultEphemeral(ephemeral: object): object {
  return change('v1.EphemeralVolumeSource', ephemeral, {
    volumeClaimTemplate: convertField(ephemeral as Fields, 'volumeClaimTemplate', (template) =>
      change('v1.PersistentVolumeClaimTemplate', template, {
        spec: convertField(template as Fields, 'spec', (spec) =>
          change('v1.PersistentVolumeClaimSpec', spec, fillAbsent(spec as Fields, { volumeMode: 'Filesystem' })),
        ),
      }),
    ),
  });
}
