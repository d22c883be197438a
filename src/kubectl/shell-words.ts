/** Command lines as a person types them. */

/**
 * Splits a command line into words as a POSIX shell does: spaces separate, single quotes keep everything, double quotes
 * keep everything but `\"`, `\\`, `\$` and `` \` ``, a backslash keeps the next character. Nothing is expanded. A leading
 * `kubectl` (or `$ kubectl`) is dropped. An open quote ends at the end of the text.
 */
export function splitCommandLine(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let index = 0; index < text.length; index++) {
    const character = text[index] as string;
    const next = text[index + 1];
    if (quote === "'") {
      if (character === "'") quote = '';
      else word += character;
    } else if (character === '\\' && next !== undefined && (quote === '' || '"\\$`\n'.includes(next))) {
      if (next !== '\n') word = (word ?? '') + next;
      index++;
    } else if (quote === '"') {
      if (character === '"') quote = '';
      else word += character;
    } else if (character === "'" || character === '"') {
      quote = character;
      word ??= '';
    } else if (character === ' ' || character === '\t' || character === '\n' || character === '\r') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (word !== undefined) words.push(word);
  if (words[0] === '$') words.shift();
  if (words[0] === 'kubectl') words.shift();
  return words;
}
