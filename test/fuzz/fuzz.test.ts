/** A small, fixed share of the deep run: `node test/fuzz/run.js --cases 100000 --seed 1`. */
import { describe, it } from 'node:test';
import { expect } from 'expect';
import { check } from './claims';
import { readCorpus } from './corpus';
import { fuzz } from './fuzz';

describe('the API server', () => {
  it('takes every manifest of the corpus as it is', () => {
    for (const document of readCorpus()) {
      const { kind, metadata } = document as unknown as { kind: string; metadata: { name: string } };
      expect(`${kind} ${metadata.name}: ${check(document)}`).toBe(`${kind} ${metadata.name}: accepted`);
    }
  });

  it('answers spoilt manifests with an object that reads back unchanged, or with a Status', () => {
    const { outcomes, finding } = fuzz(400, 1);
    expect(finding).toBeUndefined();
    // Neither all good nor all bad, or the cases would prove little.
    expect(outcomes.accepted).toBeGreaterThan(40);
    expect(outcomes.refused).toBeGreaterThan(40);
  });
});
