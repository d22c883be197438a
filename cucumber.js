// Profiles for Cucumber's own command, `npx cucumber-js`, and for `everynode run`, which adds its steps and reports itself.
const seed = process.env.EVERYNODE_SEED ?? '1';

module.exports = {
  default: {
    require: ['bin/steps.js'],
    format: ['./bin/progress.js', './bin/formatter.js:reports/conformance.html'],
    formatOptions: { everynode: { seed } },
    order: `random:${seed}`,
    strict: true,
    worldParameters: { seed },
  },
};
