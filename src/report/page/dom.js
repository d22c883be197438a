// biome-ignore-all lint/correctness/noUnusedVariables: the page scripts share one scope, see page-parts.ts
// Builds elements from text nodes only: nothing that came from outside is ever parsed as HTML.
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children.flat(3)) {
    if (child === undefined || child === null || child === false) continue;
    element.append(child instanceof Node ? child : document.createTextNode(String(child)));
  }
  return element;
}

/** An HTML element; attributes that begin with `on` are listeners. */
function h(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An SVG element. */
function s(tag, attributes, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

const STATE_SHAPES = {
  passed: 'M4 8.5 7 11.5 12.5 5',
  failed: 'M4.5 4.5l7 7m0-7l-7 7',
  'known-difference': 'M4 6.3h8M4 9.7h8M10.3 3.6 5.7 12.4',
  unsupported: 'M4.4 4.4l7.2 7.2',
  'not-run': 'M5 8h6',
  'no-scenario': 'M8 4.2v4.6M8 11.6v.2',
};

/** A shape for each state, so that colour is never the only difference. The word stands beside or in the label. */
function stateIcon(state, label) {
  const name = STATE_SHAPES[state] ? state : stepIconOf(state);
  const circle = s('circle', { cx: 8, cy: 8, r: 7.25, class: 'ring' });
  const shape = s('path', { d: STATE_SHAPES[name], class: 'mark' });
  const a11y = label ? { role: 'img', 'aria-label': t(state) } : { 'aria-hidden': 'true' };
  return s('svg', { viewBox: '0 0 16 16', class: `icon is-${name}`, ...a11y }, circle, shape);
}

function stepIconOf(status) {
  return { skipped: 'not-run', pending: 'failed', undefined: 'failed', ambiguous: 'failed' }[status] || 'not-run';
}

/** Icon and word. */
function stateChip(state) {
  return h('span', { class: `chip is-${state}` }, stateIcon(state), t(state));
}

/** A bar of counts in the order of states; its words are beside it or in its label. */
function stateBar(counts) {
  const total = STATE_ORDER.reduce((sum, state) => sum + counts[state], 0);
  const parts = BAR_ORDER.filter((state) => counts[state] > 0);
  const label = parts.map((state) => `${counts[state]} ${t(state)}`).join(', ');
  const bar = h('span', { class: 'bar', role: 'img', 'aria-label': label || t('none'), title: label });
  for (const state of parts) {
    const part = h('span', { class: `part is-${state}` });
    // Through the object model: the page's own policy admits no style attribute.
    part.style.flexGrow = String(counts[state] / total);
    bar.append(part);
  }
  return bar;
}

/** A sentence with `code` in backticks set as code. */
function prose(text) {
  return text.split(/(`[^`]+`)/).map((part) => (/^`[^`]+`$/.test(part) ? h('code', null, part.slice(1, -1)) : part));
}

/** Paragraphs of a description. */
function paragraphs(text) {
  return text.split(/\n\s*\n/).map((block) => h('p', null, prose(block.replace(/\n/g, ' '))));
}

/** A link only where the address is one that a browser may open. */
function outside(text, address) {
  if (!/^https?:\/\//.test(address || '')) return h('span', null, text);
  return h('a', { href: address, rel: 'noopener noreferrer', class: 'outside' }, text);
}

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', { class: 'offscreen' });
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  button.textContent = t('copied');
  setTimeout(() => {
    button.textContent = t('copy');
  }, 1500);
}

/** Milliseconds as people say them: `850 ms`, `12.5 s`, `5 m 4 s`, `1 h 30 m`. */
function showTime(ms) {
  if (ms < 1000) return `${ms < 10 && ms % 1 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10} s`;
  const parts = [];
  let seconds = Math.round(ms / 1000);
  for (const [unit, size] of [
    ['d', 86400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ]) {
    const count = Math.floor(seconds / size);
    seconds -= count * size;
    if (count > 0) parts.push(`${count} ${unit}`);
  }
  return parts.slice(0, 2).join(' ');
}

/** The same without the space between number and unit. */
function showShort(ms) {
  return showTime(ms).replace(/(\d) (\D)/g, '$1$2');
}
