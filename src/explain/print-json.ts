/** The explanation for programs; docs/explain.md documents every field. */
import type { SetExplanation } from './explanation';

/** Fields may be added under the same version, none is renamed or removed. */
const VERSION = 'everynode/v1';

/** Ends with a newline. */
export function printJson(sets: readonly SetExplanation[], notes: readonly string[]): string {
  const head = { apiVersion: VERSION, kind: 'PlacementExplanation', notes };
  // One line for each node: short enough to read, and cheap for thousands.
  const printed = sets.map(({ nodes, ...set }) => {
    const fields = JSON.stringify(set, undefined, 2).replace(/^/gm, '    ').trim().slice(0, -1).trimEnd();
    const lines = nodes.map((node) => `        ${JSON.stringify(node)}`);
    return `    ${fields},\n      "nodes": [\n${lines.join(',\n')}\n      ]\n    }`;
  });
  const top = JSON.stringify(head, undefined, 2).slice(0, -1).trimEnd();
  return `${top},\n  "daemonSets": [\n${printed.join(',\n')}\n  ]\n}\n`;
}
