'use strict';
// Required before a user's own steps when some of them are TypeScript; parallel workers require it too.
require('ts-node').register({ transpileOnly: true, swc: true, skipProject: false });
