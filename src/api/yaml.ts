type Yaml = typeof import('yaml');

let yaml: Yaml | undefined;

/** The YAML library, loaded when the first text asks for it: it is seventy files, and most runs of one scenario read none. */
export function loadYaml(): Yaml {
  yaml ??= require('yaml') as Yaml;
  return yaml;
}
