'use strict';
// What `require('everynode/steps')` gives: registers every built-in phrase with Cucumber.
module.exports = require('./load').load('steps/index');
