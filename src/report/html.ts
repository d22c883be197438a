/**
 * Renders the report as one self-contained page. The page is a pure function of the model: same model, same bytes.
 *
 * Nothing from outside is ever parsed as HTML. The model travels as JSON in an inert script element, with every `<`
 * escaped, and the page script writes it as text nodes. The page carries its own content security policy, which admits
 * exactly this script and this style by their hashes; it also works under the policy of a server beside it.
 */
import { type ExampleResult, examplesOf, type ReportModel, STATES } from './model';
import { loadPageParts, type PageParts } from './page-parts';

let parts: PageParts | undefined;

/** One HTML file with everything in it. */
export function renderHtml(model: ReportModel): string {
  return renderPieces(model, JSON.stringify(model)).join('');
}

/** The same file in three pieces, of which the middle one is long: the model as JSON, which the caller has already. */
export function renderPieces(model: ReportModel, modelText: string): readonly [string, string, string] {
  parts ??= loadPageParts();
  const { style, script, policy } = parts;
  const head = `<!doctype html>
<html lang="en" data-theme="auto">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Conformance report · everynode</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='%231f56b5'%3E%3Ccircle cx='12' cy='4.5' r='3.4'/%3E%3Ccircle cx='19.5' cy='10' r='3.4'/%3E%3Ccircle cx='16.6' cy='18.6' r='3.4'/%3E%3Ccircle cx='7.4' cy='18.6' r='3.4'/%3E%3Ccircle cx='4.5' cy='10' r='3.4'/%3E%3C/svg%3E">
<style>${style}</style>
</head>
<body>
<div id="app">${renderStatic(model)}</div>
<script type="application/json" id="report-model">`;
  const tail = `</script>
<script>${script}</script>
</body>
</html>
`;
  return [head, embedJson(modelText), tail];
}

/** The same JSON, but it cannot end the script element it stands in, nor begin a comment there. */
export function embedJson(json: string): string {
  return json
    .replaceAll('<', '\\u003c')
    .replaceAll('>', '\\u003e')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** What a reader sees where no script may run: the verdict, what failed, and the matrix without its links. */
function renderStatic(model: ReportModel): string {
  const { run, summary, requirements } = model;
  const counts = STATES.filter((state) => summary.examples[state] > 0).map(
    (state) => `${summary.examples[state]} ${state}`,
  );
  const failed = [...examplesOf(model.features)].filter((example) => example.state === 'failed').slice(0, 50);
  return `<main class="static"><h1>Conformance report</h1><p>Kubernetes ${escapeHtml(run.kubernetesVersion)}${
    run.seed === undefined ? '' : `, seed ${escapeHtml(run.seed)}`
  }: ${counts.join(', ') || 'nothing ran'}.</p>${failed.length > 0 ? `<ul>${failed.map(renderFailed).join('')}</ul>` : ''}<table>${requirements
    .map(
      ({ id, state, sentence }) =>
        `<tr><td>${escapeHtml(id)}</td><td>${state}</td><td>${escapeHtml(sentence)}</td></tr>`,
    )
    .join('')}</table></main>`;
}

function renderFailed(example: ExampleResult): string {
  return `<li>${escapeHtml(example.name)}: <code>${escapeHtml(example.replay)}</code></li>`;
}
