import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import test from 'node:test';
import type { IFormatterOptions } from '@cucumber/cucumber';
import { expect } from 'expect';
import { collectReport, readEnvelopes } from './collect';
import { readEngineVersion } from './engine-version';
import ReportFormatter from './formatter';
import { renderHtml } from './html';
import { writeParityFile } from './parity-file';
import { runSample } from './report-samples';

const FEATURE = { uri: 'features/a.feature', source: 'Feature: F\n  Scenario: S\n    Given x\n' };

async function format(everynode: object): Promise<{ folder: string; page: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'everynode-report-'));
  let page = '';
  const eventBroadcaster = new EventEmitter();
  const formatter = new ReportFormatter({
    cwd: folder,
    eventBroadcaster,
    parsedArgvOptions: { everynode },
    stream: new Writable(),
    log: (text: string) => {
      page += text;
    },
    cleanup: async () => {},
  } as unknown as IFormatterOptions);
  writeFileSync(join(folder, 'summary.md'), '');
  writeFileSync(join(folder, 'catalogue.yaml'), '- {id: DS-A-001, area: a, sentence: It MUST., source: s}\n');
  writeParityFile(
    join(folder, 'out', 'parity.json'),
    { identical: 3, total: 4 },
    { engineVersion: readEngineVersion() },
  );
  process.env.GITHUB_STEP_SUMMARY = join(folder, 'summary.md');
  try {
    for (const envelope of runSample([FEATURE])) eventBroadcaster.emit('envelope', envelope);
    await formatter.finished();
  } finally {
    delete process.env.GITHUB_STEP_SUMMARY;
  }
  return { folder, page };
}

test('a run leaves the page, its model, the messages, JUnit XML and a job summary', async () => {
  const { folder, page } = await format({ seed: '9', outDir: 'out', catalogue: 'catalogue.yaml' });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  try {
    const model = JSON.parse(read('out/conformance.json'));
    expect(model.run).toMatchObject({ seed: '9', kubernetesVersion: '1.36', engineVersion: expect.any(String) });
    expect(model.run.parity).toEqual({ identical: 3, total: 4 });
    expect(model.requirements).toMatchObject([{ id: 'DS-A-001', state: 'no-scenario' }]);
    expect(page).toBe(renderHtml(model));
    expect(read('out/junit.xml')).toContain('<testcase classname="F" name="S"');
    expect(read('summary.md')).toContain('All 1 scenarios that ran hold');
    const again = collectReport(readEnvelopes(read('out/messages.ndjson')));
    expect(again).toEqual(model);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
