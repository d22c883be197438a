/** Puts the files of `page/` together: one style, one script, and the policy that admits exactly these. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the order in which they need one another; they share one function scope. */
export const SCRIPTS = [
  'strings.js',
  'query.js',
  'dom.js',
  'filters.js',
  'moment.js',
  'timeline-picture.js',
  'timeline-chart.js',
  'revision-graph.js',
  'moment-panel.js',
  'timeline-view.js',
  'compare-view.js',
  'summary-view.js',
  'requirements-view.js',
  'failure.js',
  'step-list.js',
  'scenario-card.js',
  'features-view.js',
  'main.js',
];

/** By view; what every view shares comes first, paper and dark colours last. */
export const STYLES = [
  'colours.css',
  'base.css',
  'states.css',
  'frame.css',
  'filters.css',
  'summary.css',
  'compare.css',
  'requirements.css',
  'features.css',
  'scenario.css',
  'failure.css',
  'picture.css',
  'moment.css',
  'print.css',
];

export interface PageParts {
  readonly style: string;
  readonly script: string;
  /** A content security policy. */
  readonly policy: string;
}

/** Written by `npm run build`: the parts of the page, put together beforehand. Sources have none. */
const BUILT = join(__dirname, 'page.json');

/** The parts of the page: as the build left them, or from the files in `page/`. */
export function loadPageParts(): PageParts {
  return existsSync(BUILT) ? (JSON.parse(readFileSync(BUILT, 'utf8')) as PageParts) : assemblePageParts();
}

/** Reads and shortens the files of the page. */
export function assemblePageParts(): PageParts {
  const script = `'use strict';(() => {\n${SCRIPTS.map((name) => minify(readPage(name))).join('\n')}\n})();`;
  const style = minifyStyle(`${STYLES.map(readPage).join('\n')}\n${repeatDark(readPage('dark.css'))}`);
  const policy = `default-src 'none'; script-src '${hash(script)}'; style-src '${hash(style)}'; img-src data:; base-uri 'none'; form-action 'none'`;
  return { style, script, policy };
}

function readPage(name: string): string {
  return readFileSync(join(__dirname, 'page', name), 'utf8').replace(/\r\n/g, '\n');
}

function hash(text: string): string {
  // Loaded here: pages that the build put together need none of it, and it takes its time.
  const { createHash } = require('node:crypto') as typeof import('node:crypto');
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** Leaves out indentation and the lines that are only comments. */
function minify(source: string): string {
  return source
    .split('\n')
    .map((line) => line.trim())
    .filter(
      (line) =>
        line !== '' &&
        !line.startsWith('//') &&
        !line.startsWith('/**') &&
        !line.startsWith('* ') &&
        line !== '*/' &&
        line !== '*',
    )
    .join('\n');
}

function minifyStyle(style: string): string {
  return style
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .trim();
}

/** The dark colours serve twice: when the reader chose them, and when the system asks for them. */
function repeatDark(dark: string): string {
  const asked = dark.replace(/\[data-theme=["']dark["']\]/, '[data-theme="auto"]');
  return `${dark}\n@media screen and (prefers-color-scheme: dark) {\n${asked}\n}`;
}
