'use strict';
// Required before a user's own steps when some of them are TypeScript; parallel workers require it too.
// Steps are required, also in a package of `"type": "module"`, where ts-node would leave that to `import`.
const moduleTypes = { '**/*.ts': 'cjs' };
require('ts-node').register({ transpileOnly: true, swc: true, skipProject: false, moduleTypes });
