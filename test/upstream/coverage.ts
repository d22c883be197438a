/**
 * Which of upstream's own test cases have a test of ours.
 *
 * A test names the cases it stands for in comments right above it, or above its row of a table:
 *
 *     // Upstream U: TestUpdateNode › Node labels changed
 *     test('a node is looked at again when its labels change', …
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type RepositoryFile, readRepositoryFiles } from '../tidy/repository-files';

export interface UpstreamCase {
  readonly number: number;
  readonly file: string;
  readonly name: string;
  readonly clauses: readonly string[];
  /** Why no test of ours shows it. */
  readonly notApplicable?: string;
}

export interface CaseList {
  /** Paths of upstream's test files by the letters that stand for them. */
  readonly files: Readonly<Record<string, string>>;
  readonly cases: readonly UpstreamCase[];
}

export interface Witness {
  /** `U TestUpdateNode › Node labels changed`. */
  readonly upstream: string;
  readonly path: string;
  readonly claim: string;
}

export interface Coverage {
  readonly covered: readonly UpstreamCase[];
  readonly notApplicable: readonly UpstreamCase[];
  readonly missing: readonly UpstreamCase[];
  /** Markers for which there is no case, and cases that are both shown and called not applicable. */
  readonly contradictions: readonly string[];
}

/** The name by which markers in tests mean a case: `U TestUpdateNode › Node labels changed`. */
export const nameOf = ({ file, name }: UpstreamCase) => `${file} ${name}`;

/** Upstream's cases as `cases.yaml` lists them. */
export function readCases(): CaseList {
  return parse(readFileSync(join(__dirname, 'cases.yaml'), 'utf8')) as CaseList;
}

/** The markers in all our tests, in the order of their files. */
export function findWitnesses(): readonly Witness[] {
  return readRepositoryFiles(/\.test\.ts$/, ['src', 'test']).flatMap(witnessesIn);
}

const MARKER = /^\s*\/\/ Upstream ([A-Z]+): (.+)$/;
const TEXT = /'((?:[^'\\]|\\.)+)'|`((?:[^`\\]|\\.)+)`|"((?:[^"\\]|\\.)+)"/;

function witnessesIn({ path, text: code }: RepositoryFile): Witness[] {
  const witnesses: Witness[] = [];
  let pending: string[] = [];
  for (const line of code.split('\n')) {
    const marker = MARKER.exec(line);
    if (marker) {
      pending.push(`${marker[1]} ${marker[2]}`);
      continue;
    }
    const text = pending.length > 0 ? TEXT.exec(line) : null;
    if (!text) continue;
    const claim = (text[1] ?? text[2] ?? text[3] ?? '').replace(/\\(.)/g, '$1');
    for (const upstream of pending) {
      witnesses.push({ upstream, path, claim });
    }
    pending = [];
  }
  return witnesses;
}

/** Sorts the cases by what tests show of them. */
export function judgeCoverage(cases: readonly UpstreamCase[], witnesses: readonly Witness[]): Coverage {
  const known = new Set(cases.map(nameOf));
  const shown = new Set(witnesses.map(({ upstream }) => upstream));
  const unknown = witnesses.filter(({ upstream }) => !known.has(upstream));
  const both = cases.filter((one) => shown.has(nameOf(one)) && one.notApplicable !== undefined);
  return {
    covered: cases.filter((one) => shown.has(nameOf(one))),
    notApplicable: cases.filter((one) => !shown.has(nameOf(one)) && one.notApplicable !== undefined),
    missing: cases.filter((one) => !shown.has(nameOf(one)) && one.notApplicable === undefined),
    contradictions: [
      ...unknown.map(({ path, upstream }) => `${path} names an unknown case: ${upstream}`),
      ...both.map((one) => `${nameOf(one)} has a test and is called not applicable`),
    ],
  };
}
