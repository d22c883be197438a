/** What the features say and which phrase each of their steps means: Cucumber's own answer, from a dry run. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Envelope } from '@cucumber/messages';
import { ROOT } from './repository-files';

export interface DryScenario {
  /** `features/a.feature: name` */
  readonly label: string;
  readonly tags: readonly string[];
}

export interface DryRun {
  readonly scenarios: readonly DryScenario[];
  /** Each phrase as often as it is defined. */
  readonly phrases: readonly string[];
  readonly unusedPhrases: readonly string[];
  /** `phrase or step: where` */
  readonly undefinedSteps: readonly string[];
  readonly ambiguousSteps: readonly string[];
}

export function dryRunFeatures(): DryRun {
  const scratch = mkdtempSync(join(tmpdir(), 'everynode-tidy-'));
  try {
    const run = spawnSync(process.execPath, ['bin/everynode.js', 'run', '--dry-run', '--out', scratch], {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    if (run.status === 2) throw new Error(`The dry run could not start:\n${run.stderr}${run.stdout}`);
    const lines = readFileSync(join(scratch, 'messages.ndjson'), 'utf8').trim().split('\n');
    return readMessages(lines.map((line) => JSON.parse(line) as Envelope));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function readMessages(envelopes: readonly Envelope[]): DryRun {
  const pickles = envelopes.flatMap((envelope) => envelope.pickle ?? []);
  const definitions = envelopes.flatMap((envelope) => envelope.stepDefinition ?? []);
  const testCases = envelopes.flatMap((envelope) => envelope.testCase ?? []);
  const used = new Set<string>();
  const undefinedSteps = new Set<string>();
  const ambiguousSteps = new Set<string>();
  for (const testCase of testCases) {
    const pickle = pickles.find(({ id }) => id === testCase.pickleId);
    for (const testStep of testCase.testSteps) {
      if (testStep.pickleStepId === undefined) continue;
      const step = pickle?.steps.find(({ id }) => id === testStep.pickleStepId);
      const matches = testStep.stepDefinitionIds ?? [];
      for (const id of matches) used.add(id);
      if (matches.length === 0) undefinedSteps.add(`${step?.text}: ${pickle?.uri}`);
      if (matches.length > 1) ambiguousSteps.add(`${step?.text}: ${pickle?.uri}`);
    }
  }
  return {
    scenarios: pickles.map((pickle) => ({
      label: `${pickle.uri}: ${pickle.name}`,
      tags: pickle.tags.map((tag) => tag.name.slice(1)),
    })),
    phrases: definitions.map((definition) => definition.pattern.source),
    unusedPhrases: definitions.filter(({ id }) => !used.has(id)).map((definition) => definition.pattern.source),
    undefinedSteps: [...undefinedSteps],
    ambiguousSteps: [...ambiguousSteps],
  };
}
