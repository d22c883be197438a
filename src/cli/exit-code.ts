/** What the process says to the shell when it ends. */
export const EXIT = { passed: 0, failed: 1, wrongUse: 2 } as const;
