/**
 * One decoding: where it stands in the document, and what was wrong so far. Words and precedence as in Go:
 * the first type mismatch is kept and decoding goes on; a text that a type's own parser refuses ends it at once and
 * wins; unknown fields count only when nothing else was wrong. Clauses API-DEC.
 * Upstream: sigs.k8s.io/json internal/golang/encoding/json/decode.go as vendored in v1.36.
 */

/** Ends a decoding; the message is the decoder's own, without the server's prefix. */
export class DecodeFailure extends Error {}

/** Upstream stops collecting here, so that a hostile document cannot make a hostile message. */
const MAX_STRICT_ERRORS = 100;
const MAX_SHOWN_NUMBER = 64;

export class DecodeSession {
  readonly strictErrors: string[] = [];
  /** Field names and list indexes from the root to here. */
  private readonly path: (string | number)[] = [];
  private structName = '';
  private firstMismatch: string | undefined;

  /**
   * `remembersParts`: the parts of this document will come back in other objects. Not so for pods, of which there are
   * too many to remember each one's affinity.
   */
  constructor(readonly remembersParts: boolean) {}

  enterField(structName: string, json: string): string {
    const outer = this.structName;
    this.structName = structName;
    this.path.push(json);
    return outer;
  }

  leaveField(outerStructName: string): void {
    this.structName = outerStructName;
    this.path.pop();
  }

  enterElement(index: number): void {
    this.path.push(index);
  }

  leaveElement(): void {
    this.path.pop();
  }

  /** A JSON value of the wrong kind: remembered, not thrown. API-DEC-04 */
  recordMismatch(value: unknown, goType: string): void {
    this.firstMismatch ??= this.mismatchText(describeKind(value, goType), goType);
  }

  /** The same from within a type's own parser: ends the decoding. */
  failMismatch(value: unknown, goType: string): never {
    throw new DecodeFailure(this.mismatchText(describeKind(value, goType), goType));
  }

  recordUnknownField(json: string): void {
    if (this.strictErrors.length >= MAX_STRICT_ERRORS) return;
    const prefix = this.dottedPath();
    this.strictErrors.push(`unknown field "${prefix === '' ? json : `${prefix}.${json}`}"`);
  }

  /** True while nothing was wrong. */
  get isClean(): boolean {
    return this.firstMismatch === undefined && this.strictErrors.length === 0;
  }

  /** Throws what was remembered, if anything was. */
  finish(): void {
    if (this.firstMismatch !== undefined) throw new DecodeFailure(this.firstMismatch);
  }

  private mismatchText(kind: string, goType: string): string {
    if (this.structName === '') return `json: cannot unmarshal ${kind} into Go value of type ${goType}`;
    const fields = this.path.filter((segment) => typeof segment === 'string').join('.');
    return `json: cannot unmarshal ${kind} into Go struct field ${this.structName}.${fields} of type ${goType}`;
  }

  /** `spec.template.spec.containers[0]`. API-DEC-03 */
  private dottedPath(): string {
    let text = '';
    for (const segment of this.path) {
      if (typeof segment === 'number') text += `[${segment}]`;
      else text += text === '' ? segment : `.${segment}`;
    }
    return text;
  }
}

function describeKind(value: unknown, goType: string): string {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      // A number that does not fit is shown; a number in the wrong place is not.
      return /^u?int/.test(goType) ? `number ${String(value).slice(0, MAX_SHOWN_NUMBER)}` : 'number';
    default:
      return Array.isArray(value) ? 'array' : 'object';
  }
}
