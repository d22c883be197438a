/** For a step that no phrase matches: the phrases that its writer may have meant. */
import { countEdits } from '../harness/suggest';

const MOST = 3;
/** Below this share of common words a suggestion would only mislead. */
const WORTH_SHOWING = 0.45;

/** The nearest Cucumber expressions, best first; empty when none comes near. */
export function findNearestPhrases(step: string, phrases: readonly string[]): string[] {
  const stepWords = splitStep(step);
  return [...new Set(phrases)]
    .map((phrase) => ({ phrase, score: scorePhrase(stepWords, splitPhrase(phrase)) }))
    .filter(({ score }) => score >= WORTH_SHOWING)
    .sort((a, b) => b.score - a.score || (a.phrase < b.phrase ? -1 : 1))
    .slice(0, MOST)
    .map(({ phrase }) => phrase);
}

/** Words of a step; what stands in quotes is one word. */
function splitStep(step: string): string[] {
  return step.match(/"[^"]*"|\S+/g)?.map((word) => word.replace(/[:,]$/, '')) ?? [];
}

/** Words of a phrase; `{node}` stays one word, `pod(s)` may end or not, `is/are` is either. */
function splitPhrase(phrase: string): string[][] {
  const words = phrase.match(/\{[^}]*\}|[^\s{}]+/g) ?? [];
  return words.map((word) =>
    word
      .replace(/[:,]$/, '')
      .split('/')
      .map((choice) => choice.replace(/[()\\]/g, '')),
  );
}

/** Share of words in common and in order, from 0 to 1; a parameter counts less than a word, for it fits anything. */
function scorePhrase(step: readonly string[], phrase: readonly (readonly string[])[]): number {
  let last: number[] = new Array<number>(phrase.length + 1).fill(0);
  for (const word of step) {
    const current = [0];
    phrase.forEach((choices, index) => {
      const together = (last[index] as number) + Math.max(...choices.map((choice) => scoreWord(word, choice)));
      current.push(Math.max(together, last[index + 1] as number, current[index] as number));
    });
    last = current;
  }
  return (2 * (last.at(-1) as number)) / (step.length + phrase.length);
}

function scoreWord(word: string, choice: string): number {
  if (choice.startsWith('{')) return /["\d]/.test(word) ? 0.8 : 0.4;
  const a = word.toLowerCase();
  const b = choice.toLowerCase();
  if (a === b) return 1;
  const longer = Math.max(a.length, b.length);
  if (longer < 4) return 0;
  return countEdits(a, b) <= Math.floor(longer / 3) ? 0.7 : 0;
}
