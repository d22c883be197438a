import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { expect } from 'expect';
import { CATALOGUE_MEDIA_TYPE } from '../../report/catalogue';
import type { ReportModel } from '../../report/model';
import { runSample } from '../../report/report-samples';
import { report } from './report';

const FEATURE = { uri: 'features/a.feature', source: 'Feature: F\n  @DS-A-001\n  Scenario: S\n    Given x\n' };
const REQUIREMENT = { id: 'DS-A-001', area: 'a', sentence: 'It MUST.', level: 'core', source: 's' };

/** Messages of a run whose only step has this status, with the catalogue that travels with them. */
function messages(status: string): string {
  const catalogue = {
    attachment: { mediaType: CATALOGUE_MEDIA_TYPE, body: JSON.stringify([REQUIREMENT]), contentEncoding: 'IDENTITY' },
  };
  return [...runSample([FEATURE], { statusOf: () => status }), catalogue]
    .map((line) => JSON.stringify(line))
    .join('\n');
}

/** Runs the command in a folder of its own, and gives what it printed. */
function inFolder(check: (at: (name: string) => string, run: (...args: string[]) => string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'everynode-report-'));
  const at = (name: string) => join(folder, name);
  const run = (...args: string[]) => {
    const write = process.stdout.write;
    let printed = '';
    process.stdout.write = ((text: string) => {
      printed += text;
      return true;
    }) as typeof write;
    try {
      expect(report(args)).toBe(0);
    } finally {
      process.stdout.write = write;
    }
    return printed;
  };
  try {
    writeFileSync(at('good.ndjson'), messages('PASSED'));
    writeFileSync(at('bad.ndjson'), messages('FAILED'));
    check(at, run);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const readModel = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as ReportModel;

test('messages alone are enough: the page and its data come back, requirements and all', () => {
  inFolder((at, run) => {
    run(at('good.ndjson'));
    expect(readFileSync(at('conformance.html'), 'utf8')).toContain('DS-A-001');
    expect(readModel(at('conformance.json')).requirements).toMatchObject([{ id: 'DS-A-001', state: 'passed' }]);
  });
});

test('a baseline may be messages or the data of a report', () => {
  inFolder((at, run) => {
    expect(run(at('bad.ndjson'), `--baseline=${at('good.ndjson')}`)).toContain('Since the baseline: 1 broken');
    const page = at('fixed.html');
    const printed = run(at('good.ndjson'), '--baseline', at('conformance.json'), '--out', page);
    expect(printed).toContain('Since the baseline: 1 fixed');
    expect(readModel(at('fixed.json')).requirements[0]?.change).toBe('fixed');
  });
});

test('several files stand side by side', () => {
  inFolder((at, run) => {
    run(at('good.ndjson'), at('bad.ndjson'), '--out', at('beside.html'));
    expect(readModel(at('beside.json')).requirements[0]?.states).toEqual(['passed', 'failed']);
  });
});

test('a mistake in the arguments is a sentence that names it', () => {
  inFolder((at) => {
    expect(() => report(['--baselin', 'x'])).toThrow('has no option --baselin. Did you mean --baseline?');
    expect(() => report([])).toThrow('takes the messages of a run, such as reports/messages.ndjson');
    expect(() => report([at('good.ndjson'), '--out'])).toThrow('The option --out needs a value');
    expect(() => report([at('none.ndjson')])).toThrow(/There is no file ".*none\.ndjson"/);
    expect(() => report([at('good.ndjson'), '--baseline', at('none.json')])).toThrow(/There is no file ".*none\.json"/);
    writeFileSync(at('broken.ndjson'), '{"a": 1}\nnonsense\n');
    expect(() => report([at('broken.ndjson')])).toThrow(/broken\.ndjson: messages, line 2: not JSON/);
    expect(() => report([at('good.ndjson'), '--catalogue', at('none.yaml')])).toThrow(/There is no catalogue/);
  });
});
