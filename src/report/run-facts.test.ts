import test from 'node:test';
import { expect } from 'expect';
import { attachToRun } from './attachments';
import { factsOf, pickCiFacts, RUN_MEDIA_TYPE } from './run-facts';

test('a CI system names the commit, the branch, the repository and the job', () => {
  const github = {
    GITHUB_SHA: 'abc',
    GITHUB_REF_NAME: 'main',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/nodes',
    GITHUB_JOB: 'conformance',
  };
  expect(pickCiFacts(factsOf([], 0, { env: github }))).toEqual({
    commit: 'abc',
    branch: 'main',
    repositoryUrl: 'https://github.com/acme/nodes',
    ciJob: 'conformance',
  });
  const gitlab = { CI_COMMIT_SHA: 'def', CI_JOB_NAME: 'test', CI_JOB_URL: 'https://gitlab.example/1' };
  expect(pickCiFacts(factsOf([], 0, { env: gitlab }))).toEqual({
    commit: 'def',
    ciJob: 'test',
    ciUrl: 'https://gitlab.example/1',
  });
  expect(pickCiFacts(factsOf([], 0, {}))).toEqual({});
});

test('an address of a repository that no browser can open is left out', () => {
  const named = { name: 'x', version: '1' };
  const meta = (remote: string) => ({
    meta: {
      protocolVersion: '1',
      implementation: named,
      runtime: named,
      os: named,
      cpu: named,
      ci: { name: 'x', git: { remote, revision: 'abc' } },
    },
  });
  const urlOf = (remote: string) => factsOf([meta(remote)], 0, {}).repositoryUrl;
  expect(urlOf('https://example.com/a/b.git')).toBe('https://example.com/a/b');
  expect(urlOf('git@example.com:a/b.git')).toBeUndefined();
});

test('facts that travel with the messages hold, and a stable report leaves out when traces were replayed', () => {
  const parity = { identical: 1, total: 2, at: '2026-01-01T00:00:00Z' };
  const envelopes = [
    attachToRun(RUN_MEDIA_TYPE, { world: 'kind', parity }),
    attachToRun(RUN_MEDIA_TYPE, { seed: '3' }),
  ];
  expect(factsOf(envelopes, 0, {})).toMatchObject({ world: 'kind', seed: '3', parity });
  expect(factsOf(envelopes, 0, { stable: true }).parity).toEqual({ identical: 1, total: 2 });
});
