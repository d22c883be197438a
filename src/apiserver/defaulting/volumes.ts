/** Defaults of volumes, by source. API-DEF-06 */
import { change, convertField, convertItems, type Fields, fillAbsent, fillEmpty } from './change';
import { defaultFieldRef } from './containers';

const FILE_MODE = 0o644;
const HOUR_SECONDS = 3600;
const EMPTY_DIR = Object.freeze({});

/** Sources with nothing but plain fields to fill in: what is absent (pointers) and what is empty (plain values). */
const SIMPLE_SOURCES: readonly { field: string; goType: string; absent?: Fields; empty?: Fields }[] = [
  { field: 'hostPath', goType: 'v1.HostPathVolumeSource', absent: { type: '' } },
  { field: 'secret', goType: 'v1.SecretVolumeSource', absent: { defaultMode: FILE_MODE } },
  { field: 'configMap', goType: 'v1.ConfigMapVolumeSource', absent: { defaultMode: FILE_MODE } },
  { field: 'iscsi', goType: 'v1.ISCSIVolumeSource', empty: { iscsiInterface: 'default' } },
  {
    field: 'rbd',
    goType: 'v1.RBDVolumeSource',
    empty: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring' },
  },
  {
    field: 'azureDisk',
    goType: 'v1.AzureDiskVolumeSource',
    absent: { cachingMode: 'ReadWrite', kind: 'Shared', fsType: 'ext4', readOnly: false },
  },
  { field: 'scaleIO', goType: 'v1.ScaleIOVolumeSource', empty: { storageMode: 'ThinProvisioned', fsType: 'xfs' } },
];

export function defaultVolumes(volumes: readonly object[]): readonly object[] {
  return convertItems(volumes, defaultVolume);
}

function defaultVolume(volume: object): object {
  const fields = volume as Fields;
  const sources = Object.keys(fields).filter((key) => key !== 'name');
  if (sources.length === 0) return change('v1.Volume', volume, { emptyDir: EMPTY_DIR });
  const changes: Record<string, unknown> = {
    downwardAPI: convertField(fields, 'downwardAPI', (source) => {
      const items = defaultItems(source as Fields);
      return change('v1.DownwardAPIVolumeSource', source, {
        ...fillAbsent(source as Fields, { defaultMode: FILE_MODE }),
        ...items,
      });
    }),
    projected: convertField(fields, 'projected', defaultProjected),
    ephemeral: convertField(fields, 'ephemeral', defaultEphemeral),
    image: convertField(fields, 'image', (source) => {
      const reference = String((source as Fields).reference ?? '');
      const isLatest = !reference.includes('@') && (/:latest$/.test(reference) || !/:[^/]+$/.test(reference));
      return change(
        'v1.ImageVolumeSource',
        source,
        fillEmpty(source as Fields, { pullPolicy: isLatest ? 'Always' : 'IfNotPresent' }),
      );
    }),
  };
  for (const { field, goType, absent, empty } of SIMPLE_SOURCES) {
    changes[field] = convertField(fields, field, (source) =>
      change(goType, source, {
        ...fillAbsent(source as Fields, absent ?? {}),
        ...fillEmpty(source as Fields, empty ?? {}),
      }),
    );
  }
  return change('v1.Volume', volume, changes);
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
