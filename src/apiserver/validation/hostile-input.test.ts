/** Whatever arrives, the answer is an object or an ApiError. */
import { test } from 'node:test';
import { expect } from 'expect';
import fc from 'fast-check';
import { isApiError } from '../../api/errors';
import { RESOURCES, type ResourceDefinition } from '../../api/resources';
import { applyDefaults } from '../defaulting';
import { decodeObject } from '../schema/decode';
import { type FieldCodec, structCodecOf } from '../schema/type-table';
import { invalid } from './field-error';
import { validateCreate, validateStatusUpdate, validateUpdate } from './index';
import { collectWarnings } from './warnings';

function submit(definition: ResourceDefinition, raw: unknown): void {
  const { resource } = definition;
  try {
    const object = applyDefaults(resource, decodeObject(definition, raw, 'Ignore').object);
    const errors = [
      ...validateCreate(resource, object),
      ...validateUpdate(resource, object, object),
      ...validateStatusUpdate(resource, object, object),
    ];
    collectWarnings(resource, object);
    if (errors.length > 0) throw invalid(definition, String(object.metadata.name), errors);
  } catch (error) {
    if (!isApiError(error)) throw error;
    expect(typeof error.message).toBe('string');
  }
}

const nastyText = fc.oneof(
  fc.string(),
  fc.constantFrom('', '__proto__', 'constructor', '-', '1e999', '99999999999999999999Ei', '\ud800', 'a/b/c', '%', '-0'),
);
const nastyValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.jsonValue(),
  nastyText,
  fc.constantFrom(0, -1, 2 ** 40, 1e300, null),
);

/** A value for a field: mostly of its type, sometimes anything. */
function valueFor(codec: FieldCodec['codec'], depth: number): fc.Arbitrary<unknown> {
  const fitting = (): fc.Arbitrary<unknown> => {
    switch (codec.kind) {
      case 'struct':
        return depth > 7 ? fc.constant({}) : structFor(codec.goType, depth + 1);
      case 'list':
        return fc.array(valueFor(codec.element, depth + 1), { maxLength: 2 });
      case 'map':
        return fc.dictionary(nastyText, valueFor(codec.value, depth + 1), { maxKeys: 2 });
      case 'integer':
        return fc.integer({ min: -2, max: 70000 });
      case 'bool':
        return fc.boolean();
      default:
        return fc.oneof(
          nastyText,
          fc.constantFrom('1', '100m', 'Always', 'In', 'Exists', 'RollingUpdate', '2024-01-01T00:00:00Z'),
        );
    }
  };
  return fc.oneof({ weight: 30, arbitrary: fitting() }, { weight: 1, arbitrary: nastyValue });
}

const structs = new Map<string, fc.Arbitrary<unknown>>();
function structFor(goType: string, depth: number): fc.Arbitrary<unknown> {
  const key = `${goType} ${depth}`;
  let arbitrary = structs.get(key);
  if (!arbitrary) {
    const { fields } = structCodecOf(goType);
    arbitrary = fc
      .subarray([...fields], { maxLength: Math.min(6, fields.length) })
      .chain((chosen) =>
        fc.record(Object.fromEntries(chosen.map(({ json, codec }) => [json, valueFor(codec, depth)]))),
      );
    structs.set(key, arbitrary);
  }
  return arbitrary;
}

test('any JSON value at all is answered', () => {
  fc.assert(
    fc.property(fc.constantFrom(...RESOURCES), fc.jsonValue(), (definition, raw) => submit(definition, raw)),
    { numRuns: 300 },
  );
});

for (const definition of RESOURCES) {
  test(`${definition.resource} with arbitrary fields of roughly the right types are answered`, () => {
    const arbitrary = fc.record({
      metadata: valueFor(structCodecOf('v1.ObjectMeta'), 4),
      rest: structFor(`v1.${definition.kind}`, 0),
    });
    fc.assert(
      fc.property(arbitrary, ({ metadata, rest }) => {
        submit(definition, { ...(rest as object), apiVersion: undefined, kind: undefined, metadata });
      }),
      { numRuns: definition.resource === 'daemonsets' || definition.resource === 'pods' ? 300 : 60 },
    );
  });
}

test('deep nesting, huge texts and huge numbers are answered', () => {
  let deep: unknown = {};
  for (let depth = 0; depth < 50_000; depth++) deep = { a: deep };
  const huge = 'x'.repeat(2_000_000);
  for (const definition of RESOURCES) {
    submit(definition, { metadata: deep, spec: deep, data: deep });
    submit(definition, { metadata: { name: huge, labels: { [huge]: huge }, annotations: { a: huge } } });
    submit(definition, deep);
  }
  const containers = [{ name: huge, image: huge, resources: { limits: { cpu: '9'.repeat(100_000) } } }];
  const daemonSets = RESOURCES.find(({ resource }) => resource === 'daemonsets') as ResourceDefinition;
  submit(daemonSets, { metadata: { name: 'a' }, spec: { template: { spec: { containers } } } });
});
