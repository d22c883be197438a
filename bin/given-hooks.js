'use strict';
// Required by Cucumber beside the phrases for `everynode explain --feature`: keeps what the Given steps have made.
module.exports = require('./load').load('src/cli/given-hooks');
