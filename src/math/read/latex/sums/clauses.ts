/** The parts of a subscript. */
import type { Grammar, Span } from '../grammar/grammar.ts'
import type { Token } from '../tokens/tokens.ts'

/** The stretches of a subscript between commas, rows and bars, not looking into brackets and absolute values. */
export function clausesOf(g: Grammar, sub: Span): Span[] {
  let { from, to } = trimmed(g, sub)
  // \substack{i=1 \\ i \ne j}
  if (g.tokens[from]?.text === '\\substack') ({ from, to } = trimmed(g, { from: from + 1, to }))
  const clauses: Span[] = []
  let start = from
  let depth = 0
  for (let k = from; k <= to; k++) {
    const text = k === to ? '' : (g.tokens[k] as Token).text
    const closing = text === '|' && depth === 0 && isOpening(g, k, start) ? closingBar(g, k, to) : -1
    if (closing > 0) k = closing
    else if (text === '(' || text === '[' || text === '\\{' || text === '{') depth++
    else if (text === ')' || text === ']' || text === '\\}' || text === '}') depth--
    else if (k === to || (depth === 0 && (text === ',' || text === ':' || text === ';' || text === '\\\\' || text === '\\mid' || text === '|'))) {
      if (start < k) clauses.push({ from: start, to: k })
      start = k + 1
    }
  }
  return clauses
}

/** Does a bar at this place open an absolute value, |x_i - x_j|: with nothing, a relation or an operator before it? */
const isOpening = (g: Grammar, at: number, start: number): boolean =>
  at === start || /^(?:[-+*/<>=]|\\(?:c?dot|times|lt|gt|leq?|geq?|neq?)(?:slant)?)$/.test((g.tokens[at - 1] as Token).text)

/** The bar that closes the absolute value which is opened at a place, or -1. */
function closingBar(g: Grammar, open: number, to: number): number {
  for (let k = open + 1; k < to; k++) if (g.tokens[k]?.text === '|' && !isOpening(g, k, open + 1)) return k
  return -1
}

/** Without the braces around all of it. */
export function trimmed(g: Grammar, span: Span): Span {
  let { from, to } = span
  while (to - from > 1 && g.tokens[from]?.kind === 'symbol' && g.tokens[from]?.text === '{' && g.closing(from) === to - 1) {
    from++
    to--
  }
  return { from, to }
}
