/** The pages that `--help` prints. */

export const HELP = `everynode: say in plain words what your DaemonSet must do, and see it happen on a cluster that fits in your head.

Usage
  everynode run [PATHS…]       run features (default: the folder "features") and write a report
  everynode steps [WORDS…]     print the phrases that a feature can use, with meaning and example
  everynode init [FOLDER]      write a first feature and a cucumber.js into a folder
  everynode report FILE        build the report page again from a messages.ndjson
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
      --parallel NUMBER        run in this many processes
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
