/**
 * Formats of names, with the API's own words for what is wrong. Clauses API-NAME. Label keys and values: src/api/label-format.
 * Upstream: apimachinery pkg/util/validation/validation.go, v1.36.
 */
import { isLongerThan } from '../schema/go-text';

export type Problems = readonly string[];

const DNS_LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const DNS_SUBDOMAIN = `${DNS_LABEL}(\\.${DNS_LABEL})*`;
const PERCENT = '[0-9]+%';
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const HEADER_NAME = '[-A-Za-z0-9]+';

const isDnsLabel = new RegExp(`^${DNS_LABEL}$`);
const isDnsSubdomain = new RegExp(`^${DNS_SUBDOMAIN}$`);
const isPercent = new RegExp(`^${PERCENT}$`);
const isConfigKey = new RegExp(`^${CONFIG_KEY}$`);
const isHeaderName = new RegExp(`^${HEADER_NAME}$`);
const isPrintableAscii = /^[\x20-\x3c\x3e-\x7e]*$/;

function shapeMessage(rule: string, shape: string, ...examples: string[]): string {
  return `${rule} (e.g. ${examples.map((example) => `'${example}', `).join(' or ')}regex used for validation is '${shape}')`;
}

const LABEL_MESSAGE = shapeMessage(
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  DNS_LABEL,
  'my-name',
  '123-abc',
);
const SUBDOMAIN_MESSAGE = shapeMessage(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  DNS_SUBDOMAIN,
  'example.com',
);
const PERCENT_MESSAGE = shapeMessage(
  "a valid percent string must be a numeric string followed by an ending '%'",
  PERCENT,
  '1%',
  '93%',
);
const CONFIG_KEY_MESSAGE = shapeMessage(
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  CONFIG_KEY,
  'key.name',
  'KEY_NAME',
  'key-name',
);
const HEADER_MESSAGE = shapeMessage(
  "a valid HTTP header must consist of alphanumeric characters or '-'",
  HEADER_NAME,
  'X-Header-Name',
);
const ENV_NAME_MESSAGE =
  "a valid environment variable name must consist only of printable ASCII characters other than '='";

/** A longer text need not be matched to know that it is wrong. */
const MAX_MATCHED = 100_000;

/** The recorded server says characters here, although it counts bytes. */
const tooLongMessage = (most: number): string => `must be no more than ${most} characters`;

/** API-NAME-01 */
export function dnsLabelProblems(text: string): Problems {
  const problems: string[] = [];
  const isTooLong = isLongerThan(text, 63);
  if (isTooLong) problems.push(tooLongMessage(63));
  if (text.length <= MAX_MATCHED && isDnsLabel.test(text)) return problems;
  const isOnlyDotted = text.length <= MAX_MATCHED && isDnsSubdomain.test(text);
  problems.push(isOnlyDotted ? 'must not contain dots' : LABEL_MESSAGE);
  return problems;
}

/** API-NAME-02 */
export function dnsSubdomainProblems(text: string): Problems {
  const problems: string[] = [];
  if (isLongerThan(text, 253)) problems.push(tooLongMessage(253));
  if (text.length > MAX_MATCHED || !isDnsSubdomain.test(text)) problems.push(SUBDOMAIN_MESSAGE);
  return problems;
}

const LOOSE_LABEL = '[a-z0-9_]([-_a-z0-9]*[a-z0-9_])?';
const LOOSE_SUBDOMAIN = `${LOOSE_LABEL}(\\.${LOOSE_LABEL})*`;
const isLooseSubdomain = new RegExp(`^${LOOSE_SUBDOMAIN}$`);
const LOOSE_SUBDOMAIN_MESSAGE = shapeMessage(
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character or an underscore",
  LOOSE_SUBDOMAIN,
  'example.com',
);

/** A search path of name resolution, where underscores are in use. */
export function looseSubdomainProblems(text: string): Problems {
  const problems: string[] = [];
  if (isLongerThan(text, 253)) problems.push(tooLongMessage(253));
  if (text.length > MAX_MATCHED || !isLooseSubdomain.test(text)) problems.push(LOOSE_SUBDOMAIN_MESSAGE);
  return problems;
}

/** API-NAME-07 */
export function pathSegmentProblems(name: string): Problems {
  if (name === '.') return ["may not be '.'"];
  if (name === '..') return ["may not be '..'"];
  const problems: string[] = [];
  if (name.includes('/')) problems.push("may not contain '/'");
  if (name.includes('%')) problems.push("may not contain '%'");
  return problems;
}

/** API-NAME-08 */
export function portNameProblems(name: string): Problems {
  const problems: string[] = [];
  if (isLongerThan(name, 15)) problems.push(tooLongMessage(15));
  if (!/^[-a-z0-9]+$/.test(name)) {
    problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(name)) problems.push('must contain at least one letter (a-z)');
  if (name.includes('--')) problems.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) problems.push('must not begin or end with a hyphen');
  return problems;
}

/** API-NAME-10 */
export function percentProblems(text: string): Problems {
  return isPercent.test(text) ? [] : [PERCENT_MESSAGE];
}

export function envNameProblems(name: string): Problems {
  return isPrintableAscii.test(name) ? [] : [ENV_NAME_MESSAGE];
}

export function headerNameProblems(name: string): Problems {
  return isHeaderName.test(name) ? [] : [HEADER_MESSAGE];
}

export function configKeyProblems(key: string): Problems {
  const problems: string[] = [];
  if (isLongerThan(key, 253)) problems.push(tooLongMessage(253));
  if (!isConfigKey.test(key)) problems.push(CONFIG_KEY_MESSAGE);
  if (key === '.') problems.push("must not be '.'");
  else if (key === '..') problems.push("must not be '..'");
  else if (key.startsWith('..')) problems.push("must not start with '..'");
  return problems;
}

export function portProblems(port: number): Problems {
  return port >= 1 && port <= 65535 ? [] : ['must be between 1 and 65535, inclusive'];
}
