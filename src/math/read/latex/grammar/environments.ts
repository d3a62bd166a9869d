/** Environments inside formulas: matrices, cases, and the aligned kinds, whose rows are one formula here. */
import { applyTerm, type Term } from '../../term.ts'
import { ordered } from '../terms/terms.ts'
import { relations } from '../tokens/symbols.ts'
import type { Token } from '../tokens/tokens.ts'
import type { Grammar, Span } from './grammar.ts'

const MATRICES = /^(?:[pbvBV]?matrix|smallmatrix|array|[pbvBV]NiceMatrix|NiceArray)$/
const CASES = /^(?:d|r|dr)?cases$/

/** The cells of the environment that begins at the next token, row by row; reads it. */
function readCells(g: Grammar): { rows: Span[][]; name: string } {
  const from = g.at
  const name = (g.tokens[g.at++] as Token).text
  const rows: Span[][] = [[]]
  let start = g.at
  let depth = 0
  const cell = (to: number): void => {
    ;(rows.at(-1) as Span[]).push({ from: start, to })
    start = to + 1
  }
  for (let k = g.at; k < g.end; k++) {
    const token = g.tokens[k] as Token
    if (token.kind === 'begin' || (token.kind === 'symbol' && token.text === '{')) depth++
    else if (token.kind === 'symbol' && token.text === '}') depth--
    else if (token.kind === 'end') {
      if (depth === 0) {
        cell(k)
        g.at = k + 1
        return { rows: rows.filter((row) => row.some((span) => span.from < span.to)), name }
      }
      depth--
    } else if (depth > 0) continue
    else if (token.kind === 'symbol' && token.text === '&') cell(k)
    else if (token.kind === 'command' && token.text === '\\\\') {
      cell(k)
      rows.push([])
    }
  }
  g.fail(`this \\begin{${name}} is never ended`, `add \\end{${name}}`, g.rangeOf({ from, to: from + 1 }))
}

/** The environment at the next token; `piecewise`: one with a brace to its left, whatever it is called. */
export function readEnvironment(g: Grammar, piecewise = false): Term {
  const from = g.at
  const { rows, name } = readCells(g)
  const after = g.at
  if (rows.length === 0) g.fail(`this ${name} is empty`, 'write something in it', g.rangeFrom(from))
  if (piecewise) return readCases(g, rows, from)
  if (MATRICES.test(name)) return readMatrix(g, rows, name, from)
  if (CASES.test(name)) return readCases(g, rows, from)
  if (rows.length === 1) {
    const [row] = rows as [Span[]]
    const cells = row.filter((span) => span.from < span.to)
    if (cells.length === 1) return g.within(cells[0] as Span, () => g.relation(), after)
  }
  g.fail(`the environment ${name} cannot be part of a formula here`, 'select one of its rows', g.rangeFrom(from))
}

function readMatrix(g: Grammar, rows: readonly Span[][], name: string, from: number): Term {
  const after = g.at
  const range = g.rangeFrom(from)
  const width = Math.max(...rows.map((row) => row.length))
  const short = rows.find((row) => row.length !== width)
  if (short !== undefined)
    g.fail(
      `a row of this matrix has ${short.length} ${short.length === 1 ? 'entry' : 'entries'}, another ${width}`,
      'fill the row up with &',
      g.rangeOf({ from: short[0]?.from ?? from, to: short.at(-1)?.to ?? after }),
    )
  const cells = rows.map((row) =>
    row.map((span) => {
      if (span.from >= span.to) g.fail('an entry of this matrix is empty', 'write 0 where nothing stands', range)
      return g.within(span, () => g.relation(), after)
    }),
  )
  if (name === 'Vmatrix') g.fail('double bars around a matrix are not known here', 'write \\left\\| A \\right\\|_F', range)
  const rowsOf = (): Term[] =>
    cells.map((row, k) => applyTerm('array', row, g.rangeOf({ from: rows[k]?.[0]?.from ?? from, to: rows[k]?.at(-1)?.to ?? after })))
  // What stands side by side and below are blocks where vectors are among it.
  if (cells.some((row) => row.some((cell) => holdsAxes(g, cell)))) {
    const blocks = applyTerm('blocks', cells.flat(), range, { columns: cells.map((row) => row.length) })
    return name === 'vmatrix' ? applyTerm('det', [blocks], range) : blocks
  }
  if (name === 'vmatrix') return applyTerm('det', [applyTerm('array', rowsOf(), range)], range)
  // One column is a vector, one row a vector lying down.
  if (width === 1)
    return applyTerm(
      'array',
      cells.map((row) => row[0] as Term),
      range,
    )
  if (cells.length === 1) return applyTerm('transpose', [applyTerm('array', cells[0] as Term[], range)], range)
  return applyTerm('array', rowsOf(), range)
}

/** Is there a name with axes in the entry, as it is written or declared? */
const holdsAxes = (g: Grammar, entry: Term): boolean =>
  ordered(entry).some((term) => term.kind === 'name' && (g.surroundings.declarationOf(term.name)?.shape?.length ?? term.hint?.rank ?? 0) > 0)

const ELSE = /^(?:otherwise|else|elsewhere|in all other cases|other|sonst|sinon)\b/i

/** cases: nested choices, the last row being what is left. */
function readCases(g: Grammar, rows: readonly Span[][], from: number): Term {
  const after = g.at
  const range = g.rangeFrom(from)
  const branches = rows.map((row) => {
    const [value, ...conditions] = row.filter((span) => span.from < span.to) as [Span, ...Span[]]
    return { value: branchValue(g, value), condition: conditions[0] === undefined ? conditionBehind(g, value) : readCondition(g, conditions[0]) }
  })
  g.at = after
  const last = branches.at(-1) as (typeof branches)[number]
  if (branches.some((branch, k) => branch.condition === undefined && k < branches.length - 1))
    g.fail('a row of these cases has no condition', 'write it behind &', range)
  let term = last.value
  if (branches.length === 1) {
    if (last.condition !== undefined) g.fail('these cases do not say what holds otherwise', 'add a row with \\text{otherwise}', range)
    return term
  }
  if (last.condition !== undefined && !complementary(branches.map((branch) => branch.condition as Term)))
    g.note('read the last of the cases as what holds otherwise', range)
  for (let k = branches.length - 2; k >= 0; k--) {
    const branch = branches[k] as (typeof branches)[number]
    term = applyTerm('where', [branch.condition as Term, branch.value, term], range)
  }
  return term
}

/** x > 0 and x \le 0: two conditions of which always exactly one holds. */
function complementary(conditions: readonly Term[]): boolean {
  const [a, b] = conditions
  const opposite: { [op: string]: string } = { lt: 'ge', ge: 'lt', gt: 'le', le: 'gt', eq: 'ne', ne: 'eq' }
  if (conditions.length !== 2 || a?.kind !== 'apply' || b?.kind !== 'apply') return false
  const same = (x: Term | undefined, y: Term | undefined): boolean =>
    (x?.kind === 'name' && y?.kind === 'name' && x.name === y.name) || (x?.kind === 'number' && y?.kind === 'number' && x.value.equals(y.value))
  return opposite[a.op] === b.op && same(a.args[0], b.args[0]) && same(a.args[1], b.args[1])
}

/** The value of a row, up to the words or comma that begin its condition. */
function branchValue(g: Grammar, span: Span): Term {
  return g.within({ from: span.from, to: valueEnd(g, span) }, () => g.sum())
}

function valueEnd(g: Grammar, span: Span): number {
  let depth = 0
  for (let k = span.from; k < span.to; k++) {
    const token = g.tokens[k] as Token
    if (/^(?:[{([]|\\langle)$/.test(token.text) || token.kind === 'begin') depth++
    else if (/^(?:[})\]]|\\rangle)$/.test(token.text) || token.kind === 'end') depth--
    else if (
      depth === 0 &&
      (token.text === ',' ||
        token.text === ';' ||
        token.kind === 'break' ||
        token.text === '.' ||
        (token.kind === 'words' && !/^[\w-]+$/.test(token.text)) ||
        (token.kind === 'words' && /^(?:if|for|when|otherwise|else|and)$/i.test(token.text)))
    ) {
      if (k > span.from) return k
    }
  }
  return span.to
}

function conditionBehind(g: Grammar, span: Span): Term | undefined {
  const end = valueEnd(g, span)
  return end < span.to ? readCondition(g, { from: end, to: span.to }) : undefined
}

/** A condition with its words; undefined for "otherwise". */
function readCondition(g: Grammar, span: Span): Term | undefined {
  const tokens = g.tokens.slice(span.from, span.to)
  if (tokens.some((token) => token.kind === 'words' && ELSE.test(token.text))) return undefined
  const filler = (token: Token | undefined): boolean =>
    token !== undefined &&
    (token.kind === 'break' ||
      token.text === ',' ||
      token.text === ';' ||
      token.text === '.' ||
      (token.kind === 'words' && !/\b(?:and|or)\b/i.test(token.text)))
  let { from, to } = span
  while (from < to && filler(g.tokens[from])) from++
  // What is compared with words is compared with what they name: x > \text{threshold}.
  while (to > from && filler(g.tokens[to - 1]) && !relations.has(g.tokens[to - 2]?.text ?? '')) to--
  if (from >= to) return undefined
  const listed = listedCondition(g, { from, to })
  if (listed !== undefined) return listed
  return g.within({ from, to }, () => {
    let term = g.condition()
    for (;;) {
      const token = g.peek()
      if (token === undefined) return term
      const word = token.kind === 'words' ? token.text.toLowerCase() : token.text
      const op =
        word === 'and' || word === '\\land' || word === '\\wedge' || word === ',' || word === '\\&'
          ? 'and'
          : word === 'or' || word === '\\lor' || word === '\\vee'
            ? 'or'
            : undefined
      if (op === undefined) g.unexpected()
      g.at++
      term = applyTerm(op, [term, g.condition()])
    }
  })
}

/** y = 1, 2, \dots and k \in \{0, 1, \dots, n\} as y \ge 1 and 0 \le k \le n; undefined for other conditions. */
function listedCondition(g: Grammar, { from, to }: Span): Term | undefined {
  const after = g.at
  const isDots = (k: number): boolean => /^\\[lc]?dots[a-z]?$/.test(g.tokens[k]?.text ?? '')
  const sign = g.tokens.findIndex(({ text }, k) => k > from && k < to && (text === '=' || text === '\\in'))
  const isSet = g.tokens[sign]?.text === '\\in'
  if (sign < 0 || (isSet && (g.tokens[sign + 1]?.text !== '\\{' || g.tokens[to - 1]?.text !== '\\}'))) return undefined
  const [first, end] = isSet ? [sign + 2, to - 1] : [sign + 1, to]
  const dots = g.tokens.findIndex((_, k) => k > first && k < end && isDots(k))
  if (dots < 0 || g.tokens[first]?.kind !== 'number' || g.tokens[dots - 1]?.text !== ',') return undefined
  const range = g.rangeOf({ from, to })
  const read = (own: Span): Term => g.within(own, () => g.sum(), after)
  const name = read({ from, to: sign })
  const low = applyTerm('ge', [name, read({ from: first, to: first + 1 })], range)
  if (dots + 1 === end) return low
  if (g.tokens[dots + 1]?.text !== ',' || dots + 2 >= end) return undefined
  return applyTerm('and', [low, applyTerm('le', [name, read({ from: dots + 2, to: end })], range)], range)
}
