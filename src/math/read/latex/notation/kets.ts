/**
 * States in Dirac's notation, as the vectors they are: |\psi\rangle is \psi, \langle\psi| is \psi^\dagger, \langle\psi|H|\phi\rangle is
 * \psi^\dagger (H) \phi. The states |0\rangle and |1\rangle are those of the basis, unless the text says what they are.
 */
import { letterCommands } from '../tokens/symbols.ts'
import { closerOf, type Token } from '../tokens/tokens.ts'

export interface Kets {
  /** Does the text speak of states? */
  readonly areMeant: boolean
  /** The states of the basis that the text has, by what stands in them, each with its components. */
  readonly basis: ReadonlyMap<string, readonly string[]>
  readonly signature: string
}

const NONE: Kets = { areMeant: false, basis: new Map(), signature: '' }
const BAR = String.raw`(?:\||\\[lr]?vert(?![a-z])|\\mid(?![a-z]))`
const LABEL = '[^|<>$&=,]{1,40}?'
const RIGHT = String.raw`(?:\\(?:right|[bB]igg?r?)\s*)?\\rangle`
const KET = new RegExp(String.raw`${BAR}\s*(${LABEL})\s*${RIGHT}`, 'g')
const MACRO = /\\(?:ket|Ket)\s*\{\s*([^{}]*?)\s*\}/g
const OUTSIDE = new RegExp(
  String.raw`(?:^|[^|\w])\\(?:ket|bra|braket|ketbra|expval|mel|matrixel)\s*\{|\\langle${LABEL}${BAR}${LABEL}${BAR}${LABEL}${RIGHT}|(?:=|\$|\\\[|\\\(|\+|\{|\\begin\{\w+\*?\})\s*(?:\\left)?${BAR}\s*${LABEL}\s*${RIGHT}`,
)
/** Components of |0\rangle, |1\rangle, and of |+\rangle and |-\rangle, which are made of them. */
const USUAL: ReadonlyMap<string, readonly string[]> = new Map([
  ['0', ['1', '0']],
  ['1', ['0', '1']],
  ['+', ['1', '1']],
  ['-', ['1', '-1']],
])

export function findKets(text: string): Kets {
  if (!/\\rangle|\\(?:ket|bra|expval|mel|braket)\b/.test(text) || !OUTSIDE.test(text)) return NONE
  const labels = new Set([...text.matchAll(KET), ...text.matchAll(MACRO)].map(([, label = '']) => label.trim()))
  const isDefined = (label: string): boolean =>
    [String.raw`${BAR}\s*`, String.raw`\\[kK]et\s*\{\s*`].some((open) =>
      new RegExp(String.raw`${open}${label.replace(/[+-]/, '\\$&')}\s*(?:${RIGHT}|\})\s*&?\s*:?=`).test(text),
    )
  // Where there is a |2\rangle, nobody knows how many there are.
  const isPair = ![...labels].some((label) => /^(?:[2-9]|\d\d+|[nNd])$/.test(label))
  const basis = new Map([...USUAL].filter(([label]) => isPair && labels.has(label) && !isDefined(label)))
  return { areMeant: true, basis, signature: `\n|${[...basis.keys()].join()}>` }
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['+', 'plus'],
  ['-', 'minus'],
  ['\\uparrow', 'up'],
  ['\\downarrow', 'down'],
])

const isBar = (token: Token | undefined): boolean => token !== undefined && /^(?:\||\\mid)$/.test(token.text)
const isStop = ({ kind, text }: Token): boolean => kind === 'break' || /^(?:=|&|\\\\|\\langle)$/.test(text)
const bare = (tokens: readonly Token[]): readonly Token[] =>
  tokens[0]?.text === '{' && closerOf(tokens, 0) === tokens.length - 1 ? tokens.slice(1, -1) : tokens

/** \chi_i, \phi_{n}: one state of a family, by its index. */
const isMember = (written: readonly Token[]): boolean =>
  /^(?:\\?[A-Za-z]+)_\{?[a-z]\}?$/.test(
    bare(written)
      .map(({ text }) => text)
      .join(''),
  )

class Rewriting {
  private readonly result: Token[] = []

  constructor(
    private readonly tokens: readonly Token[],
    private readonly kets: Kets,
  ) {}

  all(): readonly Token[] {
    for (let k = 0; k < this.tokens.length; ) {
      const end = this.command(k) ?? this.bra(k) ?? this.ket(k)
      if (end === undefined) this.result.push(this.tokens[k] as Token)
      k = end ?? k + 1
    }
    return this.result
  }

  private push(at: Token, ...texts: readonly string[]): void {
    for (const text of texts)
      this.result.push({ kind: /^\\/.test(text) ? 'command' : /^\d/.test(text) ? 'number' : 'symbol', text, start: at.start, end: at.end })
  }

  /** The vector of a state; undefined where what stands between is no name of one. */
  private state(written: readonly Token[]): readonly Token[] | undefined {
    const [first, ...more] = this.vectorOf(written) ?? []
    return first && [{ ...first, state: true }, ...more]
  }

  private vectorOf(written: readonly Token[]): readonly Token[] | undefined {
    const label = bare(written)
    const [first, ...more] = label
    if (first === undefined) return undefined
    const text = label.map((token) => token.text).join('')
    const components = this.kets.basis.get(text)
    if (components !== undefined) return this.column(components, first, /^[+-]$/.test(text))
    const word = WORDS.get(text) ?? (/^(?:\d+|[A-Za-z]{2,}|[ei])$/.test(text) ? text : undefined)
    if (word !== undefined) return [{ ...first, kind: 'words', text: `ket_${word}`, end: (label.at(-1) as Token).end }]
    const isName =
      first.kind === 'letter' || letterCommands.has(first.text) || /^\\(?:tilde|hat|bar|mathbf|boldsymbol|bm|vec|mathrm)$/.test(first.text)
    return isName && !more.some(({ text: sign }) => /^(?:[+|]|\\otimes|\\times)$/.test(sign)) ? label : undefined
  }

  private column([above = '', below = '']: readonly string[], at: Token, isHalved: boolean): readonly Token[] {
    const token = (kind: Token['kind'], text: string): Token => ({ kind, text, start: at.start, end: at.end })
    const number = (text: string): Token[] =>
      text.startsWith('-') ? [token('symbol', '-'), token('number', text.slice(1))] : [token('number', text)]
    const column = [token('begin', 'pmatrix'), ...number(above), token('command', '\\\\'), ...number(below), token('end', 'pmatrix')]
    if (!isHalved) return column
    const root = [token('command', '\\frac'), token('number', '1'), token('command', '\\sqrt'), token('number', '2')]
    return [token('symbol', '('), ...root.slice(0, 2), token('symbol', '{'), ...root.slice(2), token('symbol', '}'), ...column, token('symbol', ')')]
  }

  private adjoint(state: readonly Token[], at: Token): void {
    const isBracketed = state.length > 1 && state[0]?.kind !== 'begin' && state[0]?.text !== '('
    // A function's value, \psi(\theta), and a name with a subscript.
    if (isBracketed) this.push(at, '(')
    this.result.push(...state)
    if (isBracketed) this.push(at, ')')
    this.push(at, '^', '{', '\\dagger', '}')
  }

  /** \langle a | H | b \rangle of its parts. */
  private product(left: readonly Token[], middle: readonly Token[], right: readonly Token[], at: Token): boolean {
    // \langle\chi_i|\chi_j\rangle of the members of a basis: numbers that nobody works out from components.
    if ([left, right].every(isMember)) return false
    const [bra, ket] = [this.state(left), this.state(right)]
    if (bra === undefined || ket === undefined) return false
    this.push(at, '(')
    this.adjoint(bra, at)
    if (middle.length > 0) {
      this.push(at, '(')
      this.result.push(...new Rewriting(middle, this.kets).all())
      this.push(at, ')')
    }
    this.result.push(...ket)
    this.push(at, ')')
    return true
  }

  /** \langle a |, \langle a | b \rangle or \langle a | H | b \rangle at this place: the place behind it. */
  private bra(from: number): number | undefined {
    const open = this.tokens[from] as Token
    if (open.text !== '\\langle') return undefined
    const bars: number[] = []
    let [close, depth] = [-1, 0]
    for (let k = from + 1; k < this.tokens.length; k++) {
      const token = this.tokens[k] as Token
      if (/^[([{]$/.test(token.text) || token.kind === 'begin') depth++
      else if (/^[)\]}]$/.test(token.text) || token.kind === 'end') depth--
      if (depth < 0 || (depth === 0 && isStop(token))) break
      if (depth > 0) continue
      if (token.text === '\\rangle') {
        close = k
        break
      }
      if (isBar(token)) bars.push(k)
    }
    const [first, second = first, more] = bars
    if (first === undefined || second === undefined || more !== undefined) return undefined
    const left = this.tokens.slice(from + 1, first)
    if (close >= 0)
      return this.product(left, this.tokens.slice(first + 1, second), this.tokens.slice(second + 1, close), open) ? close + 1 : undefined
    const state = this.state(left)
    if (state === undefined) return undefined
    this.adjoint(state, open)
    return first + 1
  }

  /** |a\rangle at this place: the place behind it. */
  private ket(from: number): number | undefined {
    if (!isBar(this.tokens[from])) return undefined
    const end = this.tokens.findIndex((token, k) => k > from && (token.text === '\\rangle' || isBar(token) || isStop(token)))
    const state = this.tokens[end]?.text === '\\rangle' && end - from < 24 ? this.state(this.tokens.slice(from + 1, end)) : undefined
    if (state === undefined) return undefined
    this.result.push(...state)
    return end + 1
  }

  /** \ket{a}, \bra{a}, \braket{a|b}, \ketbra{a}{b}, \expval{H}{a}, \mel{a}{H}{b} of the packages physics and braket. */
  private command(from: number): number | undefined {
    const token = this.tokens[from] as Token
    const [, name = ''] =
      (token.kind === 'command' && /^\\(ket|bra|braket|ketbra|dyad|op|expval|ev|expectationvalue|mel|matrixel)$/i.exec(token.text)) || []
    if (name === '') return undefined
    const groups: (readonly Token[])[] = []
    let at = this.tokens[from + 1]?.text === '*' ? from + 2 : from + 1
    while (this.tokens[at]?.text === '{' && groups.length < (/^(?:mel|matrixel)$/.test(name) ? 3 : /^(?:ket|bra)$/i.test(name) ? 1 : 2)) {
      const close = closerOf(this.tokens, at)
      groups.push(this.tokens.slice(at + 1, close))
      at = close + 1
    }
    const [first, second, third] = groups
    if (first === undefined) return undefined
    const state = this.state(first)
    switch (name.toLowerCase()) {
      case 'ket':
        if (state === undefined) return undefined
        this.result.push(...state)
        return at
      case 'bra':
        if (state === undefined) return undefined
        this.adjoint(state, token)
        return at
      case 'braket': {
        const parts = second === undefined ? splitAtBars(first) : [first, [], second]
        return parts !== undefined && this.product(parts[0] ?? [], parts[1] ?? [], parts[2] ?? [], token) ? at : undefined
      }
      case 'ketbra':
      case 'dyad':
      case 'op': {
        const other = this.state(second ?? first)
        if (state === undefined || other === undefined) return undefined
        this.result.push(...state)
        this.adjoint(other, token)
        return at
      }
      case 'mel':
      case 'matrixel':
        return second !== undefined && third !== undefined && this.product(first, second, third, token) ? at : undefined
    }
    return second !== undefined && this.product(second, first, second, token) ? at : undefined
  }
}

/** What stands between bars: two parts have nothing between them. */
function splitAtBars(tokens: readonly Token[]): readonly (readonly Token[])[] | undefined {
  const parts: Token[][] = [[]]
  for (const token of tokens) {
    if (isBar(token)) parts.push([])
    else parts.at(-1)?.push(token)
  }
  if (parts.length === 1) return [tokens, [], tokens]
  return parts.length === 2 ? [parts[0] as Token[], [], parts[1] as Token[]] : parts.length === 3 ? parts : undefined
}

/** The tokens with vectors in the place of states. */
export function withKets(tokens: readonly Token[], kets: Kets): readonly Token[] {
  if (
    !kets.areMeant ||
    !tokens.some(({ text }) => text === '\\rangle' || text === '\\langle' || /^\\(?:ket|bra|dyad|op|ev|exp|mel|matrixel)/i.test(text))
  )
    return tokens
  return new Rewriting(tokens, kets).all()
}

/** Does a dagger mean the adjoint in this text, rather than a pseudoinverse? */
export const ADJOINTS =
  /\\(?:ket|bra|braket)\b|(?:\||\\[lr]?vert)[^|<>$&=,]{1,40}?\\rangle|\\langle[^|<>$&=,]{1,40}?(?:\||\\[lr]?vert)|\b(?:[Hh]ermitian|adjoint|unitary|conjugate transpose|qubits?|quantum)\b/
