'use strict';
// The plugin of Cucumber that `everynode run --parallel` adds: what a worker is sent with a scenario stays small.
module.exports = require('./load').load('src/cli/lean-documents');
