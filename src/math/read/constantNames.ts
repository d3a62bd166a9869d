/** What a reader asks about names that the text gives plain numbers: whether they stay names, and what comes of it where their numbers are used. */

/** Which of these names stay names, and which a text needs as the numbers themselves. */
export interface ConstantNames {
  /** Whether this one stays a name. */
  keeps(name: string): boolean
  /** Whether a parameter that has a number by default says for any number how often something is done. */
  keepsCount(name: string): boolean
  /** Its number was used as such. */
  need(name: string): void
  /** What is read once each name is what it has to be. */
  settle<T>(read: () => T): T
}
