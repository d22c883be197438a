/** The command `everynode`: finds the subcommand, loads only what it needs, turns mistakes into one message. */
import { findNearest } from '../harness/suggest';
import { EXIT } from './exit-code';
import { UsageError } from './usage-error';

type Command = (args: readonly string[]) => number | Promise<number>;

/** Each command is loaded when it is called: Cucumber alone costs more than most of them take. */
const COMMANDS: Readonly<Record<string, () => Command>> = {
  run: () => (require('./commands/run') as typeof import('./commands/run')).run,
  steps: () => (require('./commands/steps') as typeof import('./commands/steps')).steps,
  init: () => (require('./commands/init') as typeof import('./commands/init')).init,
  report: () => (require('./commands/report') as typeof import('./commands/report')).report,
  explain: () => (require('./commands/explain') as typeof import('./commands/explain')).explain,
  parity: () => (require('./commands/parity') as typeof import('./commands/parity')).parity,
};

/** @param args what follows `everynode`. Gives the exit code; never throws for a user's mistake. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === 'help' && rest[0] !== undefined) return await main([rest[0], '--help']);
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return printHelp();
    if (name === '--version' || name === '-v') return printVersion();
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (load === undefined) throw new UsageError(describeUnknownCommand(name));
    return await load()(rest);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.wrongUse;
  }
}

function printHelp(): number {
  const { HELP } = require('./help') as typeof import('./help');
  process.stdout.write(HELP);
  return EXIT.passed;
}

function printVersion(): number {
  const { version } = require('everynode/package.json') as { version: string };
  process.stdout.write(`${version}\n`);
  return EXIT.passed;
}

function describeUnknownCommand(name: string): string {
  if (name.startsWith('-'))
    return `There is no option ${name} here. Options of a run follow the command: everynode run ${name} …`;
  const nearest = findNearest(name, Object.keys(COMMANDS));
  const hint = nearest === undefined ? 'everynode --help lists the commands.' : `Did you mean ${nearest}?`;
  const looksLikePath = /[./]/.test(name) ? ` To run features: everynode run ${name}` : '';
  return `There is no command "${name}". ${looksLikePath === '' ? hint : looksLikePath.trim()}`;
}
