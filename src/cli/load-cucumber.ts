/**
 * Cucumber's runner, loaded by the commands that need it: that alone takes longer than the others do altogether. It comes
 * by `require`, because `import` would first look through its files for the names they export.
 */
export function loadCucumber(): typeof import('@cucumber/cucumber/api') {
  return require('@cucumber/cucumber/api');
}
