/**
 * The layers of the house (an arrow points at what may be imported):
 *
 *   steps -> harness, worlds        cli -> report, explain, parity, harness      worlds -> simulation
 *   simulation -> harness and every engine part
 *   controllers, scheduler, kubelet -> machinery -> kernel -> api               never one another, never the apiserver
 *   apiserver -> kernel -> api      kubectl -> api                              harness, report -> api
 *   explain -> harness and every engine part, for their decisions alone
 *   parity -> simulation                                                      a tool that drives the cluster itself
 */
const engine = ['controllers', 'scheduler', 'kubelet', 'apiserver', 'machinery', 'kernel', 'kubectl'];

/** Unit tests and what only they use: a cluster of test parts, samples. */
const TESTS = '\\.test\\.ts$|/test-[a-z-]+\\.ts$|-samples\\.ts$';

/** A layer and all it may import beside itself and src/api. */
function allowOnly(layer, allowed, advice) {
  const targets = ['api', layer, ...allowed].map((name) => `^src/${name}/`);
  return {
    name: `${layer}-imports`,
    comment: advice,
    severity: 'error',
    from: { path: `^src/${layer}/`, pathNot: TESTS },
    to: { path: '^(src|steps|test|bench)/', pathNot: targets },
  };
}

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files that import each other are one file, or share a third: move what both need into that one.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'api-imports',
      comment: 'src/api is the ground: types and pure functions. Move what needs more into the layer that needs it.',
      severity: 'error',
      from: { path: '^src/api/', pathNot: TESTS },
      to: { path: '^(src|steps|test|bench)/', pathNot: '^src/api/' },
    },
    allowOnly(
      'kernel',
      [],
      'The kernel knows time, chance and order, not Kubernetes: pass what it needs as a parameter.',
    ),
    allowOnly('machinery', ['kernel'], 'Machinery speaks to the API through the ApiClient of src/api/client.ts.'),
    allowOnly('apiserver', ['kernel'], 'The API server knows no controller: publish through its watch instead.'),
    allowOnly(
      'controllers',
      ['machinery', 'kernel'],
      'Controllers hold an ApiClient (src/api/client.ts) and learn of changes through an Informer (src/machinery).',
    ),
    allowOnly(
      'scheduler',
      ['machinery', 'kernel'],
      'The scheduler holds an ApiClient (src/api/client.ts) and learns of changes through an Informer (src/machinery).',
    ),
    allowOnly(
      'kubelet',
      ['machinery', 'kernel'],
      'The kubelet holds an ApiClient (src/api/client.ts) and learns of changes through an Informer (src/machinery).',
    ),
    allowOnly('kubectl', [], 'kubectl is a client: it speaks to the API through the ApiClient of src/api/client.ts.'),
    allowOnly(
      'harness',
      [],
      'The harness knows no world: it works through the Cluster port of src/harness/cluster.ts.',
    ),
    allowOnly(
      'report',
      [],
      'The report reads Cucumber messages and the catalogue: attach what it needs as data in a hook.',
    ),
    allowOnly(
      'simulation',
      [...engine, 'harness'],
      'The simulation wires the engine and implements the Cluster port; it knows no steps, reports or commands.',
    ),
    allowOnly(
      'explain',
      [...engine, 'harness'],
      'explain asks the decisions of the engine; it runs no cluster and knows no commands: pass what it needs as data.',
    ),
    {
      name: 'controllers-apart',
      comment:
        'One controller never imports another: share through src/machinery, or let them meet in the API as upstream does.',
      severity: 'error',
      from: { path: '^src/controllers/([^/]+)/' },
      to: { path: '^src/controllers/[^/]+/', pathNot: '^src/controllers/$1/' },
    },
    {
      name: 'steps-know-only-the-port',
      comment: 'Steps use src/harness, src/worlds.ts and src/api; what they share belongs into src/harness.',
      severity: 'error',
      from: { path: '^steps/' },
      // The timeline is cut from the journal where the journal is: in the hook that attaches it.
      to: { path: '^src/', pathNot: '^src/(harness|api)/|^src/worlds\\.ts$|^src/report/timeline(-types)?\\.ts$' },
    },
    {
      name: 'worlds-alone-choose',
      comment: 'Only src/worlds.ts knows which cluster is behind the port: ask it for one.',
      severity: 'error',
      from: {
        path: '^(src|steps)/',
        pathNot: '^src/(simulation|live|parity)/|^src/worlds\\.ts$|^src/index\\.ts$|\\.test\\.ts$',
      },
      to: { path: '^src/(simulation|live)/' },
    },
    {
      name: 'commands-stay-outside',
      comment:
        'Commands use src/worlds.ts for a cluster, src/report for pages and src/harness for words; they hold no engine parts.',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: TESTS },
      to: { path: `^src/(${engine.join('|')}|simulation|live)/` },
    },
    {
      name: 'no-tests-in-production',
      comment: 'Production code may not import tests or benches: move the shared part under src.',
      severity: 'error',
      from: { path: '^(src|steps)/', pathNot: TESTS },
      to: { path: `${TESTS}|^(test|bench)/` },
    },
    {
      name: 'engine-without-node',
      comment:
        'The engine reads no files and knows no process: take time from Clock, chance from Random, and pass data in.',
      severity: 'error',
      from: { path: `^src/(api|${engine.join('|')})/`, pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'declared-packages-only',
      comment: 'Add the package to package.json, or use what is there.',
      severity: 'error',
      from: { path: '^(src|steps)/', pathNot: TESTS },
      to: {
        dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'npm-dev'],
        // Types only: messages are read as data.
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nothing-unresolved',
      comment: 'This import leads nowhere: a misspelt path?',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|reports)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
