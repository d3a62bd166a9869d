/** What a text asks for: the derivative that stands alone behind Find, or before if; what is minimised. */
import { type Reading, readable } from '../term.ts'
import type { Outline } from './outline.ts'
import { type Head, headOf } from './statements/heads.ts'
import type { Statement } from './statements/statements.ts'
import { ordered } from './terms/terms.ts'
import type { Region } from './text/regions.ts'
import type { Token } from './tokens/tokens.ts'

export interface Asked {
  readonly statement: Statement
  readonly region: number
  readonly derivative: NonNullable<Head['derivative']>
}

/** Find, What is: what an exercise begins with, and the few words up to the formula that is asked for. */
const ASKS = /\b(?:find|compute|calculate|determine|evaluate|obtain|derive|what(?:\s+is|'s))\b[^.$;:?!]{0,40}$/i
/** What tells of which function it is asked. */
const GIVES = /^\s*(?:if|for|when|where|given)\b/i
/** Where the words around a formula are looked for, in characters. */
const NEAR = 80

/** The last derivative that the text asks for by a formula of its own; undefined where it asks for none. */
export function askedIn(outline: Outline): Asked | undefined {
  for (let region = outline.formulas.length - 1; region >= 0; region--) {
    const statements = outline.statementsIn(region)
    for (const [k, statement] of statements.entries()) {
      const [tokens, ...others] = statement.parts
      const isAlone = statement.heads.length === 0 && tokens !== undefined && others.length === 0 && tokens.length <= LONGEST
      if (!isAlone || !isSaid(outline, region, statement, statements[k - 1], statements[k + 1])) continue
      const derivative = headOf(tokens)?.derivative
      if (derivative !== undefined) return { statement, region, derivative }
    }
  }
  return undefined
}

/** What an exercise says before the formula it is about: Find the derivative of, Differentiate. */
const OF =
  /\b(?:find|compute|calculate|determine|what(?:\s+is|'s))\b[^.$;:?!]{0,40}\b(?:derivative|gradient|jacobian|hessian)s?\s+of[^.$;:?!]{0,30}$|\bdifferentiate(?:\s+(?:the\s+)?(?:function|expression|formula))?\s*$/i

/** The last formula without a name that the words before it ask a derivative of; undefined where there is none. */
function subjectIn(outline: Outline): { readonly statement: Statement; readonly region: number } | undefined {
  const { text, formulas } = outline
  for (let region = formulas.length - 1; region >= 0; region--) {
    const [statement, ...others] = outline.statementsIn(region)
    const { outer } = formulas[region] as Region
    const isAlone =
      statement !== undefined &&
      others.length === 0 &&
      statement.kind === 'expression' &&
      (headOf(statement.parts[0] as readonly Token[]) === undefined || isDerivative(statement))
    const before = text.slice(Math.max(0, outer.start - NEAR), outer.start)
    // Compute $g''(4)$, find $f_{xy}$ and $dz$.
    if (isAlone && (OF.test(before) || (ASKS.test(before) && isDerivative(statement)))) return { statement, region }
  }
  return undefined
}

/** Tokens that a derivative of a name has at most. */
const LONGEST = 40

/** Whether a statement that defines nothing looks as if it held a derivative: f_{xx}, \\ddot s, f'(2). */
const isDerivative = ({ heads, parts: [tokens = [], ...others], kind }: Statement): boolean =>
  heads.length === 0 &&
  others.length === 0 &&
  kind !== 'words' &&
  tokens.length <= LONGEST &&
  (isDifferential(tokens) ||
    isOfOrder(tokens) ||
    tokens.some(({ text }) => /^(?:_|'|\\d{1,3}ot|\\prime)$/.test(text)) ||
    headOf(tokens)?.derivative !== undefined)

/** y^{(4)} */
const isOfOrder = (tokens: readonly Token[]): boolean =>
  tokens.some(({ text }, k) => text === '^' && tokens[k + 2]?.text === '(' && tokens[k + 3]?.kind === 'number' && tokens[k + 4]?.text === ')')

/** dz, \\Delta u */
const isDifferential = ([mark, name, ...more]: readonly Token[]): boolean =>
  more.length === 0 && name?.kind === 'letter' && (mark?.text === 'd' || mark?.text === '\\Delta')

/**
 * What is meant where no derivative is asked for by a formula: what the words ask a derivative of, or, of formulas without words, the last that
 * is a derivative of what another of them defines: \ddot s beside s = ..., f_{xx} + f_{yy}.
 */
export function meantIn(outline: Outline, read: (statement: Statement, region: number) => Reading): Reading | undefined {
  const subject = subjectIn(outline)
  if (subject !== undefined) {
    const reading = read(subject.statement, subject.region)
    if (!isDerivative(subject.statement) || isOfDerivative(reading)) return reading
  }
  const all = outline.bare ? outline.statementsIn(0) : []
  if (!all.some(({ kind }) => kind === 'definition')) return undefined
  return readable(all.filter(isDerivative), (statement) => read(statement, 0))
    .filter(isOfDerivative)
    .at(-1)
}

const isOfDerivative = ({ body }: Reading): boolean =>
  ordered(body).some((term) => term.kind === 'derivative' || (term.kind === 'call' && (term.primes ?? 0) > 0))

/** Whether the words before or behind a statement say that it is asked for. */
function isSaid({ text, formulas }: Outline, region: number, { range }: Statement, before?: Statement, after?: Statement): boolean {
  const { outer } = formulas[region] as Region
  const words = (from: number, to: number): string => text.slice(Math.max(0, from), to).replace(SIGNS, ' ')
  const lead = words(before?.range.end ?? outer.start - NEAR, range.start)
  return ASKS.test(lead) || (lead.trim() === '' && GIVES.test(words(range.end, after?.range.start ?? outer.end + NEAR)))
}

/** What stands between words and formulas. */
const SIGNS = /\\(?:text\w*|mathrm|mbox|q?quad)\b|\\[[\](),;:! ]|[{}$,]/g

/** Minimise $(x_N - d)^2$; the loss is $\\sum_t ...$: what has no name of its own, and is what the text is about. */
export function isObjective({ text, formulas }: Outline, region: number, { parts }: Statement): boolean {
  const { outer } = formulas[region] as Region
  // L(w) is only mentioned.
  if (!parts.some((tokens) => tokens.some((token) => /^(?:[-+^]|\\(?:sum|prod|int|frac))$/.test(token.text)))) return false
  return OBJECTIVE.test(text.slice(Math.max(0, outer.start - NEAR), outer.start))
}

const OBJECTIVE =
  /\b(?:minimi[sz]\w*|maximi[sz]\w*|fit|fitted|consider|differentiate|loss|cost|objective|criterion|functional|risk|energy|error|likelihood|squares)\b(?:[^.$]|\$[^$.]{1,12}\$)*$/i
