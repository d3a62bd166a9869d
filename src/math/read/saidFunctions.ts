/** Words that say which function a letter is, in LaTeX and in plain text: "where σ is the ReLU". */
import type { Operation } from '../expr.ts'
import { table } from '../ops/table.ts'

const called = table.filter((row): row is Operation & { called: RegExp } => row.called !== undefined)

/** What people call any of the functions, as a part of a pattern. */
export const ANY_FUNCTION = called.map((row) => `(?:${row.called.source})`).join('|')
/** What may stand between "is" and it. */
export const MANNER = String.raw`(?:(?:the|an?|our|usual|well-known|standard(?!\s+(?:normal|Gaussian))|element-?wise|component-?wise|entry-?wise|point-?wise|non-?linear|activation(?:\s+function)?|function|non-?linearity)\s+)*`
/** What is called after a function is something else: the ReLU slope, the logistic growth rate. */
export const ELSE = String.raw`(?![-\w])(?!\s+(?:slope|growth|rate|loss|regression|model|parameter|threshold|width|steepness|coefficient|weights?|bias|layers?|units?|approximation)\b)`

/** The name by which the function is read that people call so; undefined where there is none. */
export function wordFor(words: string | undefined): string | undefined {
  const row = called.find((row) => words?.search(row.called) === 0)
  if (row === undefined) return undefined
  const text = [row.spell?.text ?? []].flat()
  return text.includes(row.name) ? row.name : text.find((name) => /^\w+$/.test(name))
}
