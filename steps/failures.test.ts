/** What a person reads when a scenario fails: played through Cucumber itself, on the simulated cluster. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { after, before, describe, it } from 'node:test';
import { runCucumber } from '@cucumber/cucumber/api';
import type { Envelope } from '@cucumber/messages';
import { expect } from 'expect';

const FEATURE = `Feature: mistakes and claims that do not hold
  Background:
    Given a cluster of 3 nodes
    And the DaemonSet "node-agent" is fully rolled out

  Scenario: a misspelt node
    When nod3 is cordoned

  Scenario: a misspelt DaemonSet
    Then "node-agnet" runs on every node

  Scenario: a misspelt column
    Then the pods of "node-agent" are:
      | node  | imgae |

  Scenario: a misspelt row
    When "node-agent" is changed to:
      | maxunavailable | 1 |

  Scenario: a misspelt file
    When I apply "manifests/fluentt.yaml"

  Scenario: a misspelt image in a table
    Then the pods of "node-agent" are:
      | node  | image    |
      | node1 | agnet:v1 |
      | node2 | agent:v1 |
      | node3 | agent:v1 |

  Scenario: a misspelt image in a behaviour
    Given image "agnet:v2" never becomes ready
    When "node-agent" rolls out image "agent:v2"
    Then the rollout of "node-agent" is stuck with 1 of 3 pods updated

  Scenario: a claim about pods
    When node2 receives taint maintenance=now:NoExecute
    Then "node-agent" runs on every node

  Scenario: a refusal nobody asked for
    When "node-agent" is changed to:
      | maxSurge       | 1 |
      | maxUnavailable | 1 |

  Scenario: a refusal that a later step runs over
    When "node-agent" is changed to:
      | maxSurge       | 1 |
      | maxUnavailable | 1 |
    And 5s pass

  Scenario: a refusal that was expected
    When "node-agent" is changed to:
      | maxSurge       | 1 |
      | maxUnavailable | 1 |
    Then "node-agent" runs on every node
    And the request is rejected with "may not be set when"

  Scenario: a state that the server refuses
    Given "node-agent" is changed to:
      | maxSurge       | 1 |
      | maxUnavailable | 1 |

  @needs-podreadiness
  Scenario: a misspelt capability
    Then "node-agent" runs on every node

  Scenario: a misspelt effect
    When node1 receives taint maintenance:NoExcute

  Scenario: a table that is missing
    Given a cluster with nodes:

  Scenario: a text in the place of a table
    Then the pods of "node-agent" are:
      """
      node1
      """

  Scenario: an exit code
    When I run "kubectl get nodez"
    Then the exit code is 0

  Scenario: a surge that finds no free port
    When "node-agent" is changed to:
      | hostPort | 9100 |
    And "node-agent" rolls out image "agent:v2" with maxSurge 1
    Then the rollout of "node-agent" is complete

  Scenario: a service account that is missing
    When I apply:
      """yaml
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: lost, namespace: default }
      spec:
        selector: { matchLabels: { app: lost } }
        template:
          metadata: { labels: { app: lost } }
          spec: { serviceAccountName: nobody, containers: [{ name: c, image: x }] }
      """
    Then "lost" runs on every node

  Scenario: a claim after a refusal
    When I apply:
      """yaml
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: typo }
      spec: { selektor: {} }
      """
    Then "typo" runs on every node

  Scenario: settings that are missing
    When I apply:
      """yaml
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: waits, namespace: default }
      spec:
        selector: { matchLabels: { app: waits } }
        template:
          metadata: { labels: { app: waits } }
          spec:
            containers: [{ name: c, image: x }]
            volumes: [{ name: v, configMap: { name: settings } }]
      """
    Then "waits" runs on every node
`;

/** The message of the step or hook that failed, by scenario; empty if the scenario passed. */
async function play(folder: string): Promise<ReadonlyMap<string, string>> {
  const messages = new Map<string, string>();
  const pickleNames = new Map<string, string>();
  const names = new Map<string, string>();
  const started = new Map<string, string>();
  const collect = ({ pickle, testCase, testCaseStarted, testStepFinished }: Envelope): void => {
    if (pickle) pickleNames.set(pickle.id, pickle.name);
    if (testCase) names.set(testCase.id, pickleNames.get(testCase.pickleId) ?? '');
    if (testCaseStarted) started.set(testCaseStarted.id, names.get(testCaseStarted.testCaseId) ?? '');
    if (!testStepFinished) return;
    const name = started.get(testStepFinished.testCaseStartedId) ?? '';
    messages.set(name, (messages.get(name) ?? '') + (testStepFinished.testStepResult.message ?? ''));
  };
  await runCucumber(
    {
      sources: {
        paths: ['mistakes.feature'],
        defaultDialect: 'en',
        names: [],
        tagExpression: '',
        order: 'defined',
        shard: '',
      },
      support: { requireModules: [], requirePaths: [require.resolve('./index')], importPaths: [], loaders: [] },
      runtime: {
        dryRun: false,
        failFast: false,
        filterStacktraces: true,
        parallel: 0,
        retry: 0,
        retryTagFilter: '',
        strict: true,
        worldParameters: { seed: 7 },
      },
      formats: { stdout: 'summary', files: {}, publish: false, options: {} },
    },
    { cwd: folder, stdout: new Writable({ write: (_chunk, _encoding, done) => done() }) },
    collect,
  );
  return messages;
}

describe('a scenario that fails', () => {
  const workingFolder = process.cwd();
  let folder = '';
  let messages: ReadonlyMap<string, string> = new Map();
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'everynode-'));
    mkdirSync(join(folder, 'manifests'));
    writeFileSync(join(folder, 'manifests', 'fluentd.yaml'), '');
    writeFileSync(join(folder, 'mistakes.feature'), FEATURE);
    // Files that a scenario names are looked for from the working directory.
    process.chdir(folder);
    messages = await play(folder);
    process.chdir(workingFolder);
  });
  after(() => rmSync(folder, { recursive: true }));
  const says = (scenario: string, text: string | RegExp) =>
    it(`${scenario}: ${text}`, () => {
      const message = messages.get(scenario);
      if (typeof text === 'string') expect(message).toContain(text);
      else expect(message).toMatch(text);
    });

  says('a misspelt node', 'the cluster has no node "nod3". Did you mean "node3"?');
  says('a misspelt DaemonSet', 'no DaemonSet "node-agnet". Did you mean "node-agent"?');
  says('a misspelt column', 'there is no column "imgae". Did you mean "image"?');
  says('a misspelt row', 'there is no row "maxunavailable". Did you mean "maxUnavailable"?');
  says('a misspelt file', /there is no file "manifests\/fluentt.yaml". Did you mean "manifests.fluentd.yaml"\?/);
  says('a misspelt image in a table', 'asked for the image "agnet:v1". Did you mean "agent:v1"?');
  says('a misspelt image in a behaviour', 'asked for the image "agnet:v2". Did you mean "agent:v2"?');
  says('a misspelt capability', 'the tag @needs-podreadiness names no capability. Did you mean "pod-readiness"?');
  says('a misspelt effect', 'is not an effect. Did you mean "NoExecute"?');

  says('a table that is missing', 'below this step stands nothing; it needs a table, such as\n  | name  |');
  says('a table that is missing', 'replay: npx everynode run mistakes.feature:');
  says('a text in the place of a table', 'below this step stands a text between """; it needs a table');
  says('an exit code', /the exit code is 1, not 0:\n +error: the server doesn't have a resource type "nodez"/);
  says(
    'a surge that finds no free port',
    "agent:v2 is Pending, not ready: 0/3 nodes are available: 1 node(s) didn't have free ports",
  );

  says(
    'a service account that is missing',
    'node1: should have a pod. Error creating: pods "lost-" is forbidden: error looking up service account default/nobody',
  );

  says('a claim after a refusal', 'and a request was refused before, which no step expects:\n  When I apply:');
  says('a claim after a refusal', 'unknown field "spec.selektor"');
  says(
    'settings that are missing',
    'ContainerCreating: MountVolume.SetUp failed for volume "v" : configmap "settings" not found',
  );

  says('a claim about pods', '"node-agent" should run on every node, but runs on node1 and node3');
  says('a claim about pods', '| node2 | «runs» |     | node2 | «no pod» |');
  says('a claim about pods', 'node2: untolerated taint {maintenance: now}');
  says('a claim about pods', /seed: {3}7, \d\S+ into the scenario/);
  says('a claim about pods', /replay: npx everynode run mistakes\.feature:35 --seed 7/);

  says('a refusal nobody asked for', 'the request was refused, and no step expects it');
  says('a refusal nobody asked for', 'When "node-agent" is changed to:\n    DaemonSet.apps "node-agent" is invalid');
  says('a refusal nobody asked for', 'replay: npx everynode run mistakes.feature:');
  says('a refusal that a later step runs over', 'the request was refused, and no step expects it');
  says('a refusal that was expected', /^$/);
  says('a state that the server refuses', 'the cluster refuses this step');

  it('prints no stack trace', () => {
    for (const message of messages.values()) expect(message).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
  });
});
