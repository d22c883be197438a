'use strict';
// What `--format everynode/progress` names: the live summary on the terminal.
module.exports = require('./load').load('src/cli/progress-formatter');
