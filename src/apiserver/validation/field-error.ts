/**
 * A complaint about one field, and the `Invalid` answer made of several. Clauses API-ERR-06 and API-FE.
 * Upstream: apimachinery pkg/util/validation/field/errors.go and pkg/api/errors/errors.go (NewInvalid), v1.36.
 */
import { ApiError, aggregateMessage, type StatusCause } from '../../api/errors';
import type { ResourceDefinition } from '../../api/resources';
import { escapeHtml, quoteGo } from '../schema/go-text';

export type FieldErrorType =
  | 'Required'
  | 'Invalid'
  | 'TypeInvalid'
  | 'NotSupported'
  | 'Forbidden'
  | 'Duplicate'
  | 'NotFound'
  | 'TooLong'
  | 'TooShort'
  | 'TooMany'
  | 'TooFew'
  | 'Internal';

export interface FieldError {
  readonly type: FieldErrorType;
  /** `spec.containers[0].image`: members after a dot, places and keys in brackets. API-FE-06 */
  readonly field: string;
  /** What the request held. Strings print quoted, numbers and booleans plain, the rest as compact JSON. */
  readonly badValue?: unknown;
  /** The text is of a type of its own (an operator, an effect), which prints as JSON where a plain string is Go-quoted. */
  readonly isTyped?: true;
  readonly detail: string;
}

// API-FE-01
const TEXT_OF_TYPE: Readonly<Record<FieldErrorType, string>> = {
  Required: 'Required value',
  Invalid: 'Invalid value',
  TypeInvalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Forbidden: 'Forbidden',
  Duplicate: 'Duplicate value',
  NotFound: 'Not found',
  TooLong: 'Too long',
  TooShort: 'Too short',
  TooMany: 'Too many',
  TooFew: 'Too few',
  Internal: 'Internal error',
};

// API-FE-02
const WITHOUT_VALUE: ReadonlySet<FieldErrorType> = new Set([
  'Required',
  'Forbidden',
  'TooLong',
  'TooShort',
  'Internal',
]);

export const required = (field: string, detail = ''): FieldError => ({ type: 'Required', field, detail });
export const forbidden = (field: string, detail: string): FieldError => ({ type: 'Forbidden', field, detail });
export const invalidValue = (field: string, badValue: unknown, detail: string): FieldError => ({
  type: 'Invalid',
  field,
  badValue,
  detail,
});
/** As `invalidValue`, for a text of a type of its own. API-FE-03 */
export const invalidTyped = (field: string, badValue: string, detail: string): FieldError => ({
  ...invalidValue(field, badValue, detail),
  isTyped: true,
});
export const duplicate = (field: string, badValue: unknown, detail = ''): FieldError => ({
  type: 'Duplicate',
  field,
  badValue,
  detail,
});
export const notFound = (field: string, badValue: unknown): FieldError => ({
  type: 'NotFound',
  field,
  badValue,
  detail: '',
});
export const tooLong = (field: string, badValue: unknown, maxBytes: number): FieldError => ({
  type: 'TooLong',
  field,
  badValue,
  detail: `may not be more than ${maxBytes} bytes`,
});
/** `supported` prints in the order given. API-FE-05 */
export const notSupported = (field: string, badValue: unknown, supported: readonly string[]): FieldError => ({
  type: 'NotSupported',
  field,
  badValue,
  isTyped: true,
  detail: supported.length > 0 ? `supported values: ${supported.map(quoteGo).join(', ')}` : '',
});

/** A value as Go's `%#v`-like rendering of field errors shows it. API-FE-03 */
function renderValue(value: unknown, isTyped = false): string {
  if (typeof value === 'string') return isTyped ? renderJson(value) : quoteGo(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === undefined || value === null) return 'null';
  return renderJson(value);
}

/** Compact JSON as Go writes it. Keys stay in the order given: whoever shows a map sorts it first. */
function renderJson(value: unknown): string {
  return escapeHtml(JSON.stringify(value));
}

/** The message without the path: `Invalid value: "x": must be …`. */
function fieldErrorBody(error: FieldError): string {
  const head = WITHOUT_VALUE.has(error.type)
    ? TEXT_OF_TYPE[error.type]
    : `${TEXT_OF_TYPE[error.type]}: ${renderValue(error.badValue, error.isTyped)}`;
  return error.detail === '' ? head : `${head}: ${error.detail}`;
}

/** `spec.selector: Invalid value: …: field is immutable`. */
function fieldErrorText(error: FieldError): string {
  return `${error.field}: ${fieldErrorBody(error)}`;
}

const machineTypeOf = (type: FieldErrorType): string => (type === 'Internal' ? 'InternalError' : `FieldValue${type}`);

/**
 * The 422 answer for an object with errors: one error bare, several in brackets without exact repeats; the causes keep
 * them all. API-ERR-06
 */
export function invalid(
  definition: Pick<ResourceDefinition, 'group' | 'kind'>,
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const aggregate = aggregateMessage(errors.map(fieldErrorText));
  const qualifiedKind = definition.group === '' ? definition.kind : `${definition.kind}.${definition.group}`;
  const causes: StatusCause[] = errors.map((error) => ({
    reason: machineTypeOf(error.type),
    message: fieldErrorBody(error),
    field: error.field,
  }));
  return new ApiError('Invalid', `${qualifiedKind} ${quoteGo(name)} is invalid: ${aggregate}`, {
    ...(name === '' ? {} : { name }),
    ...(definition.group === '' ? {} : { group: definition.group }),
    kind: definition.kind,
    causes,
  });
}
