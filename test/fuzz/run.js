/**
 * The deep run of the fuzzer: `node test/fuzz/run.js [--cases 100000] [--seed 1] [--piece 5000]`.
 * Spoils real manifests in thousands of ways and holds against each: the API server answers with an object or a Status,
 * soon, and what it takes reads back unchanged. Works in pieces, each with a seed of its own, so that a finding is
 * repeated by `--cases PIECE --seed THAT_SEED`. Exit code 1 at a finding, which is printed with its document.
 */
require('../../bin/typescript.js');
const { fuzz } = require('./fuzz.ts');

const options = { cases: 100_000, seed: 1, piece: 5_000 };
for (let index = 2; index < process.argv.length; index += 2) {
  const name = process.argv[index].replace(/^--/, '');
  if (!(name in options)) throw new Error(`unknown option --${name}; known are --cases, --seed and --piece`);
  options[name] = Number(process.argv[index + 1]);
}

const started = performance.now();
const total = { accepted: 0, refused: 0 };
for (let done = 0, seed = options.seed; done < options.cases; done += options.piece, seed++) {
  const { outcomes, finding } = fuzz(Math.min(options.piece, options.cases - done), seed);
  for (const outcome of Object.keys(total)) total[outcome] += outcomes[outcome];
  if (finding) {
    console.log(`seed ${seed}: ${finding.reason}\n${JSON.stringify(finding.document, null, 1)}`);
    process.exit(1);
  }
}
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${options.cases} cases from seed ${options.seed} in ${seconds} s: ${JSON.stringify(total)}, no finding`);
