'use strict';
// A world that lacks something skips what needs it.
const { Given } = require('@cucumber/cucumber');

Given('something that this world lacks', () => 'skipped');
