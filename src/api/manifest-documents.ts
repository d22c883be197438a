/** A manifest's text cut into its documents. Upstream: apimachinery pkg/util/yaml/decoder.go, YAMLReader.Read, v1.36. */

export interface DocumentText {
  readonly text: string;
  /** In the file, where the text begins. */
  readonly line: number;
  /** What follows the dashes, where nothing but a comment may: the stream ends there. */
  readonly separator: string;
}

/** A carriage return belongs to the line end, also where the line feed was cut off. */
function joinLines(lines: readonly string[]): string {
  return lines.join('\n').replace(/\r$/, '');
}

/**
 * kubectl cuts the stream at lines that begin with `---` and reads each part alone, so its line numbers start anew. Such
 * a line with nothing before it is part of what follows.
 */
export function splitDocuments(text: string): readonly DocumentText[] {
  const withoutMark = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (!withoutMark.includes('\n---') && !withoutMark.startsWith('---')) {
    return [{ text: withoutMark, line: 1, separator: '' }];
  }
  const documents: DocumentText[] = [];
  let lines: string[] = [];
  let start = 1;
  for (const [index, line] of withoutMark.split('\n').entries()) {
    if (!line.startsWith('---')) {
      lines.push(line);
      continue;
    }
    const rest = line.slice(3).trim();
    const separator = rest.startsWith('#') ? '' : rest;
    if (separator !== '') return [...documents, { text: joinLines(lines), line: index + 1, separator }];
    if (lines.length === 0) {
      lines.push(line);
      start = index + 1;
    } else {
      documents.push({ text: joinLines(lines), line: start, separator });
      lines = [];
      start = index + 2;
    }
  }
  documents.push({ text: joinLines(lines), line: start, separator: '' });
  return documents;
}
