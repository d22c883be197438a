/** A mistake in YAML text as Go's yaml.v2 tells it: `yaml: line 3: mapping values are not allowed in this context`. */
export class YamlMistake extends Error {
  constructor(
    readonly sentence: string,
    /** As it is told; 0 where none is. */
    readonly line: number,
  ) {
    super(sentence);
  }
}

/** A place in the text; both count from 0. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  readonly index: number;
}
