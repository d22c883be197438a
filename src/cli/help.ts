/** The pages that `--help` prints. */

export const HELP = `everynode: say in plain words what your DaemonSet must do, and see it happen on a cluster that fits in your head.

Usage
  everynode run [PATHS…]       run features (default: the folder "features") and write a report
  everynode steps [WORDS…]     print the phrases that a feature can use, with meaning and example
  everynode init [FOLDER]      write a first feature and a cucumber.js into a folder
  everynode report FILE…       build the report page again from messages, compare runs
  everynode explain -f FILE    where a DaemonSet's pods run on the nodes of a real cluster, and why not elsewhere
  everynode parity FILES…      replay recorded traces of a real control plane and compare

Start here
  everynode init && everynode run

Often used with run
  --tags "@placement and not @gap"   only scenarios with these tags
  --name "surge"                     only scenarios whose name matches
  features/rollout.feature:12        only the scenario on that line
  --seed 7                           make every open choice of Kubernetes differently, repeatably

  everynode run --help lists every option; everynode --version prints the version.

Exit codes
  0 all passed    1 something failed    2 the command or a file was wrong
`;

export const RUN_HELP = `everynode run [PATHS…] [options]

Runs .feature files on the embedded cluster. PATHS are folders, files or FILE:LINE; without any, the folder "features".
Your own step definitions in steps/ or features/**/steps/ (JavaScript or TypeScript) are added to the built-in ones.

What to run
  -t, --tags EXPRESSION        only scenarios with these tags, such as "@placement and not @gap"
      --name REGEXP            only scenarios whose name matches (may be repeated)
      --shard INDEX/TOTAL      only this part of all scenarios
      --language CODE          language of the feature files (default: en)

How
      --seed NUMBER            seed of every choice and of the order (default: 1, or EVERYNODE_SEED)
      --order ORDER            defined, reverse, random or random:SEED (default: random with the seed)
      --parallel NUMBER        run in this many processes; pays for scenarios that take long, not for many short ones
      --fail-fast              stop at the first failure
      --retry NUMBER           try a failed scenario again; --retry-tag-filter EXPRESSION limits it
  -d, --dry-run                match the steps without running them
      --no-strict              pending steps do not fail the run
  -b, --backtrace              print whole stack traces

What comes out
      --out DIR                folder for conformance.html, messages.ndjson and junit.xml (default: reports)
  -f, --format TYPE[:PATH]     another Cucumber format: pretty, progress, summary, json, html, … (may be repeated)
      --format-options JSON    options for the formats
      --publish                publish with Cucumber's service

Configuration, as in Cucumber
  -c, --config FILE            configuration file (default: cucumber.js and its kin)
  -p, --profile NAME           profile in that file (may be repeated)
  -r, --require GLOB, -i, --import GLOB, --require-module MODULE, -l, --loader MODULE
      --plugin MODULE, --plugin-options JSON, --world-parameters JSON, --force-exit

Exit codes
  0 all passed    1 something failed    2 the command or a file was wrong
`;

export const EXPLAIN_HELP = `everynode explain -f FILE --nodes FILE [options] [NODES…]

For each node: does the pod of the DaemonSet run there, what speaks against it, and what would change that. Nothing is
sent to a cluster: the nodes come from kubectl get nodes -o yaml (or -o json, which reads faster when there are many).
With NODES only those are shown.

What is asked
  -f, --filename FILE        manifest with one or more DaemonSets; - is standard input (may be repeated)
      --daemonset NAME       only this one of the manifest, as NAME or NAMESPACE/NAME
  -n, --namespace NAME       namespace of objects that name none (default: default)

About what cluster
      --nodes FILE           what kubectl get nodes -o yaml prints
      --pods FILE            what kubectl get pods -A -o yaml prints: takes room, holds ports, and tells where the set runs now
      --sample               eight made-up nodes instead
      --feature FILE:LINE    the cluster of a scenario after its Given steps; without -f its own DaemonSets are explained

How it is told
  -o, --output FORMAT        table (default), wide (every node and every check), or json (see docs/explain.md)
      --fail-on-missing      exit code 1 if a node that the DaemonSet selects does not run its pod

Exit codes
  0 explained    1 a node is missing (with --fail-on-missing)    2 a file or an option was wrong
`;
