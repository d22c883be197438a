// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Runs against each other: what became of a baseline, and several runs side by side.

const CHANGE_SIGNS = { broken: '↓', fixed: '↑', new: '+', changed: '~', slower: '◷' };

/** A sign and a word for what became of something since the baseline. */
function changeMark(change) {
  return h(
    'span',
    { class: `change-mark change-${change}` },
    h('span', { 'aria-hidden': 'true' }, CHANGE_SIGNS[change]),
    ' ',
    t(`change-${change}`),
  );
}

/** What became of the baseline, for the summary. */
function baselineSection({ baseline }) {
  if (!baseline) return null;
  const changed = CHANGE_ORDER.filter((change) => baseline.changes[change] > 0);
  return h(
    'section',
    { class: 'compared' },
    h('h2', null, t('sinceBaseline'), ' ', h('span', { class: 'soft' }, runWords(baseline.run))),
    changed.length + baseline.gone.length === 0 ? h('p', { class: 'soft' }, t('noChanges')) : null,
    h(
      'ul',
      { class: 'change-counts' },
      changed.map((change) =>
        h(
          'li',
          null,
          h(
            'a',
            { href: writeAddress({ view: 'features', changes: [change] }), class: `change-${change}` },
            h('b', null, baseline.changes[change].toLocaleString('en')),
            changeMark(change),
          ),
        ),
      ),
      baseline.gone.length > 0 ? h('li', null, h('span', null, h('b', null, baseline.gone.length), t('gone'))) : null,
    ),
    elsewhereList(t('goneWhy'), baseline.gone),
  );
}

/** Version, seed and time of a run in a few words. */
function runWords({ kubernetesVersion, engineVersion, seed, commit, startedAt }) {
  return [
    `Kubernetes ${kubernetesVersion}`,
    engineVersion && `everynode ${engineVersion}`,
    seed !== undefined && `${t('seed')} ${seed}`,
    commit?.slice(0, 12),
    startedAt?.slice(0, 10),
  ]
    .filter(Boolean)
    .join(' · ');
}

function elsewhereList(title, examples) {
  if (examples.length === 0) return null;
  return h(
    'details',
    { class: 'more soft' },
    h('summary', null, `${title}: ${examples.length}`),
    h(
      'ul',
      { class: 'elsewhere' },
      examples.map(({ name, place, states }) =>
        h(
          'li',
          null,
          states.map((state) => stateIcon(state, true)),
          ' ',
          name,
          ' ',
          h('code', null, place),
        ),
      ),
    ),
  );
}

/** Several runs as a small table, for the summary. */
function runsSection({ runs, elsewhere }) {
  if (!runs) return null;
  const counts = (values, state) => h('td', { class: 'num' }, values[state] ? values[state].toLocaleString('en') : '');
  const states = BAR_ORDER.filter((state) => runs.some((run) => run.examples[state] > 0));
  return h(
    'section',
    { class: 'compared' },
    h('h2', null, t('runs')),
    h('p', { class: 'soft' }, t('runsWhy'), ' ', differLink()),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('runs') },
      h(
        'table',
        { class: 'plain runs-table' },
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'col' }, t('run')),
            states.map((state) => h('th', { scope: 'col', class: 'num' }, stateIcon(state), ' ', t(state))),
            h('th', { scope: 'col', class: 'num' }, t('wall')),
          ),
        ),
        h(
          'tbody',
          null,
          runs.map((run, i) =>
            h(
              'tr',
              null,
              h('th', { scope: 'row' }, h('b', { class: 'run-letter' }, runLetter(i)), ' ', run.label),
              states.map((state) => counts(run.examples, state)),
              h('td', { class: 'num' }, run.run.wallMs === undefined ? '' : showTime(run.run.wallMs)),
            ),
          ),
        ),
      ),
    ),
    elsewhereList(t('elsewhere'), elsewhere || []),
  );
}

function differLink() {
  return h('a', { href: writeAddress({ view: 'requirements', differ: true }) }, t('differ'));
}

/** A, B, C … for the columns; the label says which run it is. */
function runLetter(index) {
  return index < 26 ? String.fromCharCode(65 + index) : String(index + 1);
}

/** The state in each run, one mark each. */
function runMarks(model, states) {
  return h(
    'ul',
    { class: 'run-marks' },
    states.map((state, i) =>
      h(
        'li',
        { title: `${model.runs[i].label}: ${t(state)}` },
        h('b', { class: 'run-letter', 'aria-hidden': 'true' }, runLetter(i)),
        h('span', { class: 'offscreen' }, `${model.runs[i].label}: `),
        stateIcon(state, true),
      ),
    ),
  );
}
