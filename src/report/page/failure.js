// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Why a step failed: tables of what was wanted and got as tables, the rest as it was written.

/** Everything the assertion said, without the stack below it and the replay command, which stands below the scenario. */
function failure(text) {
  const lines = text
    .replace(/\n\s+at .*(\n\s+at .*)*$/, '')
    .split('\n')
    .filter((line) => !/^\s*replay: /.test(line));
  const parts = [];
  let plain = [];
  const flush = () => {
    while (plain.length > 0 && plain[0].trim() === '') plain.shift();
    while (plain.length > 0 && plain[plain.length - 1].trim() === '') plain.pop();
    if (plain.some((line) => line.trim() !== '')) parts.push(h('pre', { tabindex: 0 }, plain.map(failureLine)));
    plain = [];
  };
  for (let i = 0; i < lines.length; i += 1) {
    const difference = readDifference(lines, i);
    if (difference) {
      flush();
      parts.push(differenceTable(difference));
      i = difference.end - 1;
    } else plain.push(lines[i]);
  }
  flush();
  return h('div', { class: 'failure' }, parts);
}

/** Removed and added lines of a difference are set apart, and so are the names of its parts. */
function failureLine(line) {
  const mark = /^\s*[-−](?![-\d])/.test(line) ? 'del' : /^\s*\+/.test(line) ? 'ins' : 'span';
  const [, indent, name, rest] = /^(\s+)([a-z][a-z ]{1,20}:)(.*)$/.exec(line) || [];
  if (mark === 'span' && name) return h('span', null, indent, h('b', null, name), `${rest}\n`);
  return h(mark, null, `${line}\n`);
}

/**
 * Two tables side by side, as the failure text prints them below `wanted … got`: column names, and pairs of rows in
 * which a cell that differs is «marked». Undefined where there is none, or where it cannot be told apart.
 */
function readDifference(lines, at) {
  const middle = /^\s*wanted\s+got\s*$/.test(lines[at]) ? lines[at].indexOf('got') : -1;
  if (middle < 0) return undefined;
  let end = at + 1;
  while (end < lines.length && /^\s*(\||\(no such row\)|…)/.test(lines[end])) end += 1;
  const rows = lines
    .slice(at + 1, end)
    .filter((line) => !line.trim().startsWith('…'))
    .map((line) => [readCells(line.slice(0, middle)), readCells(line.slice(middle))]);
  const [[columns, again] = [], ...pairs] = rows;
  const isTable = columns && again && pairs.length > 0;
  if (!isTable || rows.some((pair) => pair.some((cells) => cells && cells.length !== columns.length))) return undefined;
  const more = lines.slice(at + 1, end).find((line) => line.trim().startsWith('…'));
  return { columns: columns.map((cell) => cell.text), pairs, more, end };
}

/** Undefined for a row that one of the tables does not have. */
function readCells(text) {
  const line = text.trim();
  if (!line.startsWith('|')) return undefined;
  return line
    .replace(/^\| ?/, '')
    .replace(/ ?\|$/, '')
    .split(' | ')
    .map((cell) => {
      const [, marked] = /^«(.*)»$/s.exec(cell.trim()) || [];
      return { text: marked === undefined ? cell.trim() : marked, differs: marked !== undefined };
    });
}

function differenceTable({ columns, pairs, more }) {
  const row = ([wanted, got]) => {
    const alone = !wanted || !got;
    return h(
      'tr',
      { class: alone ? 'alone' : null },
      alone ? h('th', { scope: 'row' }, t(got ? 'extraRow' : 'noSuchRow')) : h('td'),
      columns.map((_, i) => differenceCell(wanted?.[i], got?.[i])),
    );
  };
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': `${t('wanted')}, ${t('got')}` },
    h('p', { class: 'difference-key' }, h('del', null, t('wanted')), ' ', h('ins', null, t('got'))),
    h(
      'table',
      { class: 'step-table difference' },
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          h('td'),
          columns.map((column) => h('th', { scope: 'col' }, column)),
        ),
      ),
      h('tbody', null, pairs.map(row)),
    ),
    more ? h('p', { class: 'soft' }, more.trim()) : null,
  );
}

function differenceCell(wanted, got) {
  if (wanted && got && !wanted.differs && !got.differs) return h('td', null, wanted.text);
  return h(
    'td',
    { class: 'differs' },
    wanted ? h('del', null, wanted.text || '∅') : null,
    wanted && got ? ' ' : null,
    got ? h('ins', null, got.text || '∅') : null,
  );
}
