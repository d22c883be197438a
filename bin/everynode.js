#!/usr/bin/env node
'use strict';
// Remembers compiled code between runs where Node can (22.8 and later); start-up is most of a short run.
require('node:module').enableCompileCache?.();

const { load } = require('./load');

load('src/cli/main')
  .main(process.argv.slice(2))
  .then((exitCode) => {
    process.exitCode = exitCode;
  });
