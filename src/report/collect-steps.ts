/** The steps of one example: what the feature says, joined with what happened. */
import type { Pickle, PickleStepArgument, TestStepResult } from '@cucumber/messages';
import type { Attempt, MessageIndex } from './message-index';
import type { StepResult, StepStatus } from './model';

const STATUS: Readonly<Record<string, StepStatus>> = {
  PASSED: 'passed',
  FAILED: 'failed',
  SKIPPED: 'skipped',
  PENDING: 'pending',
  UNDEFINED: 'undefined',
  AMBIGUOUS: 'ambiguous',
};

/** Steps in the order of the scenario. A hook appears only when something is to be said about it. */
export function stepsOf(pickle: Pickle, attempt: Attempt | undefined, index: MessageIndex): readonly StepResult[] {
  const testCase = index.testCaseByPickle.get(pickle.id);
  const resultOf = new Map<string, TestStepResult>();
  const before: StepResult[] = [];
  const after: StepResult[] = [];
  let seenStep = false;
  for (const testStep of testCase?.testSteps ?? []) {
    const result = attempt?.results.get(testStep.id);
    if (testStep.pickleStepId) {
      seenStep = true;
      if (result) resultOf.set(testStep.pickleStepId, result);
    } else if (result && isTrouble(result)) {
      const name = index.hooks.get(testStep.hookId ?? '')?.name ?? '';
      (seenStep ? after : before).push({ keyword: seenStep ? 'After' : 'Before', text: name, ...outcomeOf(result) });
    }
  }
  const steps = pickle.steps.map((step): StepResult => {
    const nodeId = step.astNodeIds[0] ?? '';
    const written = index.stepByNode.get(nodeId);
    const result = resultOf.get(step.id);
    return {
      keyword: written?.keyword.trim() ?? '',
      text: step.text,
      ...(index.backgroundSteps.has(nodeId) ? { background: true } : {}),
      ...argumentOf(step.argument),
      ...(result ? outcomeOf(result, index.snippets.get(step.id)) : { status: 'not-run' }),
      ...(written ? { line: written.location.line } : {}),
    };
  });
  return [...before, ...steps, ...after];
}

function isTrouble({ status }: TestStepResult): boolean {
  return status !== 'PASSED' && status !== 'SKIPPED';
}

function outcomeOf(
  result: TestStepResult,
  snippet?: string,
): Pick<StepResult, 'status' | 'failure' | 'durationMs'> & object {
  const status = STATUS[result.status] ?? 'not-run';
  const failure = result.message ?? (status === 'undefined' ? snippet : undefined);
  const durationMs = result.duration.seconds * 1000 + Math.round(result.duration.nanos / 1000) / 1000;
  return {
    status,
    ...(status === 'passed' || status === 'failed' ? { durationMs: Math.round(durationMs * 1000) / 1000 } : {}),
    ...(failure ? { failure: stripColours(failure) } : {}),
  };
}

function argumentOf(argument: PickleStepArgument | undefined): Pick<StepResult, 'table' | 'docString'> {
  if (argument?.dataTable) {
    return { table: argument.dataTable.rows.map((row) => row.cells.map((cell) => cell.value)) };
  }
  if (argument?.docString) {
    const { content, mediaType } = argument.docString;
    return { docString: { content, ...(mediaType ? { mediaType } : {}) } };
  }
  return {};
}

/** Terminal colour codes of assertion messages mean nothing on a page. */
function stripColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is being removed
  return text.replace(/\u001b\[[0-9;]*m/g, '');
}
