/** What is known about the run itself: from the messages, from attachments of the hooks, from the CI environment. */
import type { Envelope, Meta, Timestamp } from '@cucumber/messages';
import { bodyOf } from './attachments';
import type { Parity, RunFacts } from './model';

export const RUN_MEDIA_TYPE = 'application/vnd.everynode.run+json';

/** What the hooks may attach, once or many times; later ones add to earlier ones. */
export type AttachedRunFacts = Partial<Omit<RunFacts, 'wallMs' | 'virtualMs' | 'startedAt'>>;

const KUBERNETES_VERSION = '1.36';

export interface RunFactOptions {
  readonly engineVersion?: string;
  readonly seed?: string;
  /** `process.env`, for what CI systems say about themselves. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Leaves out wall times and everything else that differs between two runs with the same seed. */
  readonly stable?: boolean;
}

/** Collects the facts of a run. `virtualMs` is the sum over its scenarios. */
export function factsOf(envelopes: readonly Envelope[], virtualMs: number, options: RunFactOptions): RunFacts {
  let meta: Meta | undefined;
  let started: number | undefined;
  let finished: number | undefined;
  let attached: AttachedRunFacts = {};
  for (const envelope of envelopes) {
    if (envelope.meta) meta = envelope.meta;
    if (envelope.testRunStarted) started = millisecondsOf(envelope.testRunStarted.timestamp);
    if (envelope.testRunFinished) finished = millisecondsOf(envelope.testRunFinished.timestamp);
    if (envelope.attachment?.mediaType === RUN_MEDIA_TYPE) {
      attached = { ...attached, ...(JSON.parse(bodyOf(envelope.attachment)) as AttachedRunFacts) };
    }
  }
  const env = options.env ?? {};
  const git = meta?.ci?.git;
  const repository = git?.remote ?? githubUrl(env);
  return dropAbsent({
    engineVersion: options.engineVersion,
    kubernetesVersion: KUBERNETES_VERSION,
    seed: options.seed,
    ...(options.stable
      ? {}
      : {
          nodeVersion: meta?.runtime.version,
          platform: meta ? `${meta.os.name} ${meta.cpu.name}` : undefined,
          startedAt: started === undefined ? undefined : new Date(started).toISOString(),
          wallMs: started === undefined || finished === undefined ? undefined : Math.round(finished - started),
        }),
    cucumberVersion: meta?.implementation.version,
    virtualMs,
    commit: git?.revision ?? commitOf(env),
    branch: git?.branch ?? env.GITHUB_REF_NAME ?? env.CI_COMMIT_REF_NAME,
    repositoryUrl: repository && /^https?:/.test(repository) ? repository.replace(/\.git$/, '') : undefined,
    ciName: meta?.ci?.name,
    ciUrl: meta?.ci?.url ?? env.CI_JOB_URL,
    ciJob: env.GITHUB_JOB ?? env.CI_JOB_NAME ?? env.CIRCLE_JOB ?? env.BUILDKITE_LABEL ?? meta?.ci?.buildNumber,
    ...attached,
    parity: attached.parity && options.stable ? withoutTime(attached.parity) : attached.parity,
  });
}

/** The commit that a well-known CI system names in its environment. */
export function commitOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return env.GITHUB_SHA ?? env.CI_COMMIT_SHA ?? env.CIRCLE_SHA1 ?? env.BUILDKITE_COMMIT ?? env.GIT_COMMIT;
}

/** What the machine of the run says about its commit and its job. Another machine that rebuilds the page cannot know. */
export function pickCiFacts(facts: RunFacts): AttachedRunFacts {
  const { commit, branch, repositoryUrl, ciName, ciUrl, ciJob } = facts;
  return dropAbsent({ commit, branch, repositoryUrl, ciName, ciUrl, ciJob });
}

function withoutTime({ at: _, ...parity }: Parity): Parity {
  return parity;
}

function millisecondsOf(time: Timestamp): number {
  return time.seconds * 1000 + time.nanos / 1e6;
}

function githubUrl(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = env;
  return server && repository ? `${server}/${repository}` : undefined;
}

function dropAbsent<T extends object>(facts: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;
}
