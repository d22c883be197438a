/** Templates recorded from a real control plane: what it stored is what defaulting makes of the manifest. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { expect } from 'expect';
import type { DaemonSet } from '../../api/apps';
import { resourceDefinition } from '../../api/resources';
import { decodeObject } from '../schema/decode';
import { applyDefaults } from './index';

interface Sample {
  readonly manifest: unknown;
  readonly revisionName: string;
  readonly data: { readonly spec: { readonly template: Record<string, unknown> } };
}

const GOLDEN = join(__dirname, '../../../test/parity/golden/template-hash.jsonl');
const samples: Sample[] = readFileSync(GOLDEN, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line));

function defaultTemplateOf(manifest: unknown): unknown {
  const { object } = decodeObject(resourceDefinition('daemonsets'), manifest, 'Strict');
  return (applyDefaults('daemonsets', object) as unknown as DaemonSet).spec.template;
}

test(`the defaulted template of all ${samples.length} recorded DaemonSets is what the real server stored`, () => {
  for (const { manifest, revisionName, data } of samples) {
    const { $patch: _patch, ...stored } = data.spec.template;
    expect({ revisionName, template: defaultTemplateOf(manifest) }).toEqual({ revisionName, template: stored });
  }
});

test('a stored object goes through decoding and defaulting unchanged and unshared with nothing new', () => {
  for (const { manifest } of samples.slice(0, 20)) {
    const definition = resourceDefinition('daemonsets');
    const stored = applyDefaults('daemonsets', decodeObject(definition, manifest, 'Strict').object);
    const again = decodeObject(definition, JSON.parse(JSON.stringify(stored)), 'Strict').object;
    expect(applyDefaults('daemonsets', again)).toEqual(stored);
    expect(decodeObject(definition, stored, 'Strict').object).toEqual(stored);
    expect(applyDefaults('daemonsets', stored)).toBe(stored);
  }
});
