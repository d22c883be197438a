/** The command was called wrongly. Its message is all the user sees; the exit code is 2. */
export class UsageError extends Error {}
