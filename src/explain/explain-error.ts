/** The files do not say what they should: one message for the user, no defect of this program. */
export class ExplainError extends Error {}
