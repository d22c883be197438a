// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see html.ts
// Features as documentation: the list of them, the search among their scenarios, and one feature to read.

function featuresView(model, address, byId, change) {
  const feature = byId.features.get(address.id) || byId.examples.get(address.id)?.feature;
  if (feature) return featurePage(model, feature, address, change);
  const searching = address.q || address.states.length > 0;
  const entries = [...allExamples(model)];
  const counts = countBy(entries, (entry) => entry.example.state);
  const areas = model.features.map((other) => other.area);
  const head = [h('h1', null, t('features')), filterBar(address, change, areas, counts)];
  return h(
    'div',
    { class: 'feature-list' },
    head,
    searching ? searchResults(entries, address) : featureIndex(model, address),
  );
}

function featureIndex(model, address) {
  const areas = new Map();
  for (const feature of model.features) {
    if (address.area && feature.area !== address.area) continue;
    if (!areas.has(feature.area)) areas.set(feature.area, []);
    areas.get(feature.area).push(feature);
  }
  return [...areas].map(([area, features]) =>
    h(
      'section',
      null,
      h('h2', null, areaName(area) || t('features')),
      h(
        'ul',
        { class: 'cards' },
        features.map((feature) => {
          const counts = countFeature(feature);
          const total = STATE_ORDER.reduce((sum, state) => sum + counts[state], 0);
          return h(
            'li',
            null,
            h(
              'a',
              { class: 'card', href: writeAddress({ view: 'features', id: feature.id }) },
              h('h3', null, feature.name),
              feature.description ? h('p', { class: 'soft clamp' }, feature.description.replace(/\s+/g, ' ')) : null,
              h(
                'span',
                { class: 'card-foot' },
                stateBar(counts),
                h('span', { class: 'soft num' }, t('found', { n: counts.passed, total })),
              ),
            ),
          );
        }),
      ),
    ),
  );
}

function countFeature(feature) {
  const counts = Object.fromEntries(STATE_ORDER.map((state) => [state, 0]));
  for (const rule of feature.rules)
    for (const scenario of rule.scenarios) for (const example of scenario.examples) counts[example.state] += 1;
  return counts;
}

function searchResults(entries, address) {
  const matches = compileQuery(address.q);
  const found = entries.filter(({ feature, rule, scenario, example }) => {
    if (address.states.length > 0 && !address.states.includes(example.state)) return false;
    if (address.area && feature.area !== address.area) return false;
    if (!address.q) return true;
    if (!example.searchText) {
      const steps = example.steps.map(
        (step) => `${step.text} ${step.table ? step.table.flat().join(' ') : ''} ${step.failure || ''}`,
      );
      example.searchText = [
        example.name,
        example.tags.join(' '),
        feature.name,
        feature.uri,
        rule.name,
        scenario.description,
        ...steps,
      ]
        .join(' ')
        .toLowerCase();
    }
    return matches(example.searchText, example.tags);
  });
  const groups = new Map();
  for (const entry of found.slice(0, 1000)) {
    if (!groups.has(entry.feature)) groups.set(entry.feature, []);
    groups.get(entry.feature).push(entry);
  }
  return [
    h(
      'p',
      { class: 'soft', role: 'status' },
      found.length === 0 ? t('nothingFound') : t('found', { n: found.length, total: entries.length }),
    ),
    [...groups].map(([feature, rows]) =>
      h(
        'section',
        { class: 'group' },
        h('h2', null, h('a', { href: writeAddress({ view: 'features', id: feature.id }) }, feature.name)),
        h(
          'ul',
          { class: 'rows' },
          rows.map((row) => exampleRow(row)),
        ),
      ),
    ),
  ];
}

function featurePage(model, feature, address, change) {
  const index = model.features.indexOf(feature);
  const neighbours = [model.features[index - 1], model.features[index + 1]];
  const article = h(
    'article',
    { class: 'feature', lang: feature.language },
    h(
      'p',
      { class: 'crumbs' },
      h('a', { href: writeAddress({ view: 'features' }) }, t('backToAll')),
      ' › ',
      feature.area
        ? h('a', { href: writeAddress({ view: 'features', area: feature.area }) }, areaName(feature.area))
        : null,
    ),
    h('h1', null, feature.name),
    h(
      'div',
      { class: 'meta' },
      stateBar(countFeature(feature)),
      h('code', null, feature.uri),
      feature.tags.map(tagLink),
    ),
    feature.description ? h('div', { class: 'lead' }, paragraphs(feature.description)) : null,
    feature.rules.map((rule) =>
      h(
        'section',
        { class: 'rule' },
        rule.name
          ? h('h2', null, h('span', { class: 'kicker' }, rule.keyword), rule.name)
          : h('h2', { class: 'offscreen' }, t('scenarios')),
        rule.description ? h('div', { class: 'lead' }, paragraphs(rule.description)) : null,
        rule.scenarios
          .filter((scenario) => scenario.examples.length > 0)
          .map((scenario, i) => scenarioCard(scenario, address, change, i > 0)),
      ),
    ),
  );
  const nav = h(
    'nav',
    { class: 'neighbours', 'aria-label': t('features') },
    neighbours.map((other, i) =>
      other
        ? h(
            'a',
            { href: writeAddress({ view: 'features', id: other.id }) },
            i === 0 ? '← ' : '',
            other.name,
            i === 1 ? ' →' : '',
          )
        : h('span'),
    ),
  );
  return h('div', null, article, nav);
}

function tagLink(tag) {
  const id = tag.slice(1);
  const address = /^[A-Z].*\d$/.test(id) ? { view: 'requirements', id } : { view: 'features', q: tag };
  return h('a', { class: 'tag', href: writeAddress(address) }, tag);
}

/** A scenario as it is written; of an outline one example at a time. */
function scenarioCard(scenario, address, change, folds) {
  const linked = scenario.examples.find((example) => example.id === address.id);
  const chosen = linked || scenario.examples.find((example) => example.state === 'failed') || scenario.examples[0];
  const card = h('section', { class: `scenario is-${chosen.state}`, tabindex: -1 });
  if (linked) card.dataset.linked = '';
  const show = (example, timelineAt, open) => {
    card.className = `scenario is-${example.state}`;
    card.replaceChildren();
    fill(card, null, [
      h(
        'header',
        null,
        stateIcon(example.state, true),
        h(
          'h3',
          null,
          h(
            'a',
            { href: writeAddress({ view: 'features', id: example.id }), title: t('link') },
            scenario.columns ? scenario.name : example.name,
          ),
        ),
        h(
          'span',
          { class: 'soft num' },
          example.attempts ? `${t('attempts', { n: example.attempts })} · ` : '',
          example.durationMs === undefined ? t(example.state) : showTime(example.durationMs),
        ),
      ),
      h('p', { class: 'tags' }, example.tags.filter((tag) => tag !== '').map(tagLink)),
      scenario.description ? h('div', { class: 'lead' }, paragraphs(scenario.description)) : '',
      stepList(example, folds),
      scenario.columns ? exampleTable(scenario, example, show) : '',
      happened(example, timelineAt, open, change),
    ]);
  };
  show(chosen, linked ? address.t : undefined, Boolean(linked));
  return card;
}

/** The steps; those of the background fold away when they held and stand above another scenario already. */
function stepList(example, folds) {
  const list = h('ol', { class: 'steps' });
  const background = h('ol', { class: 'steps' });
  let number = 0;
  for (const step of example.steps) {
    const isHook = step.line === undefined && (step.keyword === 'Before' || step.keyword === 'After');
    if (!isHook) number += 1;
    (step.background ? background : list).append(stepItem(step, isHook ? '' : number));
  }
  if (background.childElementCount === 0) return list;
  const held = example.steps.every((step) => !step.background || step.status === 'passed');
  const first = example.steps.find((step) => step.background);
  const summary = h('summary', null, t('background'), h('span', { class: 'soft' }, first.text));
  return [h('details', { class: 'background', open: !(folds && held) }, summary, background), list];
}

function stepItem(step, number) {
  return h(
    'li',
    { class: `step is-${step.status}` },
    h('span', { class: 'step-number', 'aria-hidden': 'true' }, number),
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

/** A table of one column is a list and reads across; one after "with:" is a record with its names on the left. */
function stepTable(rows, text) {
  const isList = rows.length > 1 && rows.every((row) => row.length === 1);
  const isRecord = !isList && rows.length > 0 && rows[0].length === 2 && /\bwith:$/.test(text);
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

/** A failure as it was written, with removed and added lines of its difference set apart. */
function failure(text) {
  const lines = text.replace(/\n\s+at .*(\n\s+at .*)*$/, '').split('\n');
  return h(
    'div',
    { class: 'failure' },
    h(
      'pre',
      { tabindex: 0 },
      lines.map((line) => {
        const mark = /^\s*[-−](?![-\d])/.test(line) ? 'del' : /^\s*\+/.test(line) ? 'ins' : 'span';
        return h(mark, null, `${line}\n`);
      }),
    ),
  );
}

function exampleTable(scenario, chosen, show) {
  return h(
    'div',
    { class: 'examples' },
    h('h4', null, t('examples')),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'group', 'aria-label': t('examples') },
      h(
        'table',
        { class: 'step-table' },
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            h('th', { scope: 'col' }, h('span', { class: 'offscreen' }, t('state'))),
            scenario.columns.map((column) => h('th', { scope: 'col' }, column)),
          ),
        ),
        h(
          'tbody',
          null,
          scenario.examples.map((example) =>
            h(
              'tr',
              { 'aria-current': example === chosen ? 'true' : null },
              h(
                'td',
                null,
                h(
                  'button',
                  {
                    type: 'button',
                    class: 'pick',
                    'aria-label': `${t(example.state)}: ${example.name}`,
                    onclick: () => show(example, undefined, false),
                  },
                  stateIcon(example.state),
                ),
              ),
              (example.values || []).map((value) => h('td', null, value)),
            ),
          ),
        ),
      ),
    ),
  );
}

/** The replay command and the picture, which is drawn when somebody wants to see it. */
function happened(example, timelineAt, open, change) {
  const copy = h(
    'button',
    { type: 'button', class: 'quiet', onclick: () => copyText(example.replay, copy) },
    t('copy'),
  );
  const replay = h(
    'p',
    { class: 'replay' },
    h('span', { class: 'soft' }, t('replay')),
    h('code', null, example.replay),
    copy,
  );
  if (!example.timeline) return replay;
  const place = h('div', { class: 'picture-place' });
  const button = h(
    'button',
    { type: 'button', class: 'reveal', 'aria-expanded': 'false' },
    t('showTimeline'),
    h('span', { class: 'soft' }, ` ${showTime(example.timeline.endMs)}`),
  );
  const toggle = () => {
    const isOpen = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!isOpen));
    place.replaceChildren();
    if (!isOpen)
      place.append(
        timelineView(example.timeline, {
          atMs: timelineAt,
          onMoment: (atMs) => change({ id: example.id, t: atMs }, true),
        }),
      );
  };
  button.addEventListener('click', toggle);
  if (open) toggle();
  return h('div', null, h('div', { class: 'foot' }, button, replay), place);
}
