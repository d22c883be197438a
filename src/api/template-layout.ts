/**
 * The types of the pod template, compiled from their layout (a file in `schema/`, one per Kubernetes version) into two
 * printers: the dump that is hashed, and the JSON that a ControllerRevision stores.
 *
 * A field in the layout reads `GoName=jsonName type`; `!` after the JSON name: written even when empty; no JSON name: an
 * embedded struct, whose members stand inline in JSON.
 * Upstream: pkg/util/hash and util/dump (spew), encoding/json; spec clauses DS-HASH-04 to 08, DS-REV-05; v1.36.
 */
import { canonicalQuantity, parseQuantity, type Quantity } from './quantity';

export interface TemplateLayout {
  readonly version: string;
  readonly root: string;
  /** Named string types. */
  readonly strings: readonly string[];
  readonly structs: Readonly<Record<string, readonly string[]>>;
}

/** How values of one type print. `undefined` and `null` both mean absent. */
export interface Form {
  /** The value in the dump, without its type. DS-HASH-05 */
  dump(value: unknown): string;
  /** The value in JSON; `undefined` if it is empty and would be left out. DS-REV-05 */
  toJson(value: unknown): unknown;
  /** What JSON shows for an absent value that is always written. */
  readonly emptyJson: unknown;
  /** Structs and quantities are written even when empty, without a mark. */
  readonly isAlwaysWritten: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

const NIL = '<nil>';
const UNSET_TIME = '{Time:(time.Time){wall:(uint64)0 ext:(int64)0 loc:(*time.Location)<nil>}}';

/** Sorts by the bytes of the UTF-8 text; UTF-16 order, the language's own, differs only beyond the basic plane. */
export function sortByBytes(keys: string[]): string[] {
  keys.sort();
  if (keys.some((key) => /[\ud800-\udfff]/.test(key))) {
    keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  }
  return keys;
}

function scalar(zero: string | number | boolean): Form {
  const zeroText = String(zero);
  return {
    dump: (value) => (value === undefined || value === null ? zeroText : String(value)),
    toJson: (value) => (value === zero || value === null ? undefined : value),
    emptyJson: zero,
    isAlwaysWritten: false,
  };
}

const STRING = scalar('');
const INTEGER = scalar(0);
const BOOLEAN = scalar(false);

/** A template never carries a set time; the field is for objects that exist. DS-HASH-07 */
const TIME: Form = { dump: () => UNSET_TIME, toJson: () => undefined, emptyJson: null, isAlwaysWritten: false };

const MANAGED_FIELDS: Form = { dump: () => NIL, toJson: () => undefined, emptyJson: null, isAlwaysWritten: false };

/** DS-HASH-07 */
const INT_OR_STRING: Form = {
  dump: (value) =>
    typeof value === 'string'
      ? `{Type:(intstr.Type)1 IntVal:(int32)0 StrVal:(string)${value}}`
      : `{Type:(intstr.Type)0 IntVal:(int32)${value ?? 0} StrVal:(string)}`,
  toJson: (value) => value ?? 0,
  emptyJson: 0,
  isAlwaysWritten: true,
};

const quantityDumps = new Map<string, string>();
const REMEMBERED = 10_000;

/** The API always writes a quantity, an unset one as `0`. DS-HASH-08 */
const QUANTITY: Form = {
  dump(value) {
    const text = canonicalQuantity((value ?? '0') as string);
    let dump = quantityDumps.get(text);
    if (dump === undefined) {
      dump = dumpQuantity(parseQuantity(text));
      if (quantityDumps.size >= REMEMBERED) quantityDumps.clear();
      quantityDumps.set(text, dump);
    }
    return dump;
  },
  toJson: (value) => canonicalQuantity((value ?? '0') as string),
  emptyJson: '0',
  isAlwaysWritten: true,
};

function dumpQuantity({ unscaled, scale, format, text, isBigDecimal }: Quantity): string {
  const amount = isBigDecimal
    ? '{value:(int64)0 scale:(resource.Scale)0}'
    : `{value:(int64)${unscaled} scale:(resource.Scale)${scale}}`;
  const decimal = isBigDecimal
    ? `{unscaled:(big.Int){neg:(bool)${unscaled < 0n} abs:(big.nat)${dumpWords(unscaled)}} scale:(inf.Scale)${-scale}}`
    : NIL;
  return `{i:(resource.int64Amount)${amount} d:(resource.infDecAmount){Dec:(*inf.Dec)${decimal}} s:(string)${text} Format:(resource.Format)${format}}`;
}

/** The magnitude in 64-bit words, lowest first. */
function dumpWords(unscaled: bigint): string {
  const words: bigint[] = [];
  for (let rest = unscaled < 0n ? -unscaled : unscaled; rest > 0n; rest >>= 64n) words.push(BigInt.asUintN(64, rest));
  return words.length === 0 ? NIL : `[${words.join(' ')}]`;
}

function pointerTo(target: Form): Form {
  return {
    dump: (value) => (value === undefined || value === null ? NIL : target.dump(value)),
    toJson: (value) => (value === undefined || value === null ? undefined : (target.toJson(value) ?? target.emptyJson)),
    emptyJson: null,
    isAlwaysWritten: false,
  };
}

function listOf(element: Form): Form {
  return {
    dump(value) {
      const items = itemsOf(value);
      return items.length === 0 ? NIL : `[${items.map((item) => element.dump(item)).join(' ')}]`;
    },
    toJson(value) {
      const items = itemsOf(value);
      return items.length === 0 ? undefined : items.map((item) => element.toJson(item) ?? element.emptyJson);
    },
    emptyJson: null,
    isAlwaysWritten: false,
  };
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function mapOf(element: Form): Form {
  return {
    dump(value) {
      const entries = (value ?? {}) as Fields;
      const keys = Object.keys(entries);
      if (keys.length === 0) return NIL;
      return `map[${sortByBytes(keys)
        .map((key) => `${key}:${element.dump(entries[key])}`)
        .join(' ')}]`;
    },
    toJson(value) {
      const entries = (value ?? {}) as Fields;
      const keys = sortByBytes(Object.keys(entries));
      if (keys.length === 0) return undefined;
      return Object.fromEntries(keys.map((key) => [key, element.toJson(entries[key]) ?? element.emptyJson]));
    },
    emptyJson: null,
    isAlwaysWritten: false,
  };
}

interface Field {
  /** `Name:(type)`, with the space before it from the second field on. */
  readonly prefix: string;
  readonly form: Form;
  /** Undefined for an embedded struct: its members are read from the parent's value. */
  readonly jsonName: string | undefined;
  readonly isAlwaysWritten: boolean;
}

class Struct implements Form {
  readonly isAlwaysWritten = true;
  #members: readonly Field[] | undefined;
  #empty: string | undefined;

  constructor(readonly fields: readonly Field[]) {}

  get emptyJson(): unknown {
    return this.toJson(undefined);
  }

  dump(value: unknown): string {
    // Most structs of a template are absent, and an absent one always prints the same.
    if (value === undefined || value === null) {
      this.#empty ??= this.#print({});
      return this.#empty;
    }
    return this.#print(value as Fields);
  }

  #print(value: Fields): string {
    let text = '{';
    for (const { prefix, form, jsonName } of this.fields) {
      text += prefix + form.dump(jsonName === undefined ? value : value[jsonName]);
    }
    return `${text}}`;
  }

  toJson(value: unknown): unknown {
    this.#members ??= inlineMembers(this.fields);
    const given = (value ?? {}) as Fields;
    const json: Record<string, unknown> = {};
    for (const { form, jsonName = '', isAlwaysWritten } of this.#members) {
      const member = form.toJson(given[jsonName]);
      if (member !== undefined) json[jsonName] = member;
      else if (isAlwaysWritten) json[jsonName] = form.emptyJson;
    }
    return json;
  }
}

/** The JSON members of a struct with those of its embedded structs, by name in byte order. DS-REV-04 */
function inlineMembers(fields: readonly Field[]): Field[] {
  const members = fields.flatMap((field) =>
    field.jsonName === undefined && field.form instanceof Struct ? inlineMembers(field.form.fields) : [field],
  );
  return members.sort((a, b) => ((a.jsonName as string) < (b.jsonName as string) ? -1 : 1));
}

/** The form of the layout's root type. */
export function compileLayout(layout: TemplateLayout): Form {
  const forms = new Map<string, Form>([
    ['string', STRING],
    ['int32', INTEGER],
    ['int64', INTEGER],
    ['bool', BOOLEAN],
    ['v1.Time', TIME],
    ['[]v1.ManagedFieldsEntry', MANAGED_FIELDS],
    ['intstr.IntOrString', INT_OR_STRING],
    ['resource.Quantity', QUANTITY],
    ['v1.ResourceList', mapOf(QUANTITY)],
    ...layout.strings.map((name): [string, Form] => [name, STRING]),
  ]);

  function formOf(type: string): Form {
    let form = forms.get(type);
    if (!form) {
      form = buildForm(type);
      forms.set(type, form);
    }
    return form;
  }

  function buildForm(type: string): Form {
    if (type.startsWith('*')) return pointerTo(formOf(type.slice(1)));
    if (type.startsWith('[]')) return listOf(formOf(type.slice(2)));
    if (type.startsWith('map[string]')) return mapOf(formOf(type.slice('map[string]'.length)));
    const lines = layout.structs[type];
    if (!lines) throw new Error(`the pod template layout ${layout.version} does not describe the type ${type}`);
    return new Struct(lines.map(readField));
  }

  function readField(line: string, index: number): Field {
    const parts = /^(?<name>\w+)(?:=(?<json>\w+)(?<mark>!?))? (?<type>\S+)$/.exec(line)?.groups;
    if (!parts) throw new Error(`the pod template layout ${layout.version} has an unreadable field: ${line}`);
    const { name, json, mark, type = '' } = parts;
    const form = formOf(type);
    return {
      prefix: `${index === 0 ? '' : ' '}${name}:(${type})`,
      form,
      jsonName: json,
      isAlwaysWritten: mark === '!' || form.isAlwaysWritten,
    };
  }

  return formOf(layout.root);
}
