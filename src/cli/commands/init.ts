/** `everynode init`: a first feature that passes, and the configuration for Cucumber's own command. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { EXIT } from '../exit-code';
import { UsageError } from '../usage-error';

const FIRST_FEATURE = `Feature: The node agent
  Every node that can run it has exactly one agent, and a new version reaches them one node at a time.

  Background:
    Given a cluster with nodes:
      | name  | labels        | taints                  |
      | node1 | disktype=ssd  |                         |
      | node2 | disktype=hdd  |                         |
      | node3 | disktype=ssd  | dedicated=db:NoSchedule |
    And the DaemonSet "node-agent" is fully rolled out with:
      | image          | agent:v1 |
      | maxUnavailable | 1        |

  Scenario: A taint keeps the agent away
    Then "node-agent" runs on exactly node1 and node2

  Scenario: A node that joins gets its agent
    When node4 joins
    Then "node-agent" runs on exactly node1, node2 and node4

  Scenario: A new version never leaves two nodes without an agent
    When "node-agent" rolls out image "agent:v2"
    Then the rollout of "node-agent" is complete
    And at every moment at most 1 node was without a ready pod of "node-agent"
`;

const CONFIGURATION = `// For Cucumber's own command, npx cucumber-js. \`npx everynode run\` reads this file too.
const seed = process.env.EVERYNODE_SEED ?? '1';

module.exports = {
  default: {
    require: [require.resolve('everynode/steps')],
    import: ['{steps,features/**/steps}/**/*.{js,cjs,mjs}'],
    format: ['everynode/progress', 'everynode/formatter:reports/conformance.html'],
    formatOptions: { everynode: { seed } },
    order: \`random:\${seed}\`,
    strict: true,
    worldParameters: { seed },
  },
};
`;

/** Files are written only where none stands. @throws UsageError for an option, or a path that is a file. */
export function init(args: readonly string[]): number {
  const [folder = '.', ...more] = args;
  if (folder.startsWith('-'))
    throw new UsageError(`everynode init has no option ${folder}. It takes a folder, or nothing.`);
  if (more.length > 0) throw new UsageError('everynode init takes one folder, or nothing.');
  const target = resolve(folder);
  const files: readonly (readonly [string, string])[] = [
    [join(target, 'features', 'node-agent.feature'), FIRST_FEATURE],
    [join(target, isModulePackage(target) ? 'cucumber.cjs' : 'cucumber.js'), CONFIGURATION],
  ];
  try {
    for (const [file, text] of files) writeIfAbsent(file, text);
  } catch (error) {
    throw new UsageError(`Cannot write into "${folder}": ${(error as Error).message}`);
  }
  process.stdout.write(`\nNow run: ${folder === '.' ? '' : `cd ${folder} && `}npx everynode run\n`);
  return EXIT.passed;
}

/** In a package of `"type": "module"` a `.js` file cannot say `module.exports`. A package.json that does not parse counts as none. */
function isModulePackage(folder: string): boolean {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return dirname(folder) !== folder && isModulePackage(dirname(folder));
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly type?: unknown }).type === 'module';
  } catch {
    return false;
  }
}

function writeIfAbsent(file: string, text: string): void {
  const name = relative(process.cwd(), file);
  if (existsSync(file)) {
    process.stdout.write(`kept   ${name}\n`);
    return;
  }
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`wrote  ${name}\n`);
}
