/** Parentheses and brackets that hold more than a formula: the functions of a composition, the entries of a vector or matrix. */
import { type BinderTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { substitute } from '../terms/terms.ts'
import type { Token } from '../tokens/tokens.ts'
import type { Grammar } from './grammar.ts'
import { isFunctionName } from './symbol.ts'

/** (x_i^2)_{i=1}^n, [k(x_i, x_j)]_{i,j}: the vector or matrix of what stands in the brackets, for all indices. */
export function readEntries(g: Grammar): { readonly term: Term } | undefined {
  const from = g.at
  const close = g.partner(from)
  if (g.tokens[close + 1]?.text !== '_') return undefined
  const open = close + 2
  const last = g.tokens[open]?.text === '{' ? g.closing(open) : open
  const below = g.tokens.slice(last === open ? open : open + 1, last === open ? open + 1 : last)
  const running = runningIn(below)
  if (running === undefined) return undefined
  const inside = g.tokens.slice(from + 1, close)
  const { indices, first } = running
  if (!indices.every((index) => !g.isBound(index) && inside.some(({ kind, text }) => kind === 'letter' && text === index))) return undefined
  // Brackets around a matrix alone: its component.
  if (!inside.some(({ text }) => text === '_' || text === '^' || /^[-+*/]$/.test(text))) return undefined
  const [body, ...more] = g.binding(indices, 'index', () => g.argumentList())
  if (body === undefined || more.length > 0) {
    g.at = from
    return undefined
  }
  g.at = last + 1
  let high: Term | undefined
  if (running.bounded && g.is('^')) {
    g.at++
    const above = g.argument('where the index ends')
    const letter = above.to - above.from === 1 ? g.tokens[above.from] : undefined
    if (letter?.kind === 'letter' && indices.length === 1) high = nameTerm(letter.text, g.rangeOf(above))
  }
  const range = g.rangeFrom(from)
  const low =
    high !== undefined && first === 1
      ? { low: numberTerm(1, range), high }
      : first === undefined || first === 1
        ? {}
        : { low: numberTerm(first, range) }
  const term = [...indices]
    .reverse()
    .reduce<Term>((inner, index): BinderTerm => ({ kind: 'binder', op: 'each', index, ...low, body: inner, range }), body)
  return { term }
}

/** The indices that a subscript says to run, and where they begin: i, ij, i,j=1, i=1,\dots,n, 1 \le i,j \le n; undefined for other subscripts. */
function runningIn(
  tokens: readonly Token[],
): { readonly indices: readonly string[]; readonly first?: number; readonly bounded: boolean } | undefined {
  const text = tokens.map((token) => token.text).join(' ')
  const match =
    /^(?<names>[a-z](?: ,? ?[a-z])?)(?<range> = (?<first>[01])(?: , \\[lc]?dots , .+)?| \\in .+)?$/.exec(text) ??
    /^(?<first>[01]) (?:\\le|\\leq|\\leqslant|≤|<) (?<names>[a-z](?: , [a-z])?) (?<range>\\le|\\leq|\\leqslant|≤|<) .+$/.exec(text)
  const { names, range, first } = match?.groups ?? {}
  if (names === undefined) return undefined
  const indices = names.split(/[\s,]+/)
  if (new Set(indices).size < indices.length) return undefined
  return { indices, bounded: range !== undefined, ...(first === undefined ? {} : { first: Number(first) }) }
}

/** (f \circ g)(x), and f \circ g where the text says what both are. */
export function readComposition(g: Grammar): { readonly term: Term } | undefined {
  const isGroup = g.is('(')
  const first = isGroup ? 1 : 0
  if (!g.is('\\circ', first + 1)) return undefined
  const names: string[] = []
  let k = first
  for (;;) {
    const token = g.peek(k)
    if (token?.kind !== 'letter' || !(isFunctionName(g, token.text) || (isGroup && /^[fgh]$/.test(token.text)))) return undefined
    names.push(token.text)
    if (isGroup ? g.is(')', k + 1) : !g.is('\\circ', k + 1)) break
    if (!g.is('\\circ', k + 1)) return undefined
    k += 2
  }
  const from = g.at
  const inner = g.surroundings.functionNamed(names.at(-1) as string)?.parameters[0]
  if (isGroup ? !g.isOpening(k + 2) : g.isOpening(k + 1) || inner === undefined) return undefined
  g.at += isGroup ? k + 2 : k + 1
  const args = isGroup ? g.argumentList() : [nameTerm(inner as string)]
  const range = g.rangeFrom(from)
  if (args.length !== 1) g.fail('a composition takes one argument', 'write one', range)
  let term = args[0] as Term
  for (const name of names.reverse()) {
    const definition = g.surroundings.functionNamed(name)
    if (definition === undefined) {
      term = { kind: 'call', name, args: [term], range }
      continue
    }
    if (definition.parameters.length !== 1) g.fail(`${name} does not take one argument`, 'only functions of one variable compose', range)
    term = { ...substitute(definition.body([term]), new Map([[definition.parameters[0] as string, term]])), range, label: { name, kind: 'call' } }
  }
  return { term }
}
