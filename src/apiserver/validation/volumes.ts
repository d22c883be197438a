/** Volumes, by source. Clauses API-PODV-11, -12. */
import { validateDownwardItem } from './env';
import { duplicate, type FieldError, forbidden, invalidValue, required, tooLong } from './field-error';
import { checkOneOf, checkRequiredText, type Fields, listOf, problemsAt, structOf, textOf } from './fields';
import { dnsLabelProblems, dnsSubdomainProblems } from './names';

type SourceCheck = (source: Fields, path: string) => FieldError[];

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

const needs =
  (...fields: string[]): SourceCheck =>
  (source, path) =>
    fields.flatMap((field) => checkRequiredText(`${path}.${field}`, source[field]));
const needsNothing: SourceCheck = () => [];

/** Every volume source in the order in which the server looks for them: the second one found is the one too many. */
const SOURCES: readonly (readonly [string, SourceCheck])[] = [
  ['emptyDir', validateEmptyDir],
  ['hostPath', validateHostPath],
  ['gitRepo', needs('repository')],
  ['gcePersistentDisk', needs('pdName')],
  ['awsElasticBlockStore', needs('volumeID')],
  ['secret', (source, path) => [...needs('secretName')(source, path), ...validateFiles(source, path)]],
  ['nfs', validateNfs],
  ['iscsi', needs('targetPortal', 'iqn')],
  ['glusterfs', needs('endpoints', 'path')],
  ['flocker', needsNothing],
  ['persistentVolumeClaim', needs('claimName')],
  ['rbd', needs('image')],
  ['cinder', needs('volumeID')],
  ['cephfs', needsNothing],
  ['quobyte', needs('registry', 'volume')],
  ['downwardAPI', validateDownwardApi],
  ['fc', needsNothing],
  ['flexVolume', needs('driver')],
  ['configMap', (source, path) => [...needs('name')(source, path), ...validateFiles(source, path)]],
  ['azureFile', needs('secretName', 'shareName')],
  ['vsphereVolume', needs('volumePath')],
  ['photonPersistentDisk', needs('pdID')],
  ['portworxVolume', needs('volumeID')],
  ['azureDisk', needs('diskName', 'diskURI')],
  ['storageos', needs('volumeName')],
  ['projected', validateProjected],
  ['scaleIO', needs('gateway', 'system', 'volumeName')],
  ['csi', validateCsi],
  ['ephemeral', validateEphemeral],
  ['image', needs('reference')],
];

const SOURCE_CHECKS = new Map(SOURCES);
const CHECKING_ORDER = new Map(SOURCES.map(([kind], index) => [kind, index]));

export interface CheckedVolumes {
  readonly errors: FieldError[];
  /** Names of the volumes without errors: only these can be mounted. */
  readonly names: ReadonlySet<string>;
  /** Those among them that are claims, which alone can be block devices. */
  readonly blockNames: ReadonlySet<string>;
}

export function validateVolumes(volumes: readonly unknown[], path: string): CheckedVolumes {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  const blockNames = new Set<string>();
  listOf(volumes).forEach((volume, index) => {
    const at = `${path}[${index}]`;
    const name = textOf(volume.name);
    const own = validateSource(volume, at);
    if (name === '') own.push(required(`${at}.name`));
    else own.push(...problemsAt(`${at}.name`, name, dnsLabelProblems(name)));
    if (names.has(name)) own.push(duplicate(`${at}.name`, name));
    if (own.length === 0) names.add(name);
    if (own.length === 0 && (volume.persistentVolumeClaim || volume.ephemeral)) blockNames.add(name);
    errors.push(...own);
  });
  return { errors, names, blockNames };
}

function validateSource(volume: Fields, path: string): FieldError[] {
  const given = Object.keys(volume).filter((field) => field !== 'name' && structOf(volume[field]));
  if (given.length === 0) return [required(path, 'must specify a volume type')];
  if (given.length > 1) given.sort((a, b) => (CHECKING_ORDER.get(a) ?? 0) - (CHECKING_ORDER.get(b) ?? 0));
  return given.flatMap((kind, index) =>
    index === 0
      ? (SOURCE_CHECKS.get(kind) ?? needsNothing)(structOf(volume[kind]) ?? {}, `${path}.${kind}`)
      : [forbidden(`${path}.${kind}`, 'may not specify more than 1 volume type')],
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
  if (secret && textOf(secret.name) === '') errors.push(required(`${path}.nodePublishSecretRef.name`));
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
  if (text.startsWith('..') && !text.startsWith('../') && text !== '..') {
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
  const errors = validateMode(source.defaultMode, `${path}.defaultMode`);
  listOf(source.sources).forEach((projection, index) => {
    const at = `${path}.sources[${index}]`;
    const secret = structOf(projection.secret);
    const configMap = structOf(projection.configMap);
    const downward = structOf(projection.downwardAPI);
    const token = structOf(projection.serviceAccountToken);
    if (secret) errors.push(...needs('name')(secret, `${at}.secret`), ...validateKeys(secret, `${at}.secret`));
    if (configMap)
      errors.push(...needs('name')(configMap, `${at}.configMap`), ...validateKeys(configMap, `${at}.configMap`));
    if (downward) errors.push(...validateDownwardItems(downward, `${at}.downwardAPI`));
    if (token) {
      errors.push(...validateRelativePath(token.path, `${at}.serviceAccountToken.path`));
      const seconds = token.expirationSeconds;
      if (typeof seconds === 'number' && seconds < 600) {
        const field = `${at}.serviceAccountToken.expirationSeconds`;
        errors.push(invalidValue(field, seconds, 'may not specify a duration less than 10 minutes'));
      }
    }
    if (Object.keys(projection).length > 1) {
      errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
    } else if (Object.keys(projection).length === 0) errors.push(required(at, 'must specify a volume type'));
  });
  return errors;
}

function validateEphemeral(source: Fields, path: string): FieldError[] {
  return structOf(source.volumeClaimTemplate) ? [] : [required(`${path}.volumeClaimTemplate`)];
}
