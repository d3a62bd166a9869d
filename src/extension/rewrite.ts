/** Whether an expression may be written anew where it stands, and how it goes there. */
import type { Language, Range } from '../math/api.ts'

/** Selections that hold more than one expression: statements, functions, equations. */
const STATEMENT = /(?<![=!<>:])=(?![=])|:=|=>|;|\b(?:def|return|lambda|function|let|const|var|class|if|for|while|end)\b/
const EQUATION = /[=&]|\\\\|\\(?:begin|label|leq?|geq?|lt|gt|ne|approx|to|in)(?![a-zA-Z])|[<>]|\$/
/** Languages whose code is printed as expressions that stand by themselves. */
const REWRITTEN: ReadonlySet<Language> = new Set(['python', 'javascript', 'typescript', 'julia', 'matlab', 'latex', 'markdown'])

/** Is what was read just what is selected, and one expression? */
export function isRewritable(text: string, selection: Range, range: Range, language: Language): boolean {
  if (!REWRITTEN.has(language) || selection.end <= selection.start || range.start < selection.start || range.end > selection.end) return false
  const outside = text.slice(selection.start, range.start) + text.slice(range.end, selection.end)
  const expression = text.slice(range.start, range.end)
  const isFormula = language === 'latex' || language === 'markdown'
  return /^[\s$]*$/.test(outside) && !(isFormula ? EQUATION : STATEMENT).test(expression)
}

/** The names in a piece of code that do not stand behind a dot. */
export const namesIn = (code: string): ReadonlySet<string> => new Set(code.match(/(?<![\p{L}\p{N}_.])[\p{L}_][\p{L}\p{N}_]*/gu) ?? [])

/** Functions that a language has without saying where from. */
const ELEMENTARY = 'abs exp log log1p expm1 sqrt sin cos tan sinh cosh tanh asin acos atan max min sum'
const OWN: { readonly [L in Language]?: ReadonlySet<string> } = {
  python: new Set(['abs', 'max', 'min', 'sum']),
  javascript: new Set(['Math']),
  typescript: new Set(['Math']),
  julia: new Set(ELEMENTARY.split(' ')),
  matlab: new Set(ELEMENTARY.split(' ')),
}

/** Does code use no name that what it stands for does not, but those of the language? */
export function usesOnly(code: string, written: string, language: Language): boolean {
  const known = namesIn(written)
  return [...namesIn(code)].every((name) => known.has(name) || OWN[language]?.has(name) === true)
}

/** Signs and brackets that take the nearest operand, on either side of one. */
const [TIGHT_BEFORE, TIGHT_BEHIND] = [/[-*/\\^@%~!]$/, /^(?:[*/\\^@%.[('])/]
/** And those that take even a power: x ** (a ** b). */
const [TIGHTEST_BEFORE, TIGHTEST_BEHIND] = [/(?:\*\*|[\^~!])$/, /^(?:\*\*|\.\^|[\^.[('])/]
const POWER = /^(?:[\p{L}\p{N}_.]+|\([^()]*\))\s*(?:\*\*|\^)\s*[\p{L}\p{N}_.]+$/u
const [OPEN_BEFORE, OPEN_BEHIND] = [/(?:^|[=(,[{:]|\breturn)$/, /^(?:$|[),\]};:])/]

/** The code in parentheses where what stands beside it on the line would take it apart: x * (a + b). */
export function inPlace(code: string, text: string, { start, end }: Range): string {
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start).trimEnd()
  const [behind = ''] = text.slice(end).split('\n', 1)
  const isAtom = /^[\p{L}\p{N}_.]+(?:\([^()]*\))?$/u.test(code)
  const isHeld = OPEN_BEFORE.test(before) && OPEN_BEHIND.test(behind.trim())
  const [tightBefore, tightBehind] = POWER.test(code) ? [TIGHTEST_BEFORE, TIGHTEST_BEHIND] : [TIGHT_BEFORE, TIGHT_BEHIND]
  const isTight = tightBefore.test(before) || tightBehind.test(behind.trim()) || /\?|\bif\b/.test(code)
  return isAtom || isHeld || !isTight ? code : `(${code})`
}
