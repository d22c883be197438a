/** Cucumber Messages by the ids with which they refer to one another. */
import type {
  Attachment,
  Background,
  Envelope,
  GherkinDocument,
  Hook,
  Pickle,
  Scenario,
  Step,
  TestCase,
  TestCaseStarted,
  TestStepResult,
} from '@cucumber/messages';
import { CATALOGUE_MEDIA_TYPE } from './catalogue';
import { RUN_MEDIA_TYPE } from './run-facts';

/** The last attempt at a test case, and what it left behind. */
export interface Attempt {
  readonly started: TestCaseStarted;
  finished: boolean;
  readonly results: Map<string, TestStepResult>;
  readonly attachments: Attachment[];
}

/** Takes messages as they come; what nothing refers to, it forgets. */
export class MessageIndex {
  /** Messages about the run itself: where and when it ran, what was attached to it. */
  readonly aboutRun: Envelope[] = [];
  readonly documents: GherkinDocument[] = [];
  readonly picklesByNode = new Map<string, Pickle[]>();
  readonly stepByNode = new Map<string, Step>();
  readonly backgroundSteps = new Set<string>();
  readonly testCaseByPickle = new Map<string, TestCase>();
  readonly hooks = new Map<string, Hook>();
  readonly snippets = new Map<string, string>();
  readonly parseErrors: { readonly uri: string; readonly message: string }[] = [];
  readonly #attemptByCase = new Map<string, Attempt>();
  readonly #attemptById = new Map<string, Attempt>();

  /** What happened to a pickle, or undefined when it never started. */
  attemptAt(pickle: Pickle): Attempt | undefined {
    const testCase = this.testCaseByPickle.get(pickle.id);
    return testCase && this.#attemptByCase.get(testCase.id);
  }

  add(envelope: Envelope): void {
    const { gherkinDocument, pickle, testCase, testCaseStarted, testStepFinished, testCaseFinished } = envelope;
    if (isAboutRun(envelope)) this.aboutRun.push(envelope);
    if (gherkinDocument) this.#addDocument(gherkinDocument);
    else if (pickle) {
      const node = pickle.astNodeIds[0] ?? '';
      const pickles = this.picklesByNode.get(node);
      if (pickles) pickles.push(pickle);
      else this.picklesByNode.set(node, [pickle]);
    } else if (testCase) this.testCaseByPickle.set(testCase.pickleId, testCase);
    else if (testCaseStarted) {
      const attempt: Attempt = { started: testCaseStarted, finished: false, results: new Map(), attachments: [] };
      this.#attemptByCase.set(testCaseStarted.testCaseId, attempt);
      this.#attemptById.set(testCaseStarted.id, attempt);
    } else if (testStepFinished) {
      const { testCaseStartedId, testStepId, testStepResult } = testStepFinished;
      this.#attemptById.get(testCaseStartedId)?.results.set(testStepId, testStepResult);
    } else if (testCaseFinished) {
      const attempt = this.#attemptById.get(testCaseFinished.testCaseStartedId);
      if (attempt) attempt.finished = true;
    } else if (envelope.attachment?.testCaseStartedId) {
      this.#attemptById.get(envelope.attachment.testCaseStartedId)?.attachments.push(envelope.attachment);
    } else if (envelope.hook) this.hooks.set(envelope.hook.id, envelope.hook);
    else if (envelope.suggestion) {
      this.snippets.set(envelope.suggestion.pickleStepId, envelope.suggestion.snippets[0]?.code ?? '');
    } else if (envelope.parseError) {
      const { source, message } = envelope.parseError;
      this.parseErrors.push({ uri: source.uri ?? '', message });
    }
  }

  #addDocument(document: GherkinDocument): void {
    this.documents.push(document);
    for (const child of document.feature?.children ?? []) {
      this.#addParent(child);
      for (const inner of child.rule?.children ?? []) this.#addParent(inner);
    }
  }

  #addParent(child: { readonly background?: Background; readonly scenario?: Scenario }): void {
    for (const step of child.background?.steps ?? []) {
      this.stepByNode.set(step.id, step);
      this.backgroundSteps.add(step.id);
    }
    for (const step of child.scenario?.steps ?? []) this.stepByNode.set(step.id, step);
  }
}

function isAboutRun({ meta, testRunStarted, testRunFinished, attachment }: Envelope): boolean {
  if (attachment) return attachment.mediaType === RUN_MEDIA_TYPE || attachment.mediaType === CATALOGUE_MEDIA_TYPE;
  return (meta ?? testRunStarted ?? testRunFinished) !== undefined;
}
