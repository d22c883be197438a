// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Steps with their tables, texts, durations and failures.

/** The steps; those of the background fold away when they held and stand above another scenario already. */
function stepList(example, folds, linkedStep) {
  const list = h('ol', { class: 'steps' });
  const background = h('ol', { class: 'steps' });
  let number = 0;
  for (const step of example.steps) {
    const isHook = step.line === undefined && (step.keyword === 'Before' || step.keyword === 'After');
    if (!isHook) number += 1;
    const isLinked = !isHook && number === linkedStep;
    (step.background ? background : list).append(stepItem(step, isHook ? undefined : number, example, isLinked));
  }
  if (background.childElementCount === 0) return list;
  const held = example.steps.every((step) => !step.background || step.status === 'passed');
  const isLinked = background.querySelector('[data-linked]') !== null;
  const first = example.steps.find((step) => step.background);
  const summary = h('summary', null, t('background'), h('span', { class: 'soft' }, first.text));
  return [h('details', { class: 'background', open: isLinked || !(folds && held) }, summary, background), list];
}

function stepItem(step, number, example, isLinked) {
  const link = number === undefined ? '' : writeAddress({ view: 'features', id: example.id, step: number });
  return h(
    'li',
    { class: `step is-${step.status}`, 'data-linked': isLinked ? '' : undefined },
    number === undefined
      ? h('span', { class: 'step-number' })
      : h('a', { class: 'step-number', href: link, 'aria-label': t('linkStep', { n: number }) }, number),
    h(
      'div',
      { class: 'body' },
      h('p', null, h('span', { class: 'keyword' }, step.keyword), ' ', stepText(step.text)),
      step.table ? stepTable(step.table, step.text) : null,
      step.docString ? h('pre', { class: 'doc', tabindex: 0 }, step.docString.content) : null,
      step.failure ? failure(step.failure) : null,
    ),
    step.status === 'passed'
      ? h('span', { class: 'soft num' }, step.durationMs >= 1 ? showTime(step.durationMs) : '')
      : h(
          'span',
          { class: `chip is-${step.status === 'failed' ? 'failed' : stepIconOf(step.status)}` },
          t(step.status),
        ),
  );
}

/** Quoted names and numbers carry the meaning of a step. */
function stepText(text) {
  return text.split(/("[^"]*")/).map((part, i) => (i % 2 === 1 ? h('span', { class: 'value' }, part) : part));
}

/** A table of one column is a list and reads across; one after "with:" or "to:" is a record with its names on the left. */
function stepTable(rows, text) {
  const isList = rows.length > 1 && rows.every((row) => row.length === 1);
  const isRecord =
    !isList && rows.length > 0 && rows[0].length === 2 && (rows.length === 1 || /\b(with|to):$/.test(text));
  const shown = isList ? [rows.flat()] : rows;
  const [head, ...body] = isList || isRecord ? [undefined, ...shown] : shown;
  const cells = (row) =>
    row.map((cell, i) => (!head && i === 0 ? h('th', { scope: 'row' }, cell) : h('td', null, cell)));
  return h(
    'div',
    { class: 'scroll', tabindex: 0, role: 'group' },
    h(
      'table',
      { class: head ? 'step-table' : 'step-table record' },
      head
        ? h(
            'thead',
            null,
            h(
              'tr',
              null,
              head.map((cell) => h('th', { scope: 'col' }, cell)),
            ),
          )
        : null,
      h(
        'tbody',
        null,
        body.map((row) => h('tr', null, cells(row))),
      ),
    ),
  );
}
