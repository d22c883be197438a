/** Ways to spoil a manifest: each takes a document and a place in it, and gives another document. */
import * as fc from 'fast-check';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export interface Mutation {
  readonly kind: (typeof KINDS)[number];
  /** Which of the document's places, modulo their number. */
  readonly place: number;
  readonly value: Json;
  readonly name: string;
}

const KINDS = ['drop', 'duplicate', 'rename', 'replace', 'insert', 'nest', 'swap'] as const;

const NAMES = [
  '',
  '__proto__',
  'constructor',
  'toString',
  'spec',
  'metadata',
  'name',
  'Containers',
  'x-y',
  'a.b/c',
  'é',
  '\u0000',
  '$patch',
];

const oddText = fc.oneof(
  fc.constantFrom(
    ...[
      '',
      ' ',
      'a b',
      '-',
      'A',
      'true',
      'null',
      '0',
      '1e3',
      '0x1F',
      '100%',
      '101%',
      '-1%',
      '5',
      '1.5Gi',
      '-1',
      '1n',
      '1e400',
      'latest',
    ],
    ...[
      'Always',
      'Never',
      'RollingUpdate',
      'OnDelete',
      'NoExecute',
      'Exists',
      'In',
      'TCP',
      'None',
      '..',
      '/',
      '../x',
      '127.0.0.1',
      '::1',
    ],
    ...[
      '\u0000',
      '\ud800',
      '\u2028',
      '💥',
      'é'.repeat(70),
      'x'.repeat(300),
      '2024-01-01T00:00:00Z',
      '__proto__',
      'a/b/c',
      '{{ .Values.x }}',
    ],
  ),
  fc.string({ maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

const oddNumber = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    1,
    65_535,
    65_536,
    2 ** 31 - 1,
    2 ** 31,
    -(2 ** 31) - 1,
    2 ** 53,
    1e300,
    0.5,
    -0.5,
    1e-9,
    99.999,
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const oddValue: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: oddText },
  { weight: 3, arbitrary: oddNumber },
  { weight: 2, arbitrary: fc.constantFrom<Json>(null, true, false, [], {}, [[]], [null], { a: null }, [[[[1]]]]) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 4 }) as fc.Arbitrary<Json> },
);

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom(...KINDS),
  place: fc.nat({ max: 4095 }),
  value: oddValue,
  name: fc.oneof(fc.constantFrom(...NAMES), fc.string({ maxLength: 8 })),
});

/** One to four mutations; few, so that much of what comes out is still accepted. */
export const anyMutations: fc.Arbitrary<Mutation[]> = fc.array(mutation, { minLength: 1, maxLength: 4 });

type Path = readonly (string | number)[];

function placesOf(value: Json, path: Path = [], into: Path[] = []): Path[] {
  if (path.length > 0) into.push(path);
  if (Array.isArray(value)) {
    for (const [index, item] of (value as readonly Json[]).entries()) placesOf(item, [...path, index], into);
  } else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) placesOf((value as Record<string, Json>)[key] as Json, [...path, key], into);
  }
  return into;
}

/** The document with all mutations, one after the other; the document itself stays as it is. */
export function mutate(document: Json, mutations: readonly Mutation[]): Json {
  let result = document;
  for (const each of mutations) {
    const places = placesOf(result);
    const path = places[each.place % Math.max(1, places.length)];
    if (path) result = change(result, path, (parent, key) => spoil(parent, key, each, result, places));
  }
  return result;
}

/** Rebuilds the document along the path; `edit` gets a copy of the last container. */
function change(
  value: Json,
  path: Path,
  edit: (parent: Json[] | Map<string, Json>, key: string | number) => void,
): Json {
  const [key, ...rest] = path as [string | number, ...Path];
  if (Array.isArray(value)) {
    const copy = [...(value as readonly Json[])];
    if (rest.length === 0) edit(copy, key);
    else copy[key as number] = change(copy[key as number] as Json, rest, edit);
    return copy;
  }
  const fields = new Map(Object.entries(value as Record<string, Json>));
  if (rest.length === 0) edit(fields, key);
  else fields.set(key as string, change(fields.get(key as string) as Json, rest, edit));
  // `__proto__` must arrive as a field, as it does from JSON text.
  return JSON.parse(
    `{${[...fields].map(([name, field]) => `${JSON.stringify(name)}:${JSON.stringify(field)}`).join(',')}}`,
  );
}

function spoil(
  parent: Json[] | Map<string, Json>,
  key: string | number,
  { kind, value, name, place }: Mutation,
  document: Json,
  places: readonly Path[],
): void {
  const isList = Array.isArray(parent);
  const current = (isList ? parent[key as number] : parent.get(key as string)) as Json;
  const put = (next: Json) => {
    if (isList) parent[key as number] = next;
    else parent.set(key as string, next);
  };
  switch (kind) {
    case 'drop':
      if (isList) parent.splice(key as number, 1);
      else parent.delete(key as string);
      break;
    case 'duplicate':
      if (isList) parent.splice(key as number, 0, current);
      else parent.set(name, current);
      break;
    case 'rename':
      if (!isList) {
        parent.delete(key as string);
        parent.set(name, current);
      }
      break;
    case 'replace':
      put(value);
      break;
    case 'insert':
      if (isList) parent.push(value);
      else parent.set(name, value);
      break;
    case 'nest':
      put(place % 2 === 0 ? [current] : { [name || 'a']: current });
      break;
    case 'swap':
      put(readAt(document, places[(place * 31) % places.length] as Path));
  }
}

function readAt(document: Json, path: Path): Json {
  return path.reduce<Json>((value, key) => (value as Record<string | number, Json>)[key] as Json, document);
}
