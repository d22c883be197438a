// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Features as documentation: the list of them, the search among their scenarios, and one feature to read.

function featuresView(model, address, byId, change) {
  const feature = byId.features.get(address.id) || byId.examples.get(address.id)?.feature;
  if (feature) return featurePage(model, feature, address, change);
  const searching = isFiltered({ ...address, id: '', area: '' });
  const entries = [...allExamples(model)];
  const bar = filterBar(address, change, {
    states: countBy(entries, (entry) => entry.example.state),
    changes: countBy(entries, (entry) => entry.example.change),
    areas: model.features.map((other) => other.area),
    features: model.features.filter((other) => !address.area || other.area === address.area),
    differ: model.runs ? entries.filter((entry) => runsDiffer(entry.example)).length : undefined,
  });
  const missing = address.id ? h('p', { class: 'missing', role: 'status' }, t('notFound', { id: address.id })) : null;
  const head = [h('h1', null, t('features')), missing, bar];
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
              feature.description
                ? h('p', { class: 'soft clamp' }, prose(feature.description.replace(/\s+/g, ' ')))
                : null,
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
    if (address.changes.length > 0 && !address.changes.includes(example.change)) return false;
    if (address.area && feature.area !== address.area) return false;
    if (address.feature && feature.id !== address.feature) return false;
    if (address.differ && !runsDiffer(example)) return false;
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
          .map((scenario, i) => scenarioCard(model, scenario, address, change, i > 0)),
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
