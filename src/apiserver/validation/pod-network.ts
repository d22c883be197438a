/**
 * How a pod finds others: name resolution and extra names. Clause API-PODV-28.
 * Upstream: pkg/apis/core/validation/validation.go:validatePodDNSConfig,ValidateHostAliases, v1.36.
 */
import type { Fields } from '../object-fields';
import { type FieldError, invalidValue, required } from './field-error';
import { listOf, problemsAt, structOf, textOf, textsOf } from './fields';
import { dnsSubdomainProblems, looseSubdomainProblems, type Problems } from './names';

const MAX_NAMESERVERS = 3;
const MAX_SEARCH_PATHS = 32;
const MAX_SEARCH_CHARACTERS = 2048;

const IPV4 = /^\d{1,3}(\.\d{1,3}){3}$/;
const IPV6_GROUPS = 8;

function isIpv4(text: string): boolean {
  return IPV4.test(text) && text.split('.').every((part) => Number(part) <= 255);
}

/** Eight groups of hexadecimal digits, of which `::` stands for one or more; the last two may be written as IPv4. */
function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups[groups.length - 1] ?? '';
  const endsAsIpv4 = last.includes('.');
  const words = endsAsIpv4 ? groups.slice(0, -1) : groups;
  if (!words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word)) || (endsAsIpv4 && !isIpv4(last))) return false;
  const count = words.length + (endsAsIpv4 ? 2 : 0);
  return halves.length === 2 ? count < IPV6_GROUPS : count === IPV6_GROUPS;
}

export function ipProblems(text: string): Problems {
  return isIpv4(text) || isIpv6(text) ? [] : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

/** The DNS settings of a pod, in upstream named validatePodDNSConfig. */
export function validateDns(spec: Fields, path: string): FieldError[] {
  const config = structOf(spec.dnsConfig);
  const at = `${path}.dnsConfig`;
  if (!config) {
    return spec.dnsPolicy === 'None' ? [required(at, 'must provide `dnsConfig` when `dnsPolicy` is None')] : [];
  }
  const nameservers = textsOf(config.nameservers);
  if (spec.dnsPolicy === 'None' && nameservers.length === 0) {
    return [required(`${at}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None')];
  }
  const errors: FieldError[] = [];
  if (nameservers.length > MAX_NAMESERVERS) {
    const why = `must not have more than ${MAX_NAMESERVERS} nameservers`;
    errors.push(invalidValue(`${at}.nameservers`, nameservers, why));
  }
  nameservers.forEach((address, index) => {
    errors.push(...problemsAt(`${at}.nameservers[${index}]`, address, ipProblems(address)));
  });
  errors.push(...validateSearches(textsOf(config.searches), `${at}.searches`));
  listOf(config.options).forEach((option, index) => {
    if (textOf(option.name) === '') errors.push(required(`${at}.options[${index}]`, 'must not be empty'));
  });
  return errors;
}

function validateSearches(searches: readonly string[], path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (searches.length > MAX_SEARCH_PATHS) {
    errors.push(invalidValue(path, searches, `must not have more than ${MAX_SEARCH_PATHS} search paths`));
  }
  if (searches.join(' ').length > MAX_SEARCH_CHARACTERS) {
    const why = `must not have more than ${MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list`;
    errors.push(invalidValue(path, searches, why));
  }
  searches.forEach((search, index) => {
    if (search === '.') return;
    const name = search.replace(/\.$/, '');
    errors.push(...problemsAt(`${path}[${index}]`, name, looseSubdomainProblems(name)));
  });
  return errors;
}

/** Extra names that are written into the hosts file of a pod. */
export function validateHostAliases(aliases: readonly Fields[], path: string): FieldError[] {
  return aliases.flatMap((alias, index) => {
    const ip = textOf(alias.ip);
    return [
      ...problemsAt(`${path}[${index}].ip`, ip, ipProblems(ip)),
      ...textsOf(alias.hostnames).flatMap((name, position) =>
        problemsAt(`${path}[${index}].hostnames[${position}]`, name, dnsSubdomainProblems(name)),
      ),
    ];
  });
}
