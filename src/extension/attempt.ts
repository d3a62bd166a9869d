/** What may have no result. */

/** Some formulas cannot be said in some languages, or have no such form: then it is not offered. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
