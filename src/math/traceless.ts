/** Errors that are answers: thrown and caught by the thousand where readings and points are tried, and told by their message alone. */
const engine = Error as { stackTraceLimit?: number }

/** An error without a trace of where it was thrown, which costs more than all else about it. */
export class TracelessError extends Error {
  constructor(message: string) {
    const limit = engine.stackTraceLimit
    engine.stackTraceLimit = 0
    super(message)
    engine.stackTraceLimit = limit
  }
}
