/** Matrices of which the words say what each row is, by a formula: "the design matrix $\Phi$, whose $n$-th row is $\phi(x_n)^\top$". */
import { applyTerm, nameTerm, type Term } from '../term.ts'
import type { Defined } from './defined.ts'
import { readForm } from './forms.ts'
import type { Surroundings } from './grammar/grammar.ts'
import { mentions } from './names/mentions.ts'
import type { Outline } from './outline.ts'
import { isLowered } from './text/noise.ts'
import type { Region } from './text/regions.ts'
import type { Token } from './tokens/tokens.ts'

/** Where the formula of a row stands, what it is made of, and the index it has. */
interface RowFormula {
  readonly region: number
  readonly tokens: readonly Token[]
  readonly index: string
}

/** How far before the formula its matrix is spoken of. */
const FAR = 200
const IS = String.raw`\s+(?:is|are|equals?|being|(?:is|are)\s+given\s+by|consists?\s+of|contains?|holds?)\s*(?:\$|\\\(|\\\[)?$`
const NTH = String.raw`(?:\$\s*\w\s*\$\s*-?\s*(?:th|st)?\s*|\\\(\s*\w\s*\\\)-?(?:th)?\s*|each\s+|\w-th\s+)?`
const CAPITAL = /^(?:[A-Z]|Gamma|Theta|Lambda|Xi|Pi|Sigma|Phi|Psi|Omega)$/

export class SaidRows {
  private readonly known = new Map<string, Term | undefined>()
  private readonly byParameter = new Map<string, boolean>()

  /** `around` tells what is known around a place in a formula. */
  constructor(
    private readonly outline: Outline,
    private readonly around: (region: number, place: number) => Surroundings,
  ) {}

  /** Does a function of a matrix speak of z_i where its right side has no Z: are they what Z is made of? */
  areOfParameter(vector: string, matrix: string): boolean {
    const key = `${vector} ${matrix}`
    const known = this.byParameter.get(key)
    if (known !== undefined) return known
    const isOf = ({ statement, part, head: { parameters } }: Defined): boolean => {
      if (parameters?.includes(matrix) !== true || parameters.includes(vector)) return false
      const right = statement.parts.slice(part + 1)
      return right.some((tokens) => isLowered(tokens, vector)) && !right.some((tokens) => mentions(tokens, matrix))
    }
    const found = this.outline.allDefined().some(isOf)
    this.byParameter.set(key, found)
    return found
  }

  /** The matrix of which the words say what each row is. Throws ReadError where that cannot be read. */
  matrixNamed(name: string): Term | undefined {
    if (this.known.has(name)) return this.known.get(name)
    this.known.set(name, undefined)
    const said = rowFormulaOf(this.outline, name)
    if (said === undefined) return undefined
    const { region, tokens, index } = said
    const { inner } = this.outline.formulas[region] as Region
    const { body } = readForm(tokens, [], this.around(region, inner.start), inner, [index])
    const rows: Term = { ...ofRows(body, index), label: { name, kind: 'variable' } }
    this.known.set(name, rows)
    return rows
  }
}

/** The formula that a text says for the rows of a matrix; undefined where it says none. */
function rowFormulaOf(outline: Outline, name: string): RowFormula | undefined {
  if (outline.bare || !CAPITAL.test(name) || !/\brows?\b/.test(outline.words)) return undefined
  const letter = name.length > 1 ? String.raw`\\${name}(?![a-zA-Z])` : String.raw`(?<![a-zA-Z\\])${name}(?![a-zA-Z])`
  const matrix = String.raw`(?:\$|\\\()\s*(?:\\(?:mathbf|boldsymbol|bm|mathsf)\s*\{?\s*)?${letter}\s*\}?(?:\s*\\in[^$]{0,40})?\s*(?:\$|\\\))`
  const named = new RegExp(String.raw`\brows?\s+of\s+(?:the\s+)?(?:[\w-]+\s+){0,3}${matrix}${IS}`)
  const its = new RegExp(String.raw`${matrix}[^$]{0,120}\b(?:its|whose|with)\s+${NTH}rows?${IS}`)
  for (let region = 0; region < outline.formulas.length; region++) {
    const { outer } = outline.formulas[region] as Region
    const before = outline.text.slice(Math.max(0, outer.start - FAR), outer.start)
    if (!/\brows?\b/.test(before) || !(named.test(before) || its.test(before))) continue
    const [statement, more] = outline.statementsIn(region)
    const tokens = statement?.kind === 'expression' && more === undefined ? statement.parts[0] : undefined
    const index = tokens && indexIn(tokens)
    if (tokens !== undefined && index !== undefined) return { region, tokens, index }
  }
  return undefined
}

/** The first letter alone below another: the n of \phi(x_n)^\top. */
function indexIn(tokens: readonly Token[]): string | undefined {
  for (let k = 0; k < tokens.length; k++) {
    const at = tokens[k + 1]?.text === '{' ? k + 2 : k + 1
    if (tokens[k]?.text === '_' && tokens[at]?.kind === 'letter' && /^[a-z]$/.test((tokens[at] as Token).text)) return (tokens[at] as Token).text
  }
  return undefined
}

/** All the rows, each a vector, turned or not. */
function ofRows(row: Term, index: string): Term {
  const vector = row.kind === 'apply' && row.op === 'transpose' ? (row.args[0] as Term) : row
  const place = 'place'
  const part = applyTerm('component', [vector, nameTerm(place)], row.range)
  const each = (own: string, body: Term): Term => ({ kind: 'binder', op: 'each', index: own, body, range: row.range })
  return each(index, each(place, part))
}
