/** Volumes, by source. Clauses API-PODV-11, -12. */
import { validateDownwardItem } from './env';
import { duplicate, type FieldError, forbidden, invalidValue, required, tooLong } from './field-error';
import {
  checkGivenOneOf,
  checkOneOf,
  checkRequiredText,
  type Fields,
  listOf,
  problemsAt,
  structOf,
  textOf,
  textsOf,
} from './fields';
import { dnsLabelProblems, dnsSubdomainProblems } from './names';
import {
  needs,
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
const MODE_RANGE = 'must be a number between 0 and 0777 (octal), both inclusive';

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

function validateMode(mode: unknown, path: string): FieldError[] {
  return typeof mode === 'number' && (mode < 0 || mode > 0o777) ? [invalidValue(path, mode, MODE_RANGE)] : [];
}

/** Files of a secret or config map. */
function validateFiles(source: Fields, path: string): FieldError[] {
  return [...validateMode(source.defaultMode, `${path}.defaultMode`), ...validateKeys(source, path)];
}

function validateKeys(source: Fields, path: string): FieldError[] {
  return listOf(source.items).flatMap((item, index) => {
    const at = `${path}.items[${index}]`;
    return [
      ...checkRequiredText(`${at}.key`, item.key),
      ...validateRelativePath(item.path, `${at}.path`),
      ...validateMode(item.mode, `${at}.mode`),
    ];
  });
}

function validateRelativePath(value: unknown, path: string): FieldError[] {
  const text = textOf(value);
  if (text === '') return [required(path)];
  const errors = checkDescendingPath(text, path);
  if (text.startsWith('..') && !text.startsWith('../')) {
    errors.push(invalidValue(path, text, "must not start with '..'"));
  }
  return errors;
}

/** A path that stays below where it starts. */
export function checkDescendingPath(text: string, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (text.startsWith('/')) errors.push(invalidValue(path, text, 'must be a relative path'));
  if (text.split('/').includes('..')) errors.push(invalidValue(path, text, "must not contain '..'"));
  return errors;
}

function validateDownwardApi(source: Fields, path: string): FieldError[] {
  return [...validateMode(source.defaultMode, `${path}.defaultMode`), ...validateDownwardItems(source, path)];
}

function validateDownwardItems(source: Fields, path: string): FieldError[] {
  return listOf(source.items).flatMap((item) => [
    ...validateRelativePath(item.path, `${path}.path`),
    ...validateDownwardItem(item, path),
    ...validateMode(item.mode, `${path}.mode`),
  ]);
}

function validateProjected(source: Fields, path: string): FieldError[] {
  return [...validateMode(source.defaultMode, `${path}.defaultMode`), ...validateProjections(source, path)];
}

function validateProjections(source: Fields, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const paths = new Set<string>();
  const claim = (filePath: unknown, shown: unknown) => {
    const text = textOf(filePath);
    if (text === '') return;
    if (paths.has(text)) errors.push(invalidValue(path, textOf(shown), 'conflicting duplicate paths'));
    paths.add(text);
  };
  listOf(source.sources).forEach((projection, index) => {
    const at = `${path}.sources[${index}]`;
    for (const kind of ['secret', 'configMap']) {
      const files = structOf(projection[kind]);
      if (!files) continue;
      errors.push(...needs('name')(files, `${at}.${kind}`), ...validateKeys(files, `${at}.${kind}`));
      for (const item of listOf(files.items)) claim(item.path, files.name);
    }
    const downward = structOf(projection.downwardAPI);
    if (downward) errors.push(...validateDownwardItems(downward, `${at}.downwardAPI`));
    for (const item of listOf(downward?.items)) claim(item.path, item.path);
    const token = structOf(projection.serviceAccountToken);
    if (token) errors.push(...validateToken(token, `${at}.serviceAccountToken`, path));
    // An empty source is only worth a warning.
    if (Object.keys(projection).length > 1) {
      errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
    }
  });
  return errors;
}

const MIN_TOKEN_SECONDS = 600;
const MAX_TOKEN_SECONDS = 2 ** 32;

/** The server reports the path of a token at the volume. */
function validateToken(token: Fields, path: string, volumePath: string): FieldError[] {
  const errors: FieldError[] = [];
  const seconds = token.expirationSeconds;
  const field = `${path}.expirationSeconds`;
  if (typeof seconds === 'number' && seconds < MIN_TOKEN_SECONDS) {
    errors.push(invalidValue(field, seconds, 'may not specify a duration less than 10 minutes'));
  }
  if (typeof seconds === 'number' && seconds > MAX_TOKEN_SECONDS) {
    errors.push(invalidValue(field, seconds, 'may not specify a duration larger than 2^32 seconds'));
  }
  return [...errors, ...validateRelativePath(token.path, `${volumePath}.path`)];
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
