/**
 * Where every phrase is defined: its words, what they mean, an example, and the code. Step files call `Given`, `When`
 * and `Then` from here; `steps/index.ts` then hands all phrases to Cucumber, while `everynode steps` and the reference
 * page only read them.
 */
import { Given as giveGiven, Then as giveThen, When as giveWhen } from '@cucumber/cucumber';
import { ScenarioError } from '../src/harness/scenario-error';
import type { ScenarioWorld } from './world';

/** `Given` arranges and must succeed, `When` acts, `Then` only reads. */
export type PhraseKeyword = 'Given' | 'When' | 'Then';

export interface PhraseWords {
  /** One sentence for a person who has never seen the phrase. */
  readonly meaning: string;
  /** As it stands in a feature file, without the keyword; a table or text block on the lines below. */
  readonly example: string;
}

export interface Phrase extends PhraseWords {
  readonly keyword: PhraseKeyword;
  readonly expression: string;
  /** Name of the step file: the subject of the phrase. */
  readonly file: string;
}

type StepCode = (this: ScenarioWorld, ...args: never[]) => unknown;

interface DefinedPhrase extends Phrase {
  readonly code: StepCode;
  /** Path and line of the definition, as the runtime writes them. */
  readonly place: string;
}

const GIVE = { Given: giveGiven, When: giveWhen, Then: giveThen } as const;

const PHRASES: DefinedPhrase[] = [];

/**
 * For what is ours: Cucumber sets no timer. The engine is synchronous, so that no timer could stop it; it has budgets of
 * its own for events and for virtual time.
 */
export const NO_TIMEOUT = { timeout: -1 } as const;

function definer(keyword: PhraseKeyword) {
  const define = (expression: string, words: PhraseWords, code: StepCode): void => {
    const frame = frameAbove(define);
    const place = /(?:\(|at )([^()]+:\d+:\d+)\)?$/.exec(frame)?.[1] ?? 'unknown:0:0';
    // The built package is one file, in which the step file has become the name of a function.
    const file = /([^\\/\s]+\.steps)\.\w+/.exec(frame)?.[1] ?? '';
    PHRASES.push({ keyword, expression, ...words, file: file && `${file}.ts`, code, place });
  };
  return define;
}

/** The line of the call stack for who called this function; no more of the stack is made. */
function frameAbove(called: (...args: never[]) => unknown): string {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 1;
  const top = { stack: '' };
  Error.captureStackTrace(top, called);
  Error.stackTraceLimit = limit;
  return top.stack.split('\n').at(-1) ?? '';
}

export const Given = definer('Given');
export const When = definer('When');
export const Then = definer('Then');

/** Every phrase, in the order of the step files. */
export function phrases(): readonly Phrase[] {
  return PHRASES.map(({ keyword, expression, meaning, example, file }) => ({
    keyword,
    expression,
    meaning,
    example,
    file,
  }));
}

/** Registers every phrase with the Cucumber that is running. */
export function registerPhrases(): void {
  const prepare = Error.prepareStackTrace;
  try {
    for (const phrase of PHRASES) {
      // Cucumber finds the place of a step definition in the call stack; ours was defined earlier, elsewhere.
      Error.prepareStackTrace = () => `Error\n    at define (${phrase.place})`;
      GIVE[phrase.keyword](phrase.expression, NO_TIMEOUT, perform(phrase));
    }
  } finally {
    if (prepare) Error.prepareStackTrace = prepare;
    else Reflect.deleteProperty(Error, 'prepareStackTrace');
  }
}

/** The code as Cucumber calls it: same number of parameters, and the world sees to what every step needs. */
function perform(phrase: DefinedPhrase) {
  const { keyword, code } = phrase;
  const block = readBlock(phrase);
  const performed = function (this: ScenarioWorld, ...args: unknown[]): Promise<void> | undefined {
    // Cucumber adds a callback of its own. In this place it stands for the table or text that is missing.
    const last = args[code.length - 1];
    const problem = block && findBlockProblem(block, last);
    const step = this.perform(keyword, (world) => {
      if (problem !== undefined) throw new ScenarioError(problem);
      return code.apply(world, args as never[]);
    });
    if (typeof last !== 'function') return step;
    // It then takes a promise for a mistake, and nobody would catch what becomes of that.
    step.catch((error: unknown) => last(error));
    return undefined;
  };
  return Object.defineProperty(performed, 'length', { value: code.length });
}

const BLOCKS = { table: 'a table', text: 'a text between """' } as const;

interface Block {
  readonly kind: keyof typeof BLOCKS;
  readonly example: string;
}

/** A phrase that ends with a colon has a table or a text below it, the same as in its example. */
function readBlock({ expression, example }: Phrase): Block | undefined {
  if (!expression.endsWith(':')) return undefined;
  const lines = example.split('\n').slice(1);
  return { kind: lines[0]?.trimStart().startsWith('|') ? 'table' : 'text', example: lines.join('\n') };
}

/** What is wrong with what stands below a step: Cucumber gives a string for a text, an object for a table. */
function findBlockProblem({ kind, example }: Block, given: unknown): string | undefined {
  const found = typeof given === 'function' ? undefined : typeof given === 'string' ? 'text' : 'table';
  if (found === kind) return undefined;
  const instead = found === undefined ? 'nothing' : BLOCKS[found];
  return `below this step stands ${instead}; it needs ${BLOCKS[kind]}, such as\n${example}`;
}
