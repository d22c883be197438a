'use strict';
// What `require('everynode')` gives: a cluster to drive from code. Named one by one, so that `import` sees them too.
const { ApiError, CAPABILITIES, WORLDS, createCluster, isApiError } = require('./load').load('src/index');
module.exports = { ApiError, CAPABILITIES, WORLDS, createCluster, isApiError };
