/** Which scenario a person means who points at a line of a feature file. */

const SCENARIO = /^\s*(Scenario|Scenario Outline|Scenario Template|Example):/;
const EXAMPLES = /^\s*(Examples|Scenarios):/;
const OTHER_SECTION = /^\s*(Feature|Rule|Background):/;
const TABLE_ROW = /^\s*\|/;

/**
 * The line that Cucumber knows the scenario by: a row of examples stays itself, any other line becomes the title line
 * above it. A line outside of any scenario is given back as it was.
 */
export function snapToScenario(feature: string, line: number): number {
  const lines = feature.split('\n');
  if (isExampleRow(lines, line)) return line;
  for (let candidate = Math.min(line, lines.length); candidate > 0; candidate--) {
    const text = lines[candidate - 1] ?? '';
    if (SCENARIO.test(text)) return candidate;
    if (OTHER_SECTION.test(text)) return line;
  }
  return line;
}

/** A row below the heading row of `Examples:`; the rows of a step's table are not. */
function isExampleRow(lines: readonly string[], line: number): boolean {
  if (!TABLE_ROW.test(lines[line - 1] ?? '')) return false;
  let rows = 0;
  for (let above = line - 1; above > 0; above--) {
    const text = lines[above - 1] ?? '';
    if (TABLE_ROW.test(text)) rows++;
    else if (text.trim() !== '' && !text.trimStart().startsWith('#')) return EXAMPLES.test(text) && rows > 0;
  }
  return false;
}
