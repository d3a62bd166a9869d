/**
 * Residuals: y_i = x_i^\top \beta + \varepsilon_i says what the data are made of, and so what \varepsilon_i is where \sum_i \varepsilon_i^2 is to
 * be made small: y_i - x_i^\top \beta.
 */
import type { Range } from '../../../api.ts'
import { boldFonts } from '../tokens/symbols.ts'
import { closesGroup, opensGroup, type Token } from '../tokens/tokens.ts'
import { isEquality } from '../tokens/wrappings.ts'
import type { Head } from './heads.ts'

/** What a statement says, as far as it matters here. */
interface Said {
  readonly kind: string
  readonly heads: readonly Head[]
  readonly parts: readonly (readonly Token[])[]
  readonly range: Range
}

const NOISE = /^\\(?:var)?epsilon$/

/** The statement, behind what it says of a residual. */
export function withResidual<S extends Said>(
  tokens: readonly Token[],
  statementOf: (tokens: readonly Token[]) => S,
): readonly (S & { readonly residualOf?: string })[] {
  const statement = statementOf(tokens)
  const residual = residualIn(statement, tokens)
  const { start } = statement.range
  return residual === undefined
    ? [statement]
    : [{ ...statementOf(residual), range: { start, end: start }, residualOf: statement.heads[0]?.name ?? dataOf(statement)[0]?.text }, statement]
}

/** The tokens of the definition that an equality with noise at its end is as well; undefined for others. */
function residualIn({ kind, heads, parts }: Said, tokens: readonly Token[]): readonly Token[] | undefined {
  const [left, right] = parts
  const [head] = heads
  const data = dataOf({ parts })
  // \log y_t = ... of y_t
  const isMade = left !== undefined && data.length < withoutFonts(left).length
  if ((kind !== 'definition' && !(isMade && kind === 'equation')) || parts.length !== 2 || heads.length > 1 || (heads.length < 1 && !isMade))
    return undefined
  if (left === undefined || right === undefined || head?.parameters !== undefined || head?.given !== undefined) return undefined
  if (!/^[a-z]$/i.test(data[0]?.text ?? '')) return undefined
  const plus = lastSign(right)
  const noise = right.slice(plus + 1)
  // With the index of the data, or none as they have none.
  const [sign, ...index] = withoutFonts(noise)
  const isNoise = NOISE.test(sign?.text ?? '') && written(index) === written(data.slice(1))
  const equality = tokens.find(isEquality)
  if (plus < 1 || right[plus]?.text !== '+' || !isNoise || equality === undefined) return undefined
  const made = (text: string): Token => ({ ...(right[plus] as Token), text })
  return [...noise, equality, ...left, made('-'), made('('), ...right.slice(0, plus), made(')')]
}

/** The y_t of a left side y_t or \log y_t. */
function dataOf({ parts: [left = []] }: Pick<Said, 'parts'>): readonly Token[] {
  const own = withoutFonts(left)
  return /^\\(?:log|ln)$/.test(own[0]?.text ?? '') ? own.slice(1) : own
}

/** \mathbf{y}_i as y_i. */
const withoutFonts = (tokens: readonly Token[]): readonly Token[] => tokens.filter(({ text }) => !boldFonts.has(text) && !/^[{}]$/.test(text))

const written = (tokens: readonly Token[]): string => tokens.map(({ text }) => text).join('')

/** Where the last + or - stands that is in no group. */
function lastSign(tokens: readonly Token[]): number {
  let depth = 0
  let last = -1
  tokens.forEach(({ text }, k) => {
    if (opensGroup(text)) depth++
    else if (closesGroup(text)) depth--
    else if (depth === 0 && /^[-+]$/.test(text)) last = k
  })
  return last
}
