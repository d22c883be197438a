/**
 * `Did you mean this?` for a mistyped command. Upstream: spf13/cobra command.go, SuggestionsFor, as kubectl v1.36 uses it:
 * names within two edits, or that begin with what was typed, in kubectl's own order.
 */

/** kubectl's commands in the order in which they are registered. Upstream: kubectl pkg/cmd/cmd.go, v1.36. */
const IN_ORDER = (
  'create expose run set explain get edit delete rollout scale autoscale certificate cluster-info top cordon uncordon ' +
  'drain taint describe logs attach exec port-forward proxy cp auth debug events diff apply patch replace wait ' +
  'kustomize label annotate completion alpha config plugin version api-versions api-resources options kuberc'
).split(' ');

const MOST_EDITS = 2;

/** The lines after the error, each ended; empty where nothing is near. */
export function describeSuggestions(typed: string): string {
  const word = typed.toLowerCase();
  const near = IN_ORDER.filter((name) => countEdits(word, name) <= MOST_EDITS || name.startsWith(word));
  return near.length === 0 ? '' : `\n\nDid you mean this?\n${near.map((name) => `\t${name}\n`).join('')}`;
}

/** Levenshtein distance. */
function countEdits(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = (previous[column - 1] as number) + (from[row - 1] === to[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous[to.length] as number;
}
