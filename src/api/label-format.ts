/**
 * The shape of label keys and values, with the API's own words for what is wrong. Taints, selectors and affinity terms
 * use the same shapes. Upstream: apimachinery pkg/api/validate/content/kube.go, v1.36.
 */

const NAME_SHAPE = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const SUBDOMAIN_SHAPE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

const NAME_RULE = `must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character`;
const NAME_EXAMPLES = `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`;
const SUBDOMAIN_MESSAGE = `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`;
const VALUE_MESSAGE = `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`;

/** Keys and values repeat endlessly, so the verdict about each text is kept. */
const keyVerdicts = new Map<string, readonly string[]>();
const valueVerdicts = new Map<string, readonly string[]>();
const REMEMBERED = 10_000;

function remember(
  verdicts: Map<string, readonly string[]>,
  text: string,
  judge: (text: string) => readonly string[],
): readonly string[] {
  const known = verdicts.get(text);
  if (known) return known;
  if (verdicts.size >= REMEMBERED) verdicts.clear();
  const verdict = judge(text);
  verdicts.set(text, verdict);
  return verdict;
}

/** What is wrong with a label key (qualified name), empty if nothing is. API-NAME-03 */
export function labelKeyProblems(key: string): readonly string[] {
  return remember(keyVerdicts, key, judgeKey);
}

/** What is wrong with a label value, empty if nothing is. API-NAME-04 */
export function labelValueProblems(value: string): readonly string[] {
  return remember(valueVerdicts, value, judgeValue);
}

function judgeKey(key: string): readonly string[] {
  const parts = key.split('/');
  if (parts.length > 2) {
    return [
      `a valid label key ${NAME_RULE} ${NAME_EXAMPLES} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const problems: string[] = [];
  const name = parts[parts.length - 1] ?? '';
  if (parts.length === 2) {
    const prefix = parts[0] ?? '';
    if (prefix === '') problems.push('prefix part must be non-empty');
    else problems.push(...subdomainProblems(prefix).map((problem) => `prefix part ${problem}`));
  }
  if (name === '') problems.push('name part must be non-empty');
  else if (name.length > 63) problems.push('name part must be no more than 63 bytes');
  if (!NAME_SHAPE.test(name)) problems.push(`name part ${NAME_RULE} ${NAME_EXAMPLES}`);
  return problems;
}

function subdomainProblems(text: string): string[] {
  const problems: string[] = [];
  if (text.length > 253) problems.push('must be no more than 253 bytes');
  if (!SUBDOMAIN_SHAPE.test(text)) problems.push(SUBDOMAIN_MESSAGE);
  return problems;
}

function judgeValue(value: string): readonly string[] {
  const problems: string[] = [];
  if (value.length > 63) problems.push('must be no more than 63 bytes');
  if (value !== '' && !NAME_SHAPE.test(value)) problems.push(VALUE_MESSAGE);
  return problems;
}
