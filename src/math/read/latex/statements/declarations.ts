/** What formulas and the words beside them declare: x \in R^n, "symmetric matrix A", A = A^\top, f: R^n \to R. */
import type { Traits } from '../../../expr.ts'
import { type Length, shapeOf } from '../../../shape.ts'
import type { Declaration } from '../../term.ts'
import { readVariable } from '../grammar/differentials.ts'
import { Parser } from '../grammar/parser.ts'
import { boldFonts } from '../tokens/symbols.ts'
import { closesGroup, latexOf, opensGroup, type Token, tokenize } from '../tokens/tokens.ts'
import { silence } from './silence.ts'
import { isLengthOf, isOfComponents, type Statement } from './statements.ts'

/** A declaration of a name. */
export interface Declared extends Declaration {
  readonly name: string
  /** The name is not known: it is the only parameter of this function. */
  readonly parameterOf?: string
  /** The plain letter is the length of the vector. */
  readonly isLength?: true
  /** The traits are those of a case: "if A is symmetric". */
  readonly inCase?: true
}

const SET = /^(?:\\(?:mathbb|mathds|Bbb|mathbf|mathcal|mathrm)\s*\{?\s*([RCNZSQD])\s*\}?|\\([RNZCQ]|Reals|reals)(?![a-zA-Z])|([RNZ]))/

/** \{0, 1\}^n, [0, 1]^n: what components may be. */
const CHOICES = /^(?:\\\{[^{}]*\\\}|[[(]\s*-?\d+\s*,\s*(?:\d+|\\infty)\s*[\])])(?=\s*\^)/

/** The shape and traits that a set gives to its members. */
function setOf(tokens: readonly Token[]): { shape?: Declaration['shape']; traits?: Traits } | undefined {
  const latex = latexOf(tokens.filter((token) => token.kind !== 'break'))
    .replaceAll(/\s+/g, ' ')
    .trim()
  const match = SET.exec(latex) ?? CHOICES.exec(latex)
  if (match === null) return undefined
  const set = (match[1] ?? match[2]?.[0] ?? match[3] ?? 'R').toUpperCase()
  const rest = latex.slice(match[0].length)
  const sup = script(rest, '^')
  const sub = script(rest, '_')
  const lengths = sup === undefined || /^[+*]+$/.test(sup) ? [] : lengthsOf(sup)
  if (lengths === undefined) return undefined
  const signs = `${sub ?? ''}${sup ?? ''}`
  const traits: { -readonly [K in keyof Traits]: Traits[K] } = {}
  if (set === 'S' || set === 'D') {
    if (lengths.length === 1) lengths.push(lengths[0] as Length)
    if (set === 'S') traits.symmetric = true
    else traits.diagonal = true
    if (/\+\+|>0|\\succ/.test(signs)) traits.positiveDefinite = true
  } else if (/\+|> ?0/.test(sub ?? (/^\+/.test(sup ?? '') ? '+' : ''))) traits.positive = true
  if (set === 'N' || set === 'Z') traits.integer = true
  return { shape: shapeOf(lengths), ...(Object.keys(traits).length > 0 ? { traits } : {}) }
}

/** The sets of a product of sets, each of which begins with a letter in a font or a bracket. */
function factorsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const sets: Token[][] = [[]]
  let depth = 0
  tokens.forEach((token, k) => {
    if (opensGroup(token.text)) depth++
    else if (closesGroup(token.text)) depth--
    const next = tokens[k + 1]
    if (depth === 0 && token.text === '\\times' && /^(?:\\mathbb|\\mathcal|\\R|\\\{|\[)$/.test(next?.text ?? '')) sets.push([])
    else sets.at(-1)?.push(token)
  })
  return sets
}

/** What stands above or below: x^{...} or x^n. */
function script(text: string, mark: '^' | '_'): string | undefined {
  const at = text.indexOf(mark)
  if (at < 0) return undefined
  if (text[at + 1] !== '{') return /^\s*(?:\\[a-zA-Z]+|.)/.exec(text.slice(at + 1))?.[0]
  let depth = 0
  for (let k = at + 1; k < text.length; k++) {
    if (text[k] === '{') depth++
    else if (text[k] === '}' && --depth === 0) return text.slice(at + 2, k)
  }
  return undefined
}

/** |\mathcal{S}|: as many as the set has members, which is called S here. */
const SET_SIZE = /^\s*(?:\\[lr]?vert|\|)\s*(?:\\math[a-z]+\s*)?\{?\s*([A-Z])\s*\}?\s*(?:\\[lr]?vert|\|)\s*$/

/** m \times n as lengths: numbers, names, sums and products of them. */
function lengthsOf(text: string): Length[] | undefined {
  const lengths: Length[] = []
  for (const part of text.split(/\\times|\\cdot|×/)) {
    const plain = part
      .replace(SET_SIZE, '$1')
      .replaceAll(/\\(?:text|mathrm|mathit|operatorname)\{(\w+)\}/g, '$1')
      .replaceAll(/_\{?(\w+)\}?/g, '_$1')
      .replaceAll(/\\([a-zA-Z]+)/g, '$1')
      .replaceAll(/[{}()\s]/g, '')
    if (/^\d{1,9}$/.test(plain)) lengths.push(Number(plain))
    else if (/^(?:\d{1,9}\*?)?\p{L}\w*(?:[+-](?:\d{1,9}|\p{L}\w*))*$/u.test(plain)) lengths.push(plain.replaceAll(/([+-])/g, ' $1 '))
    else return undefined
  }
  return lengths.length <= 8 ? lengths : undefined
}

const VECTOR = /^[\s-]*(?:dimensional\s+)?(?:(?:real|column|random|unit|weight|parameter|feature)[\s-]+)?vectors?\b/

/** "are vectors in", "is a point of", "lies in": what stands behind is the set that these are members of. */
const MEMBER =
  /^\s*(?:(?:is|are|be|denotes?|represents?)\s+(?:(?:an?|any|some|the)\s+)?(?:[a-z-]+\s+){0,2}(?:vectors?|points?|matri(?:x|ces)|tensors?|elements?|arrays?)\s+(?:in|of|from)|(?:lies?|lives?|is|are)\s+in)\s*$/i

/**
 * The shape that a formula such as n \times m is, of the set in "is a vector in $\mathbb{R}^n$", or the length d of "a $d$-dimensional vector",
 * by the words before and behind it; undefined for others.
 */
export function sizeOf(latex: string, before: string, behind: string): Declaration['shape'] {
  if (MEMBER.test(before)) {
    const shape = setOf(tokenize(latex))?.shape
    if (shape !== undefined && shape.length > 0) return shape
  }
  const isVector = VECTOR.test(behind)
  const isSize = /\\times|×/.test(latex)
  const lengths = isSize || (isVector && /\ban?\s*$/.test(before)) ? lengthsOf(latex.trim()) : undefined
  if (isVector && lengths?.length === 1) return shapeOf(lengths)
  // What is n × 1 is a column, which vectors are here.
  return isSize && lengths?.length === 2 ? shapeOf(lengths[1] === 1 ? lengths.slice(0, 1) : lengths) : undefined
}

/** Names with commas between, to the end of the tokens; undefined when anything else stands there. */
export function namesIn(tokens: readonly Token[]): string[] | undefined {
  if (tokens.length === 0 || tokens.length > 60) return undefined
  try {
    const g = new Parser(tokens, silence, { start: 0, end: 0 })
    const names: string[] = []
    do {
      const name = readVariable(g, true)
      if (name === undefined) return undefined
      names.push(name)
    } while (g.take(','))
    return g.peek() === undefined ? names : undefined
  } catch {
    return undefined
  }
}

/** x_1, x_N of x_1, \dots, x_N or what is left of that behind a comma, and x_i of \{x_i\}_{i=1}^N. */
function elementsOf(tokens: readonly Token[]): readonly Token[] {
  const close = tokens[0]?.text === '\\{' ? tokens.findIndex((token) => token.text === '\\}') : -1
  const elements = close < 0 ? tokens : tokens.slice(1, close)
  const isDots = (token: Token | undefined): boolean => /^\\[lc]?dots[cmo]?$/.test(token?.text ?? '')
  return elements.filter((token, k) => !isDots(token) && !(token.text === ',' && isDots(elements[k - 1])))
}

/** The coordinates of each point of (x, y), of (x_1, y_1), \dots, (x_n, y_n), of \{(x_i, y_i)\}_{i=1}^n and of (x_1, \dots, x_n); undefined for others. */
function pointSize(tokens: readonly Token[]): Length | undefined {
  const points: Token[][] = []
  let point: Token[] | undefined
  for (const token of elementsOf(tokens)) {
    if (token.text === '(') {
      point = []
      points.push(point)
    } else if (token.text === ')') point = undefined
    else if (point !== undefined) point.push(token)
    else if (token.text !== ',') return undefined
  }
  const size = (names: readonly Token[]): number => names.filter(({ text }) => text === ',').length + 1
  const [first, ...others] = points
  if (first === undefined || others.some((other) => size(other) !== size(first))) return undefined
  return (others.length === 0 ? lastIndexIn(tokens) : undefined) ?? size(first)
}

/** What a statement declares. */
export function declaredBy(statement: Statement): Declared[] {
  if (statement.kind !== 'declaration' && statement.kind !== 'condition' && statement.parts.length !== 2) return []
  const tokens = statement.parts.length === 1 ? (statement.parts[0] as readonly Token[]) : []
  const range = statement.range
  const found: Declared[] = []
  const equality = tokens.findIndex((token) => token.text === '=')
  if (equality > 0 && isLengthOf(tokens.slice(0, equality), tokens.slice(equality + 1)))
    return [{ name: (tokens[0] as Token).text, rank: 1, isLength: true, range }]
  const listed = equality > 0 ? componentsOf(tokens, equality) : undefined
  if (listed !== undefined) return namesIn(tokens.slice(0, equality))?.map((name) => ({ name, range, ...listed })) ?? []
  const member = tokens.findIndex((token) => token.text === '\\in' || token.text === '\\subset')
  if (member > 0) {
    const names = namesIn(
      elementsOf(tokens.slice(0, member)).filter((token) => token.text !== '(' && token.text !== ')' && token.text !== '\\forall'),
    )
    const sets = factorsOf(tokens.slice(member + 1))
    // (x_i, y_i) \in \mathbb{R}^p \times \mathbb{R}
    if (sets.length > 1 && tokens[0]?.text === '(') {
      for (const [k, name] of (names?.length === sets.length ? names : []).entries()) {
        const own = setOf(sets[k] as readonly Token[])
        if (own !== undefined) found.push({ name, ...own, range })
      }
      return found
    }
    const set = setOf(tokens.slice(member + 1))
    const own = set?.shape?.length === 1 && set.shape[0] === pointSize(tokens.slice(0, member)) ? { ...set, shape: shapeOf([]) } : set
    if (names !== undefined && own !== undefined) for (const name of names) found.push({ name, ...own, range })
    return found
  }
  const colon = tokens.findIndex((token) => token.text === ':' || token.text === '\\colon')
  const arrow = tokens.findIndex((token) => token.text === '\\to' || token.text === '\\rightarrow')
  if (colon > 0 && arrow > colon) {
    const [name] = namesIn(tokens.slice(0, colon)) ?? []
    const domain = setOf(tokens.slice(colon + 1, arrow))
    if (name !== undefined && domain !== undefined && domain.shape?.length !== 0) found.push({ name, parameterOf: name, ...domain, range })
    return found
  }
  const definite = tokens.findIndex((token) => token.text === '\\succ' || token.text === '\\succeq')
  if (definite > 0) {
    for (const name of namesIn(tokens.slice(0, definite)) ?? [])
      found.push({ name, traits: { symmetric: true, positiveDefinite: tokens[definite]?.text === '\\succ' }, rank: 2, range })
    return found
  }
  if (statement.kind === 'condition') {
    const sign = tokens.findIndex((token) => token.text === '>' || token.text === '\\gt')
    const zero = tokens.slice(sign + 1)
    if (sign > 0 && zero.length === 1 && zero[0]?.text === '0')
      for (const name of namesIn(tokens.slice(0, sign)) ?? []) found.push({ name, traits: { positive: true }, range })
  }
  // A = A^\top; Q^\top Q = I.
  const transposed = (token: Token): boolean => token.text === '\\top' || token.text === 'T'
  if (statement.parts.length === 2 && statement.parts.some((part) => part.length < 12 && part.some(transposed))) {
    const [left, right] = statement.parts.map((part) => latexOf(part).replaceAll(/[\s{}]/g, '')) as [string, string]
    const [name] = namesIn(statement.parts[0] as readonly Token[]) ?? []
    if (name !== undefined && (right === `${left}^\\top` || right === `${left}^T`)) found.push({ name, traits: { symmetric: true }, rank: 2, range })
    const orthogonal = /^(\w)\^(?:\\top|T)\1$/.exec(left)
    if (orthogonal !== null && /^(?:\\math\w+)?I/.test(right))
      found.push({ name: orthogonal[1] as string, traits: { orthogonal: true }, rank: 2, range })
  }
  return found
}

/** What x = (x_1, \dots, x_n) and X = (\mathbf{x}_1, \dots, \mathbf{x}_n) \in \mathbb{R}^{d \times n} say of the axes. */
function componentsOf(tokens: readonly Token[], equality: number): Pick<Declared, 'rank' | 'shape' | 'traits' | 'entries'> | undefined {
  const member = tokens.findIndex((token) => token.text === '\\in')
  const right = tokens.slice(equality + 1, member < 0 ? undefined : member)
  if (!isOfComponents(right)) return undefined
  const set = member < 0 ? undefined : setOf(tokens.slice(member + 1))
  if (set !== undefined) return set
  const bold = right.some(({ text }) => boldFonts.has(text) || text === '\\vec')
  const isVector = !bold && right.some(({ text }) => text === ',')
  const last = isVector ? lastIndexIn(right) : undefined
  const base = bold ? undefined : entriesIn(right)
  const entries = base === undefined || namesIn(tokens.slice(0, equality))?.includes(base) ? {} : { entries: base }
  return { ...(last === undefined ? { rank: isVector ? 1 : 2 } : { shape: shapeOf([last]) }), ...entries }
}

/** The k of (k_{ij}), the a of (a_1, \dots, a_n): the only letter that has indices. */
function entriesIn(right: readonly Token[]): string | undefined {
  const names = new Set(right.flatMap(({ text }, k) => (right[k + 1]?.text === '_' ? [text] : [])))
  const [name, more] = names
  return name === undefined || more !== undefined || !/^(?:[a-zA-Z]|\\[a-zA-Z]+)$/.test(name) ? undefined : name.replace('\\', '')
}

/** The n of (y_1, \dots, y_n); of (a_0, \dots, a_M) there are not as many as that says. */
function lastIndexIn(right: readonly Token[]): string | undefined {
  const close = right.map(({ text }) => /^[)\]]$/.test(text)).lastIndexOf(true)
  const inner = right.slice(1, close)
  const written = inner.map(({ text }) => text).join('')
  const [, last] = /_\{?([a-zA-Z])\}?$/.exec(written) ?? []
  if (/^\\?[a-zA-Z]+_\{?0\}?,/.test(written)) return undefined
  return right.some(({ text }) => /^\\[lc]?dots[a-z]?$/.test(text)) ? last : undefined
}

const TRAIT_WORDS: readonly (readonly [RegExp, Traits])[] = [
  [/\bpositive[- ](?:semi-?)?definite\b|\bSPD\b|\bspd\b/, { symmetric: true, positiveDefinite: true }],
  [/\b(?<!skew-|skew |anti)symmetric\b/i, { symmetric: true }],
  [/\borthogonal\b|\borthonormal\b/i, { orthogonal: true }],
  [/\bdiagonal\b/i, { diagonal: true }],
]

/** Matrices that are symmetric by what they are; "with mean μ and covariance Σ" speaks of one too. */
const SYMMETRIC_KIND =
  /(?<!\bcross[- ])\b(?:(?:auto)?covariance|precision|correlation|scatter|Gram|Hessian|kernel|Fisher\s+information)\s+matri(?:x|ces)\b|(?<!\bcross[- ])\bcovariances?\s*$/i
/** Names of matrices that are no blocks of others, as K_{xz} and \Sigma_{12} are. */
const WHOLE_MATRIX = /^(?:[A-Z]|Gamma|Lambda|Sigma|Phi|Psi|Omega)(?!_(?:\w*[a-zA-Z]{2}|\d{2}|\w+_\w+)$)(?:_|$)/

/** "in general not", "need not be", "no longer", "not assumed to be" */
const DENIED = /\b(?:not|non|never|neither|nor|no longer|without being)[\s-]+(?:(?:[a-z]+ly|[a-z]+ed|known|to|be|a|an|always|in general)\s+)*$/i
/** "we do not assume that", before a name that something is said of. */
const NOT_SAID =
  /\b(?:not|never|without|nowhere)\s+(?:to\s+)?(?:assum|requir|suppos|need|know|ask|demand|impos)[a-z]*\s+(?:that\s+)?(?:the\s+matri(?:x|ces)\s+)?$/i
/** "if A is symmetric", "for symmetric A" */
const IN_CASE =
  /\b(?:if|when|whenever|unless|once|in\s+case|for)\s+(?:(?:in\s+addition|also|moreover|the|an?|all|real|every|any|square|matri(?:x|ces))\s+)*$/i

/** "n is the unit normal", "l and v are the directions to light and viewer" */
const DIRECTION =
  /\b(?:unit|surface|outward|inward|outer)\s+(?:normals?|tangents?)\b|\bnormals?\s*$|\bunit\s+directions?\b|\bdirections?\s+(?:to|towards?|from)\b/i
/** "a plane with unit normal n" */
const POINTING = /\b(?:unit|surface|outward|inward|outer)\s+(?:normal|tangent|direction)s?\s*$/i
/** A direction may be an angle, by these names. */
const ANGLE = /^(?:theta|vartheta|phi|varphi|psi|alpha|beta|gamma)(?:_\w+)?$/

/** What the words right before and right after a formula that is only names say about them. */
export function declaredByWords(names: readonly string[], before: string, after: string, range: { start: number; end: number }): Declared[] {
  const noun = /\b(vectors?|matri(?:x|ces)|scalars?|numbers?|constants?)\s*$/i
  const adjective = /\b(?:vectors?|matri(?:x|ces)|scalars?|numbers?|constants?|symmetric|definite|orthogonal|diagonal|covariances?)\s*$/i
  const says = /^[\s,]*(?:is|be|are|denotes?|denoting)\b/.test(after)
  // Most formulas have other words around them: those are not looked at word by word.
  const left = adjective.test(before) ? (/(?:[\w-]+\s+){0,4}[\w-]+\s*$/.exec(before.slice(-80))?.[0] ?? '') : ''
  const right = says
    ? (/^[\s,]*(?:is|be|are|denotes?|denoting)?\s*(?:an?|the|all)?[\s\w-]{0,60}(?:,\s*(?:symmetric|positive|orthogonal|diagonal)\b[\s\w-]{0,40})?/
        .exec(after.slice(0, 120))?.[0]
        .split(/\band\b/)[0] ?? '')
    : ''
  const words = `${left} ${right}`
  const points = POINTING.test(before.slice(-60))
  if (words.trim() === '' && !points) return []
  let traits: Traits | undefined
  let inCase = says && IN_CASE.test(before)
  for (const [pattern, known] of NOT_SAID.test(before) ? [] : TRAIT_WORDS) {
    const { index } = pattern.exec(words) ?? {}
    if (index === undefined || DENIED.test(words.slice(0, index))) continue
    traits = { ...traits, ...known }
    if (IN_CASE.test(words.slice(0, index))) inCase = true
  }
  const isOfKind = traits === undefined && !NOT_SAID.test(before) && [left, right].some((side) => SYMMETRIC_KIND.test(side.trim()))
  if (isOfKind) traits = { symmetric: true }
  // "q is the magnitude of the scattering vector" speaks of a number.
  const head = right.split(/\b(?:of|for|in|from|between|along|that|which)\b/)[0] as string
  const isOfWhole = head.length < right.length && /\b(?:magnitude|modulus|norm|determinant|trace)\s*$/i.test(head)
  const kind = noun.exec(left)?.[1] ?? (isOfWhole ? 'scalar' : /\b(vectors?|matri(?:x|ces)|scalars?|constants?)\b/i.exec(head)?.[1])
  const isDirection = kind === undefined && (points || DIRECTION.test(head))
  const rank = isDirection ? 1 : kind === undefined ? (traits === undefined ? undefined : 2) : /^v/i.test(kind) ? 1 : /^m/i.test(kind) ? 2 : 0
  if (rank === undefined && traits === undefined) return []
  return names.flatMap((name): Declared | readonly Declared[] => {
    if (isOfKind && !WHOLE_MATRIX.test(name)) return kind === undefined || rank === undefined ? [] : [{ name, range, rank }]
    // Capitals that are constants may be matrices.
    const isOpen = (rank === 0 && /^constants$/i.test(kind ?? '') && /^[A-Z]$/.test(name)) || (isDirection && ANGLE.test(name))
    const own = isOpen ? undefined : rank
    return {
      name,
      range,
      ...(own === undefined ? {} : { rank: own }),
      ...(traits === undefined ? {} : { traits }),
      ...(traits !== undefined && inCase ? { inCase } : {}),
      ...(own === 0 ? { shape: shapeOf([]) } : {}),
    }
  })
}

/** "the information about $\beta$ is the $p \times p$ matrix": what is said is not said of \beta. */
export const isAside = (before: string, after: string): boolean =>
  /\b(?:about|of|on|in|by|at|over|between|respect to)\s*$/i.test(before) && /^\s*(?:is|are|becomes?)\b/.test(after)

/** Names that are bold in these tokens. */
export function boldNames(tokens: readonly Token[], into: Set<string>): void {
  for (let k = 0; k + 1 < tokens.length; k++) {
    const token = tokens[k] as Token
    if (token.kind !== 'command' || (!boldFonts.has(token.text) && token.text !== '\\vec')) continue
    const letter = tokens[k + 1]?.text === '{' ? tokens[k + 2] : tokens[k + 1]
    // \mathbf{b}_1 says nothing of a b.
    const after = k + (tokens[k + 1]?.text === '{' ? 3 : 2)
    const mark = tokens[after]?.text === '}' ? after + 1 : after
    if (tokens[mark]?.text === '_' && (tokens[mark + 1]?.text === '{' ? tokens[mark + 2] : tokens[mark + 1])?.kind === 'number') continue
    if (letter?.kind === 'letter') into.add(letter.text)
    else if (letter?.kind === 'command') into.add(letter.text.slice(1))
  }
}
