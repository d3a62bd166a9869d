/** States one after another, x_0, x_1 = A x_0 + B u_0: their numbers say which of them is meant, and not which component. */

/** What a letter is in TeX, as a pattern. */
const written = (name: string): string => (name.length > 1 ? String.raw`\\${name}(?![a-zA-Z])` : String.raw`(?<![a-zA-Z\\])${name}`)

/**
 * Whether the text counts such from x_0 on: components, which are counted so too, are no vectors that are transposed or stand behind a
 * matrix, and none of them is defined by the one before.
 */
export function isSequence(name: string, says: (words: RegExp) => boolean): boolean {
  if (!/^[a-z]+$/.test(name)) return false
  const letter = written(name)
  const numbered = String.raw`${letter}\s*_\s*(?:\d|\{\s*\d+\s*\})`
  if (!says(new RegExp(String.raw`${letter}\s*_\s*(?:0|\{\s*0\s*\})`))) return false
  const turned = String.raw`${numbered}\s*\^\s*\{?\s*(?:\\top|\\intercal|\\mathsf|\\mathrm\s*\{?\s*T|T)`
  const defined = String.raw`${letter}\s*_\s*(?:\d|\{\s*(?:\d+|[a-z]\s*\+\s*1)\s*\})\s*&?\s*=[^=]*${letter}\s*_`
  return says(new RegExp(String.raw`${turned}|(?<![a-zA-Z\\])[A-Z]\s*${numbered}|${defined}`))
}
