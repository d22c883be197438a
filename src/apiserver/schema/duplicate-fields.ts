/** Finds keys that a JSON text gives twice, which a parsed value no longer shows. API-DEC-02 */

interface OpenValue {
  readonly isObject: boolean;
  readonly seen: Set<string>;
  readonly path: string;
  key: string;
  index: number;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** `duplicate field "spec.bar"` for each repeated key of a valid JSON text, in document order. */
export function findDuplicateFields(text: string): string[] {
  const problems: string[] = [];
  const open: OpenValue[] = [];
  let expectsKey = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const top = open[open.length - 1];
    if (token === '{' || token === '[') {
      open.push({ isObject: token === '{', seen: new Set(), path: childPath(top), key: '', index: 0 });
      expectsKey = token === '{';
    } else if (token === '}' || token === ']') {
      open.pop();
      expectsKey = false;
    } else if (token === ',') {
      expectsKey = top?.isObject ?? false;
      if (top) top.index++;
    } else if (token === ':') {
      expectsKey = false;
    } else if (expectsKey && top) {
      top.key = JSON.parse(token) as string;
      if (top.seen.has(top.key)) problems.push(`duplicate field "${childPath(top)}"`);
      top.seen.add(top.key);
    }
  }
  return problems;
}

function childPath(parent: OpenValue | undefined): string {
  if (!parent) return '';
  if (!parent.isObject) return `${parent.path}[${parent.index}]`;
  return parent.path === '' ? parent.key : `${parent.path}.${parent.key}`;
}
