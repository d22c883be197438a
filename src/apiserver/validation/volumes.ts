/** Volumes, by source. Clauses API-PODV-11, -12. */
import type { Fields } from '../object-fields';
import { duplicate, type FieldError, forbidden, invalidValue, required, tooLong } from './field-error';
import {
  checkDescendingPath,
  checkGivenOneOf,
  checkOneOf,
  listOf,
  needs,
  problemsAt,
  structOf,
  textOf,
  textsOf,
} from './fields';
import { dnsLabelProblems, dnsSubdomainProblems } from './names';
import {
  type SourceCheck,
  validateAwsElasticBlockStore,
  validateAzureDisk,
  validateCephFs,
  validateCinder,
  validateFibreChannel,
  validateFlexVolume,
  validateFlocker,
  validateGcePersistentDisk,
  validateIscsi,
  validateQuobyte,
  validateRbd,
  validateStorageOs,
} from './remote-volumes';
import { validateDownwardApi, validateFiles, validateProjected } from './volume-files';

const HOST_PATH_TYPES = [
  '',
  'BlockDevice',
  'CharDevice',
  'Directory',
  'DirectoryOrCreate',
  'File',
  'FileOrCreate',
  'Socket',
];

const needsNothing: SourceCheck = () => [];

/** Every volume source in the order in which the server looks for them: the second one found is the one too many. */
const SOURCES: readonly (readonly [string, SourceCheck])[] = [
  ['emptyDir', validateEmptyDir],
  ['hostPath', validateHostPath],
  ['gitRepo', validateGitRepo],
  ['gcePersistentDisk', validateGcePersistentDisk],
  ['awsElasticBlockStore', validateAwsElasticBlockStore],
  ['secret', (source, path) => [...needs('secretName')(source, path), ...validateFiles(source, path)]],
  ['nfs', validateNfs],
  ['iscsi', validateIscsi],
  ['glusterfs', needs('endpoints', 'path')],
  ['flocker', validateFlocker],
  ['persistentVolumeClaim', needs('claimName')],
  ['rbd', validateRbd],
  ['cinder', validateCinder],
  ['cephfs', validateCephFs],
  ['quobyte', validateQuobyte],
  ['downwardAPI', validateDownwardApi],
  ['fc', validateFibreChannel],
  ['flexVolume', validateFlexVolume],
  ['configMap', (source, path) => [...needs('name')(source, path), ...validateFiles(source, path)]],
  ['azureFile', needs('secretName', 'shareName')],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', validateAzureDisk],
  ['storageos', validateStorageOs],
  ['projected', validateProjected],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['csi', validateCsi],
  ['ephemeral', validateEphemeral],
  ['image', validateImage],
];
/** How the server spells a source that is one too many, where it spells it differently. */
const SPELLED_WHEN_SECOND: Readonly<Record<string, string>> = { cephfs: 'cephFS', downwardAPI: 'downwarAPI' };

const SOURCE_CHECKS = new Map(SOURCES);
const CHECKING_ORDER = new Map(SOURCES.map(([kind], index) => [kind, index]));

export interface CheckedVolumes {
  readonly errors: FieldError[];
  /** Names of the volumes without errors: only these can be mounted. */
  readonly names: ReadonlySet<string>;
  /** Those among them that are claims, which alone can be block devices. */
  readonly blockNames: ReadonlySet<string>;
}

export function validateVolumes(volumes: readonly unknown[], path: string, isPod: boolean): CheckedVolumes {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const blockNames = new Set<string>();
  listOf(volumes).forEach((volume, index) => {
    const at = `${path}[${index}]`;
    const name = textOf(volume.name);
    const own = validateSource(volume, at, isPod);
    if (name === '') own.push(required(`${at}.name`));
    else own.push(...problemsAt(`${at}.name`, name, dnsLabelProblems(name)));
    if (names.has(name)) own.push(duplicate(`${at}.name`, name));
    if (own.length === 0) names.add(name);
    if (own.length === 0 && (volume.persistentVolumeClaim || volume.ephemeral)) blockNames.add(name);
    errors.push(...own);
  });
  return { errors, names, blockNames };
}

function validateSource(volume: Fields, path: string, isPod: boolean): FieldError[] {
  const given = Object.keys(volume).filter((field) => field !== 'name' && structOf(volume[field]));
  if (given.length === 0) return [required(path, 'must specify a volume type')];
  if (given.length > 1) given.sort((a, b) => (CHECKING_ORDER.get(a) ?? 0) - (CHECKING_ORDER.get(b) ?? 0));
  return given.flatMap((kind, index) =>
    index === 0
      ? (SOURCE_CHECKS.get(kind) ?? needsNothing)(structOf(volume[kind]) ?? {}, `${path}.${kind}`, isPod)
      : [forbidden(`${path}.${SPELLED_WHEN_SECOND[kind] ?? kind}`, 'may not specify more than 1 volume type')],
  );
}

function validateEmptyDir(source: Fields, path: string): FieldError[] {
  const isNegative = textOf(source.sizeLimit).startsWith('-') && !/^-0*$/.test(textOf(source.sizeLimit));
  return isNegative ? [forbidden(`${path}.sizeLimit`, 'SizeLimit field must be a valid resource quantity')] : [];
}

function validateNfs(source: Fields, path: string): FieldError[] {
  const exported = textOf(source.path);
  return [
    ...needs('server', 'path')(source, path),
    ...(exported.startsWith('/') ? [] : [invalidValue(`${path}.path`, exported, 'must be an absolute path')]),
  ];
}

const MAX_DRIVER_NAME = 63;

function validateCsi(source: Fields, path: string): FieldError[] {
  const driver = textOf(source.driver);
  const errors: FieldError[] = [];
  if (driver === '') errors.push(required(`${path}.driver`));
  if (driver.length > MAX_DRIVER_NAME) errors.push(tooLong(`${path}.driver`, '', MAX_DRIVER_NAME));
  // An empty name is refused twice, as upstream does.
  errors.push(...problemsAt(`${path}.driver`, driver, dnsSubdomainProblems(driver.toLowerCase())));
  const secret = structOf(source.nodePublishSecretRef);
  const secretName = textOf(secret?.name);
  if (secret && secretName === '') errors.push(required(`${path}.nodePublishSecretRef.name`));
  else if (secret) errors.push(...problemsAt(`${path}.name`, secretName, dnsSubdomainProblems(secretName)));
  return errors;
}

function validateHostPath(source: Fields, path: string): FieldError[] {
  const hostPath = textOf(source.path);
  if (hostPath === '') return [required(`${path}.path`)];
  const stepsUp = hostPath.split('/').includes('..');
  return [
    ...(stepsUp ? [invalidValue(`${path}.path`, hostPath, "must not contain '..'")] : []),
    ...checkOneOf(`${path}.type`, source.type, HOST_PATH_TYPES),
  ];
}

function validateGitRepo(source: Fields, path: string): FieldError[] {
  return [...needs('repository')(source, path), ...checkDescendingPath(textOf(source.directory), `${path}.directory`)];
}

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

function validateEphemeral(source: Fields, path: string): FieldError[] {
  const at = `${path}.volumeClaimTemplate`;
  const template = structOf(source.volumeClaimTemplate);
  if (!template) return [required(at)];
  const spec = structOf(template.spec) ?? {};
  const modes = textsOf(spec.accessModes);
  const errors: FieldError[] = [];
  if (modes.length === 0) errors.push(required(`${at}.spec.accessModes`, 'at least 1 access mode is required'));
  for (const mode of modes) errors.push(...checkGivenOneOf(`${at}.spec.accessModes`, mode, ACCESS_MODES));
  if (modes.includes('ReadWriteOncePod') && modes.length > 1) {
    const why = 'may not use ReadWriteOncePod with other access modes';
    errors.push(forbidden(`${at}.spec.accessModes`, why));
  }
  const storage = structOf(structOf(spec.resources)?.requests)?.storage;
  if (storage === undefined) errors.push(required(`${at}.spec.resources[storage]`));
  return errors;
}

/** A template may leave the image to whoever makes the pod. */
function validateImage(source: Fields, path: string, isPod: boolean): FieldError[] {
  return [
    ...(isPod ? needs('reference')(source, path) : []),
    ...checkOneOf(`${path}.pullPolicy`, source.pullPolicy, ['Always', 'IfNotPresent', 'Never']),
  ];
}
