/** Indices that go round: behind x_n stands x_1 again, and before x_1 stands x_n. */

/** "indices are taken modulo n", "cyclic indices", "with periodic boundary conditions", "the subscripts wrap around" */
const SPOKEN =
  /\b(?:ind(?:ices|ex)|subscripts?)\b[^.;]{0,40}?\b(?:modulo|mod|cyclic(?:ally)?|periodic(?:ally)?|wrap(?:s|ped|ping)?)\b|\b(?:cyclic|periodic|circular)\s+(?:ind(?:ices|ex(?:ing)?)|subscripts?|boundar(?:y|ies)|convention)\b/i

/** Whether the text says so of what a name has up to `last`, or of all indices: x_{n+1} = x_1, (x_{n+1}, y_{n+1}) = (x_1, y_1), n + 1 \equiv 1. */
export function goesRound(name: string, last: string | undefined, says: (words: RegExp) => boolean): boolean {
  if (says(SPOKEN)) return true
  if (last === undefined || !/^[a-zA-Z]+$/.test(`${name}${last}`)) return false
  const letter = String.raw`(?<![a-zA-Z\\])\\?${name}\s*\}?\s*_\s*`
  const next = String.raw`\{\s*${last}\s*\+\s*1\s*\}`
  const equals = String.raw`\s*(?:(?:,[^=()]{0,40})?\)\s*)?(?::?=|\\equiv(?![a-z])|\\coloneqq|≡)\s*(?:\([^=()]{0,40}?)?(?:\\math\w+\s*\{?\s*)?`
  // x_{n+1} = x_1 + h is a step.
  const alone = String.raw`(?!\d|\s*[-+*/^.]\s*[\w\\{(])`
  const ends = [
    `${letter}${next}${equals}${letter}(?:1|\\{\\s*1\\s*\\})${alone}`,
    `${letter}(?:0|\\{\\s*0\\s*\\})${equals}${letter}(?:${last}(?![a-zA-Z])|\\{\\s*${last}\\s*\\})${alone}`,
    String.raw`(?<![a-zA-Z\\_{])${last}\s*\+\s*1\s*(?:\\equiv(?![a-z])|≡|=)\s*1${alone}`,
  ]
  return says(new RegExp(ends.join('|')))
}
