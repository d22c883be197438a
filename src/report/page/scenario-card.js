// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// A scenario to read: its steps, its examples, what happened, how to run it again.

function tagLink(tag) {
  const id = tag.slice(1);
  const address = /^[A-Z].*\d$/.test(id) ? { view: 'requirements', id } : { view: 'features', q: tag };
  return h('a', { class: 'tag', href: writeAddress(address) }, tag);
}

/** A scenario as it is written; of an outline one example at a time. */
function scenarioCard(model, scenario, address, change, folds) {
  const linked = scenario.examples.find((example) => example.id === address.id);
  const chosen = linked || scenario.examples.find((example) => example.state === 'failed') || scenario.examples[0];
  const card = h('section', { class: `scenario is-${chosen.state}`, tabindex: -1 });
  if (linked) card.dataset.linked = '';
  const show = (example, timelineAt, open) => {
    const step = example === linked ? address.step : undefined;
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
          example.change ? [changeMark(example.change), ' '] : null,
          example.attempts ? `${t('attempts', { n: example.attempts })} · ` : '',
          example.durationMs === undefined ? t(example.state) : showTime(example.durationMs),
        ),
      ),
      h('p', { class: 'tags' }, example.tags.filter((tag) => tag !== '').map(tagLink)),
      example.was ? wasLine(example) : '',
      example.states && runsDiffer(example) ? runMarks(model, example.states) : '',
      scenario.description ? h('div', { class: 'lead' }, paragraphs(scenario.description)) : '',
      stepList(example, folds, step),
      scenario.columns ? exampleTable(scenario, example, pick) : '',
      happened(example, timelineAt, open, change),
    ]);
  };
  // The picture stays open, and the address leads to what is shown.
  const pick = (example) => {
    const isOpen = card.querySelector('.reveal[aria-expanded="true"]') !== null;
    change({ id: example.id, t: undefined, step: undefined }, true);
    show(example, undefined, isOpen);
    card.querySelector('[aria-current] .pick')?.focus();
  };
  show(chosen, linked ? linkedMoment(linked, address) : undefined, Boolean(linked));
  return card;
}

/** A link to a moment, or else to a step, shows the picture there. */
function linkedMoment(example, { t: atMs, step }) {
  if (atMs !== undefined || !step) return atMs;
  return example.timeline?.steps[step - 1]?.[0];
}

/** What the baseline had to say about the example. */
function wasLine({ state, was, durationMs, timeline }) {
  const parts = was.state === state ? [] : [t('wasState', { state: t(was.state) })];
  if (was.state === state && was.durationMs !== undefined && durationMs !== undefined)
    parts.push(`${showTime(was.durationMs)} → ${showTime(durationMs)} ${t('wall')}`);
  if (was.virtualMs !== undefined && timeline && was.virtualMs !== timeline.endMs)
    parts.push(`${showTime(was.virtualMs)} → ${showTime(timeline.endMs)} ${t('virtual')}`);
  return parts.length > 0 ? h('p', { class: 'was soft' }, parts.join(', ')) : '';
}

function exampleTable(scenario, chosen, pick) {
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
                    onclick: () => pick(example),
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
    {
      type: 'button',
      class: 'quiet',
      'aria-label': `${t('copy')}: ${example.replay}`,
      onclick: () => copyText(example.replay, copy),
    },
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
          onMoment: (atMs) => change({ id: example.id, step: undefined, t: atMs }, true),
        }),
      );
  };
  button.addEventListener('click', toggle);
  if (open) toggle();
  return h('div', null, h('div', { class: 'foot' }, button, replay), place);
}
