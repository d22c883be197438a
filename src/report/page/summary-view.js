// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// The first page: does it hold, what needs attention, what ran.

function summaryView(model) {
  const { run, summary } = model;
  const failed = summary.examples.failed;
  const ran = summary.examples.passed + failed;
  const verdict =
    ran === 0
      ? t('nothingRan')
      : failed === 0
        ? t('allHold')
        : failed === 1
          ? t('oneFails')
          : t('someFail', { n: failed });
  return h(
    'div',
    { class: 'summary' },
    h(
      'section',
      { class: `verdict ${failed > 0 ? 'bad' : ran === 0 ? 'none' : 'good'}` },
      h('h1', null, stateIcon(failed > 0 ? 'failed' : ran === 0 ? 'not-run' : 'passed'), verdict),
      stateBar(summary.examples),
      h(
        'ul',
        { class: 'counts' },
        STATE_ORDER.filter((state) => summary.examples[state] > 0)
          .reverse()
          .map((state) =>
            h(
              'li',
              null,
              h(
                'a',
                { href: writeAddress({ view: 'features', states: [state] }), class: `is-${state}` },
                stateIcon(state),
                h('b', null, summary.examples[state].toLocaleString('en')),
                ' ',
                t(state),
              ),
            ),
          ),
      ),
    ),
    hasCatalogue(model)
      ? h(
          'section',
          { class: 'profiles' },
          ['core', 'extended', 'project'].map((name) => profileCard(name, summary.profiles[name])),
        )
      : null,
    baselineSection(model),
    runsSection(model),
    h('div', { class: 'two' }, attention(model), runFacts(run)),
    hasCatalogue(model) ? areaTable(model) : h('div', { class: 'feature-list' }, featureIndex(model, {})),
  );
}

/** A project of one's own has none: then profiles would say the counts again, and the features are what there is to see. */
function hasCatalogue(model) {
  return model.requirements.length > 0;
}

function profileCard(name, counts) {
  const total = STATE_ORDER.reduce((sum, state) => sum + counts[state], 0);
  const [state, verdict] = profileVerdict(counts, total);
  const list = name === 'project' ? { view: 'features' } : { view: 'requirements', level: name };
  return h(
    'article',
    { class: 'card profile' },
    h('h2', null, t(name), total > 0 ? h('span', { class: `chip is-${state}` }, stateIcon(state), verdict) : null),
    h('p', { class: 'soft' }, t(`${name}Why`)),
    total === 0
      ? h('p', { class: 'soft' }, t('none'))
      : [
          h('p', { class: 'big' }, h('b', null, counts.passed), h('span', null, ` / ${total}`)),
          stateBar(counts),
          h(
            'ul',
            { class: 'small-counts' },
            STATE_ORDER.filter((other) => counts[other] > 0)
              .reverse()
              .map((other) =>
                h(
                  'li',
                  null,
                  h(
                    'a',
                    { href: writeAddress({ ...list, states: [other] }) },
                    stateIcon(other),
                    counts[other],
                    ' ',
                    t(other),
                  ),
                ),
              ),
          ),
        ],
  );
}

/** Only when everything has passed does a profile hold: what did not run is not shown to hold. */
function profileVerdict(counts, total) {
  if (counts.failed > 0) return ['failed', t('profileFails')];
  if (counts.passed === 0) return ['not-run', t('profileOpen')];
  if (counts.passed === total) return ['passed', t('profileHolds')];
  return counts['known-difference'] + counts.passed === total
    ? ['known-difference', t('profileDiffers')]
    : ['not-run', t('profilePartly')];
}

function attention(model) {
  const items = [];
  for (const entry of allExamples(model)) {
    if (entry.example.state === 'failed' || entry.example.state === 'known-difference') items.push(entry);
  }
  items.sort((a, b) => STATE_ORDER.indexOf(a.example.state) - STATE_ORDER.indexOf(b.example.state));
  const gaps = model.requirements.filter((requirement) => requirement.gap && requirement.state !== 'passed');
  const isQuiet = items.length + gaps.length === 0;
  return h(
    'section',
    { class: 'attention' },
    h('h2', null, t('attention')),
    isQuiet ? h('p', { class: 'soft' }, t('noAttention')) : null,
    h('ul', { class: 'rows' }, items.slice(0, 30).map(exampleRow), gaps.slice(0, 12).map(gapRow)),
    moreLink(items.length - 30, { view: 'features', states: ['failed', 'known-difference'] }),
    moreLink(gaps.length - 12, { view: 'requirements', states: ['known-difference', 'no-scenario'] }),
    unknownTags(model.summary.unknownRequirements),
  );
}

function unknownTags(ids) {
  if (ids.length === 0) return null;
  const links = ids.map((id) => [
    ' ',
    h('a', { class: 'tag', href: writeAddress({ view: 'features', q: `@${id}` }) }, id),
  ]);
  return h('details', { class: 'more soft' }, h('summary', null, `${t('unknownRequirements')}: ${ids.length}`), links);
}

function moreLink(count, address) {
  return count > 0
    ? h('p', { class: 'more' }, h('a', { href: writeAddress(address) }, t('morePods', { n: count })))
    : null;
}

function gapRow(requirement) {
  return h(
    'li',
    null,
    h(
      'a',
      { href: writeAddress({ view: 'requirements', id: requirement.id }) },
      stateIcon(requirement.state, true),
      h(
        'span',
        { class: 'grow' },
        mustWords(requirement.sentence),
        h('span', { class: 'where' }, requirement.gap || ''),
      ),
      h('span', { class: 'ids' }, requirement.id),
    ),
  );
}

function runFacts(run) {
  const rows = [
    ['kubernetesVersion', run.kubernetesVersion],
    ['engineVersion', run.engineVersion],
    ['world', run.world],
    ['seed', run.seed === undefined ? undefined : h('code', null, run.seed)],
    ['parity', run.parity ? parityWords(run.parity) : undefined],
    [
      'commit',
      run.commit
        ? outside(
            [h('code', null, run.commit.slice(0, 12)), run.branch ? ` ${run.branch}` : ''],
            run.repositoryUrl ? `${run.repositoryUrl}/commit/${run.commit}` : undefined,
          )
        : undefined,
    ],
    [
      'ci',
      run.ciName || run.ciUrl
        ? outside([run.ciName || run.ciUrl, run.ciJob ? `, ${run.ciJob}` : ''], run.ciUrl)
        : undefined,
    ],
    [
      'startedAt',
      run.startedAt
        ? h('time', { datetime: run.startedAt }, run.startedAt.replace('T', ' ').replace(/\.\d+Z$/, ' UTC'))
        : undefined,
    ],
    ['nodeVersion', run.nodeVersion],
    ['cucumberVersion', run.cucumberVersion],
    ['platform', run.platform],
  ];
  const ratio = run.wallMs > 0 && run.virtualMs > 0 ? Math.round(run.virtualMs / run.wallMs) : 0;
  return h(
    'section',
    { class: 'run' },
    h('h2', null, t('run')),
    h(
      'p',
      { class: 'times' },
      run.virtualMs > 0 ? h('span', null, h('b', null, showTime(run.virtualMs)), t('virtual')) : null,
      run.wallMs !== undefined ? h('span', null, h('b', null, showTime(run.wallMs)), t('wall')) : null,
    ),
    ratio > 1 ? h('p', { class: 'soft' }, t('faster', { n: ratio.toLocaleString('en') })) : null,
    h(
      'dl',
      { class: 'facts' },
      rows
        .filter((row) => row[1] !== undefined)
        .map(([name, value]) => h('div', null, h('dt', null, t(name)), h('dd', null, value))),
    ),
  );
}

function parityWords({ identical, total, known, at }) {
  return [
    stateIcon(identical === total ? 'passed' : identical + (known || 0) === total ? 'known-difference' : 'failed'),
    ' ',
    t('parityOf', { n: identical.toLocaleString('en'), total: total.toLocaleString('en') }),
    known ? `, ${t('parityKnown', { n: known })}` : '',
    at ? h('time', { class: 'soft', datetime: at }, ` (${at.slice(0, 10)})`) : '',
  ];
}

function areaTable(model) {
  const areas = new Map();
  for (const requirement of model.requirements) {
    if (!areas.has(requirement.area))
      areas.set(requirement.area, Object.fromEntries(STATE_ORDER.map((state) => [state, 0])));
    areas.get(requirement.area)[requirement.state] += 1;
  }
  return h(
    'section',
    { class: 'areas' },
    h('h2', null, `${t('requirements')}: ${t('areas')}`),
    h(
      'ul',
      { class: 'area-list' },
      [...areas].map(([area, counts]) => {
        const total = STATE_ORDER.reduce((sum, state) => sum + counts[state], 0);
        return h(
          'li',
          null,
          h(
            'a',
            { href: writeAddress({ view: 'requirements', area }) },
            h('span', { class: 'area-name' }, areaName(area)),
            stateBar(counts),
            h('span', { class: 'soft num' }, t('found', { n: counts.passed, total })),
          ),
        );
      }),
    ),
  );
}

function* allExamples(model) {
  for (const feature of model.features) {
    for (const rule of feature.rules) {
      for (const scenario of rule.scenarios)
        for (const example of scenario.examples) yield { feature, rule, scenario, example };
    }
  }
}

/** One line that leads to a scenario. */
function exampleRow({ feature, example, scenario }) {
  const values =
    scenario.columns && example.values
      ? example.values
          .filter((value) => !example.name.includes(value) || value === '')
          .slice(0, 4)
          .filter(Boolean)
      : [];
  return h(
    'li',
    null,
    h(
      'a',
      { href: writeAddress({ view: 'features', id: example.id }) },
      stateIcon(example.state, true),
      h(
        'span',
        { class: 'grow' },
        h('span', { class: 'name' }, example.name),
        values.length > 0 ? h('span', { class: 'soft' }, ` · ${values.join(' · ')}`) : null,
        h('span', { class: 'where' }, feature.name),
      ),
      example.change ? changeMark(example.change) : null,
      h('span', { class: 'ids' }, example.requirements.join(' ')),
    ),
  );
}
