/**
 * Security settings that only Windows knows.
 * Upstream: pkg/apis/core/validation/validation.go:validateWindowsSecurityContextOptions,validateWindowsHostProcessPod,
 * v1.36.
 */
import type { Fields } from '../object-fields';
import { byteLength } from '../schema/go-text';
import { type FieldError, invalidValue } from './field-error';
import { listOf, problemsAt, structOf } from './fields';
import { dnsSubdomainProblems } from './names';

const MAX_CREDENTIAL_KIB = 64;
const MAX_DOMAIN = 256;
const MAX_USER = 104;
const CONTROL_CHARACTERS = /\p{Cc}/u;
const NETBIOS_DOMAIN = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_PART = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_PART}(?:\\.${DNS_PART})*$`);
const NOT_IN_USER = /["/\\:;|=,+*?<>@[\]]/;

/** `windowsOptions` of a security context: credentials, and the user to run as. */
export function validateWindowsOptions(context: Fields, path: string): FieldError[] {
  const options = structOf(context.windowsOptions);
  if (!options) return [];
  const at = `${path}.windowsOptions`;
  const errors: FieldError[] = [];
  const { gmsaCredentialSpecName: specName, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  if (typeof specName === 'string') {
    errors.push(...problemsAt(`${at}.gmsaCredentialSpecName`, specName, dnsSubdomainProblems(specName)));
  }
  if (spec === '')
    errors.push(invalidValue(`${at}.gmsaCredentialSpec`, spec, 'gmsaCredentialSpec cannot be an empty string'));
  else if (typeof spec === 'string' && byteLength(spec) > MAX_CREDENTIAL_KIB * 1024) {
    const why = `gmsaCredentialSpec size must be under ${MAX_CREDENTIAL_KIB} KiB`;
    errors.push(invalidValue(`${at}.gmsaCredentialSpec`, spec, why));
  }
  if (typeof user === 'string') errors.push(...problemsAt(`${at}.runAsUserName`, user, userProblems(user)));
  return errors;
}

/** `DOMAIN\\user`, or a user alone. */
function userProblems(text: string): string[] {
  if (text === '') return ['runAsUserName cannot be an empty string'];
  if (CONTROL_CHARACTERS.test(text)) return ['runAsUserName cannot contain control characters'];
  const parts = text.split('\\');
  if (parts.length > 2) return ['runAsUserName cannot contain more than one backslash'];
  const user = parts[parts.length - 1] ?? '';
  const domain = parts.length === 2 ? (parts[0] ?? '') : undefined;
  const problems: string[] = [];
  if (domain !== undefined) {
    if (byteLength(domain) >= MAX_DOMAIN) {
      problems.push(`runAsUserName's Domain length must be under ${MAX_DOMAIN} characters`);
    }
    if (!NETBIOS_DOMAIN.test(domain) && !DNS_DOMAIN.test(domain)) {
      problems.push("runAsUserName's Domain doesn't match the NetBios nor the DNS format");
    }
  }
  if (user === '') problems.push("runAsUserName's User cannot be empty");
  else if (byteLength(user) > MAX_USER) {
    problems.push(`runAsUserName's User length must not be longer than ${MAX_USER} characters`);
  }
  if (/^[. ]+$/.test(user)) problems.push("runAsUserName's User cannot contain only periods or spaces");
  if (NOT_IN_USER.test(user)) {
    problems.push('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]');
  }
  return problems;
}

/** Either all containers are processes of the host, or none is. */
export function validateHostProcesses(spec: Fields, path: string): FieldError[] {
  const ofPod = hostProcessOf(spec);
  const errors: FieldError[] = [];
  let containers = 0;
  let hostProcesses = 0;
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    listOf(spec[list]).forEach((container, index) => {
      const own = hostProcessOf(container);
      containers += 1;
      if (own ?? ofPod) hostProcesses += 1;
      if (ofPod === undefined || own === undefined || own === ofPod) return;
      const at = `${path}.${list}[${index}].securityContext.windowsOptions.hostProcess`;
      errors.push(invalidValue(at, own, `pod hostProcess value must be identical if both are specified, was ${ofPod}`));
    });
  }
  if (hostProcesses === 0) return errors;
  if (hostProcesses !== containers) {
    const why = 'If pod contains any hostProcess containers then all containers must be HostProcess containers';
    errors.push(invalidValue(path, '', why));
  }
  if (spec.hostNetwork !== true) {
    const why = 'hostNetwork must be true if pod contains any hostProcess containers';
    errors.push(invalidValue(`${path}.hostNetwork`, false, why));
  }
  return errors;
}

function hostProcessOf(holder: Fields): boolean | undefined {
  const value = structOf(structOf(holder.securityContext)?.windowsOptions)?.hostProcess;
  return typeof value === 'boolean' ? value : undefined;
}
