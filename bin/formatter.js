'use strict';
// What `--format everynode/formatter:reports/conformance.html` names: writes the conformance page.
module.exports = require('./load').load('src/report/formatter');
