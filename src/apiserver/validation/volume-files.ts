/**
 * Files that volumes are made of: keys of ConfigMaps and Secrets, facts about the pod, and several of these together.
 * Clauses API-PODV-11, -12. Upstream: pkg/apis/core/validation/validation.go:validateConfigMapVolumeSource,
 * validateDownwardAPIVolumeSource,validateProjectionSources, v1.36.
 */
import type { Fields } from '../object-fields';
import { validateDownwardItem } from './env';
import { type FieldError, forbidden, invalidValue, required } from './field-error';
import { checkDescendingPath, checkRequiredText, listOf, needs, structOf, textOf } from './fields';

const MODE_RANGE = 'must be a number between 0 and 0777 (octal), both inclusive';

function validateMode(mode: unknown, path: string): FieldError[] {
  return typeof mode === 'number' && (mode < 0 || mode > 0o777) ? [invalidValue(path, mode, MODE_RANGE)] : [];
}

/** Files of a secret or config map. */
export function validateFiles(source: Fields, path: string): FieldError[] {
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

/** Files that describe the pod itself. */
export function validateDownwardApi(source: Fields, path: string): FieldError[] {
  return [...validateMode(source.defaultMode, `${path}.defaultMode`), ...validateDownwardItems(source, path)];
}

function validateDownwardItems(source: Fields, path: string): FieldError[] {
  return listOf(source.items).flatMap((item) => [
    ...validateRelativePath(item.path, `${path}.path`),
    ...validateDownwardItem(item, path),
    ...validateMode(item.mode, `${path}.mode`),
  ]);
}

/** Files of several sources in one volume. */
export function validateProjected(source: Fields, path: string): FieldError[] {
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
