// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// What narrows a list: states, changes and levels as toggle buttons, areas and features as lists.

/** `offered` names what there is to choose from: states and changes with their counts, levels, areas, features. */
function filterBar(address, change, { states, changes = {}, levels = [], areas, features = [], differ }) {
  const pressed = (key, kind, name, next, label, count) =>
    h(
      'button',
      {
        type: 'button',
        class: `toggle ${kind}-${name}`,
        'aria-pressed': String(key),
        onclick: () => change({ ...next, id: '' }),
        'data-key': `${kind}-${name}`,
      },
      label,
      count === undefined ? null : h('span', { class: 'soft' }, count.toLocaleString('en')),
    );
  const flip = (list, name) => (list.includes(name) ? list.filter((other) => other !== name) : [...list, name]);
  const buttons = [
    STATE_ORDER.filter((state) => states[state]).map((state) =>
      pressed(
        address.states.includes(state),
        'is',
        state,
        { states: flip(address.states, state) },
        [stateIcon(state), t(state)],
        states[state],
      ),
    ),
    CHANGE_ORDER.filter((name) => changes[name]).map((name) =>
      pressed(
        address.changes.includes(name),
        'change',
        name,
        { changes: flip(address.changes, name) },
        changeMark(name),
        changes[name],
      ),
    ),
    levels.map((level) =>
      pressed(address.level === level, 'level', level, { level: address.level === level ? '' : level }, t(level)),
    ),
    differ === undefined
      ? null
      : pressed(address.differ, 'runs', 'differ', { differ: !address.differ }, t('differ'), differ),
  ];
  return h(
    'div',
    { class: 'filters' },
    h('div', { role: 'group', 'aria-label': t('state'), class: 'toggles' }, buttons),
    choice(t('area'), t('anyArea'), [...new Set(areas)].filter(Boolean), areaName, address.area, (area) =>
      change({ area, feature: '', id: '' }),
    ),
    choice(
      t('feature'),
      t('anyFeature'),
      features.map(({ id }) => id),
      (id) => features.find((feature) => feature.id === id).name,
      address.feature,
      (feature) => change({ feature, id: '' }),
    ),
    isFiltered(address)
      ? h(
          'button',
          { type: 'button', class: 'quiet', onclick: () => change(NO_FILTER), 'data-key': 'clear' },
          t('clear'),
        )
      : null,
  );
}

function choice(label, any, values, nameOf, chosenValue, onPick) {
  if (values.length < 2) return null;
  return h(
    'select',
    { 'aria-label': label, onchange: (event) => onPick(event.target.value), 'data-key': `choose-${label}` },
    h('option', { value: '' }, any),
    values.map((value) => h('option', { value, selected: value === chosenValue }, nameOf(value))),
  );
}

function countBy(list, key) {
  const counts = {};
  for (const item of list) {
    const name = key(item);
    if (name !== undefined) counts[name] = (counts[name] || 0) + 1;
  }
  return counts;
}

/** Whether the runs of a report disagree about a row. */
function runsDiffer(row) {
  return new Set(row.states || []).size > 1;
}

/** `pod-lifecycle` as a heading. */
function areaName(area) {
  if (area === 'api') return 'API';
  if (area === 'kubectl' || area === 'everynode') return area;
  return area.charAt(0).toUpperCase() + area.slice(1).replace(/-/g, ' ');
}
