/** Runs the Given steps of one scenario and gives what they have made. */
import { Writable } from 'node:stream';
import type { KubernetesObject } from '../api/meta';
import { resolveFeaturePaths } from './feature-paths';
import { loadCucumber } from './load-cucumber';
import { findOwnSteps } from './own-steps';
import { PACKAGE_ROOT, pathInBin } from './package-root';
import { UsageError } from './usage-error';

export interface GivenObjects {
  /** Where the scenario stands, as `file:line`. */
  readonly place: string;
  readonly objects: readonly KubernetesObject[];
}

/** `path` is FILE or FILE:LINE; without a line, the first scenario. @throws UsageError if its Given steps cannot be taken. */
export async function readGivenCluster(path: string, cwd: string): Promise<GivenObjects> {
  const [found] = resolveFeaturePaths(cwd, [path]).found;
  if (found === undefined) throw new UsageError(`"${path}" is no feature file.`);
  const { loadConfiguration, runCucumber } = loadCucumber();
  const { runConfiguration } = await loadConfiguration({ file: false }, { cwd });
  const own = cwd === PACKAGE_ROOT ? { importPaths: [], requirePaths: [] } : findOwnSteps(cwd);
  let failure: string | undefined;
  let scenarios = 0;
  await runCucumber(
    {
      ...runConfiguration,
      sources: { ...runConfiguration.sources, paths: [found], order: 'defined' },
      support: {
        requireModules: own.requirePaths.length > 0 ? [pathInBin('typescript.js')] : [],
        requirePaths: [pathInBin('steps.js'), pathInBin('given-hooks.js'), ...own.requirePaths],
        importPaths: [...own.importPaths],
        loaders: [],
      },
      formats: { stdout: 'message', files: {}, publish: false, options: {} },
    },
    { cwd, stdout: sink(), stderr: sink() },
    ({ testCase, testStepFinished, parseError, undefinedParameterType }) => {
      if (testCase) scenarios += 1;
      failure ??= parseError?.message ?? (undefinedParameterType && `unknown type {${undefinedParameterType.name}}`);
      const result = testStepFinished?.testStepResult;
      if (result?.status === 'FAILED') failure ??= result.message;
      if (result?.status === 'UNDEFINED') failure ??= 'a step of it matches no phrase; everynode run says which';
    },
  );
  const { takeGivenCluster } = require('./given-hooks') as typeof import('./given-hooks');
  const given = takeGivenCluster();
  if (given) return { place: `${found.replace(/(:\d+)+$/, '')}:${given.line}`, objects: given.objects };
  if (failure === undefined && scenarios === 0) throw new UsageError(`There is no scenario at ${path}.`);
  throw new UsageError(
    failure === undefined
      ? `No scenario of ${path} makes a cluster in its Given steps.`
      : `The Given steps of ${path} cannot be taken:\n${failure.replace(/^/gm, '  ')}`,
  );
}

/** Cucumber must write somewhere. */
function sink(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}
