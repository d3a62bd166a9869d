/**
 * What the comments and the documentation of a piece of code say of its parameters: "X is n-by-p, beta has length p", "w: Nx1 weights",
 * "a, b: 1-D arrays", "n x d matrix X", "q = [shoulder, elbow]". Only what clearly speaks of one of the given names counts.
 */
import { addLengths, type Length, multiplyLengths, type Shape, shapeOf } from '../shape.ts'
import { spelledOut } from './plain/greek.ts'
import { identifier } from './plain/tokens.ts'
import type { Declaration } from './term.ts'

const WORD = /[\p{L}_][\p{L}\p{M}\p{N}_₀-₉]*/gu
/** What may stand between names that share what is said of them. */
const BETWEEN = /^[`*'"\s]*(?:,\s*(?:and\b)?|&|\/|\band\b|\by\b)[`*'"\s]*$/
/** What leads from names to what is said of them. */
const SAYS =
  /^[`*'"]*(?:\([^()\n]{0,24}\)(?=\s*:))?(?:\s*::?\s|\s*::?(?=[([\d\w])|\s+(?:is|are|has|have|holds?|contains?|being|of|with)\b(?:\s+(?:a|an|the)\b)?|\s*(?==\s*\[|=\s*\()|\s*∈|\s+in\s+(?=R\^|ℝ)|\s+(?:in|∈)\s+\{[^{}]*\},?\s+(?=\(|of\b)|\s+(?=the\s+[a-zA-Z]\s+[a-z]{2,}s\b)|\s+(?=one\s+[a-z]+\s+per\s)|\s+(?=(?:an?|the)\s+(?:[a-z]+\s+)?(?:vector|matrix|scalar)\b)|\s+-{1,2}\s|\s*[–—]\s|\s+(?=\(\s*[\w*]+\s*,[\w\s,*]*\))|\s+(?=\d*[a-zA-Z]?\w*\s*-by-)|\s+(?=\((?:(?:also |all |both |each )?(?:of )?(?:length|size)|(?:of )?dimension|an?|\d+ (?:coordinates|components|entries|elements|numbers|values)\b|\d+\s*[x×]\s*\w+|\d|[a-zA-Z]\s*[x×])\b))/u

/** What a new clause begins behind: what stands there is said of its own names. */
const CLAUSE = /[;.]\s+(?:the\s+)?[`*'"]*$/

/** A length, perhaps behind the name of its axis: n, 3, 2n + 1, batch=4. */
const LENGTH = String.raw`(?:[A-Za-z_]\w*\s?=\s?)?(?:\d+|(?:\d+\s?\*?\s?)?[A-Za-z_]\w*)(?:\s?[+-]\s?\d+)?`
/** One letter or number beside another: Nx2, 1x3, nxp; "exp" and "max" are words. */
const COMPACT = /(?<![\w.])(\d+|[nmkpdqrltbhwNMKPDQRLTBHWC])[x×*](\d+|[nmkpdqrltbhwNMKPDQRLTBHWC])(?![\w.])/u
const SPACED = new RegExp(String.raw`(?<![\w.])(${LENGTH})(?:\s+[xX]\s+|\s*×\s*|-by-|\s+by\s+)(${LENGTH})(?![\w.])`, 'u')
/** "shared by all", "divided by the mean": something that is done, no rows by columns. */
const DONE_BY = /^\w+(?:ed|en)\s+by\s|\sby\s+(?:the|an?|all|each|every|its|one|which)$/
const TUPLE = new RegExp(String.raw`[([]\s*((?:${LENGTH})(?:\s*,\s*(?:${LENGTH}))*\s*,?)\s*[)\]]`, 'u')
/** [H*K][D] */
const NESTED = /^\s*((?:\[\s*\w[\w\s*+-]*\]){2,})/
const DIRECT = new RegExp(String.raw`^\s*${TUPLE.source}`, 'u')
const SHAPED = new RegExp(String.raw`\bshape\s*(?:of|is|[:=])?\s*${TUPLE.source}`, 'u')
/** R^n, R^{n×m}; a comma goes on with the sentence where no bracket is open. */
const SPACE = new RegExp(
  String.raw`(?:ℝ|\bR)\s?\^\s?(?:[({]\s*(${LENGTH}(?:\s*[x×,]\s*${LENGTH})*)|(${LENGTH}(?:(?:\s*[x×]\s*|,(?!\s))${LENGTH})*))`,
  'u',
)
/** "of length n", "size = 2n + 1"; a word right behind goes on with the sentence: "rest length shared by all", "length of the rod". */
const LONG = new RegExp(
  String.raw`\b(?:length|size|dimension)\s*(?:(?:of|is|=|:)\s*(?!\s*(?:the|an?|each|every|all|this|that|its|one|time)\b)|(?!\s*[a-z]{2,}\b))(${LENGTH})(?!\w)`,
  'u',
)
const COUNTED =
  /(?<![\w.])(\d+|[a-zA-Z])(?:-vectors?|-dimensional|[- ](?:element|component|entry|entries|elements|components|coordinates|numbers)\b|-D (?:point|vector)s?)/u
const SUPERSCRIPTS = new Map([...'ⁿᵐᵏᵖᵈ⁰¹²³⁴⁵⁶⁷⁸⁹'].map((sign, k) => [sign, 'nmkpd0123456789'[k] as string]))

const NUMBER_WORDS = ['two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const SEVERAL = new RegExp(
  String.raw`^\s*(?:the\s+)?(${NUMBER_WORDS.join('|')})\s+(?:[\w-]+\s+){0,2}?(?!(?:second|minute|hour|day|week|month|year|time|digit|decimal|metre|meter|degree|percent)s)[a-z]{2,}s\b`,
)

/** "6 interior values", "unknown input, 8 samples". */
const SAMPLES =
  /(?:^|,)\s*(?:the\s+)?(\d+)\s+(?:[a-z][\w-]*\s+){0,2}?(?:samples|values|observations|measurements|entries|taps|coefficients|weights|readings|knots|maturities)\s*(?=$|[.;,)]|(?:in|at|along|from|of)\b)/
/** "the n responses" */
const AS_MANY = /^\s*(?:the\s+)?(?![aAI]\b)([a-zA-Z])\s+(?:[a-z]+\s+)?[a-z]{2,}s\b/
/** "7 daily returns" before the name in the plural. */
const NUMBERED = /(?<![\w.])(\d+)\s+(?:[a-z-]+\s+)?[`*'"]*$/
/** Plurals that are a number themselves. */
const COUNTS =
  /^(?:n_\w+|num\w*|\w*(?:steps|iters|iterations|epochs|rounds|years|months|weeks|days|hours|minutes|seconds|terms|periods|degrees|digits|bits|times))$/
/** "X: (n, p), the other two: (n,)". */
const OTHERS = new RegExp(
  String.raw`\b(?:others?|rest|remaining)\b(?:\s+\w+)?\s*(?::|\b(?:is|are|has|have)\b)\s*(?:of\s+)?(?:shapes?\s*)?${TUPLE.source}`,
  'iu',
)
const SAME_LENGTH = /\b(?:of|with|have|has) (?:the )?(?:same|equal) lengths?\b|\bequally long\b|\bone each (?:per|for)\b/i
const ALL_VECTORS = /\b(?:all|both)(?: (?:are|of them|being))? (row|column) vectors\b/i
/** "All arguments have shape (2, 4)". */
const ALIKE = new RegExp(
  String.raw`\b(?:all|both)\s+(?:of\s+)?(?:the\s+)?(?:arguments|inputs|parameters|tensors|arrays)\b[^.()\[]*\bshapes?\s*(?:of|is|[:=])?\s*${TUPLE.source}`,
  'iu',
)

/** A word and its shape: covariance (n×n), mean (n). */
const IN_PARENTHESES = new RegExp(String.raw`[a-z]\s+\(\s*(${LENGTH}(?:\s*[,x×]\s*${LENGTH})*)\s*\)`, 'gu')

/** Words after which something else than the name is described. */
const ASIDE = /\b(?:for|in|on|to|per|from|with|at|between|over|under|by|into|against|whose|which|that|where|when|given)\b|[;:.]\s|,\s(?!\d|[a-z]\b)/
const NOUNS: readonly (readonly [RegExp, number])[] = [
  // "array of [winner, loser] pairs"
  [/\b(?:arrays?|lists?|sequence|set) of (?:[[(][^\])]*[\])]\s*)?(?:[\w-]+\s+)?(?:pairs|triples|tuples|edges|vectors)\b/i, 2],
  [
    /\bmatri(?:x|ces)\b|\b2-?d\b|\brows?\b.*\bcolumns?\b|\bone row (?:per|for)\b|\bone (?:[a-z]+ ){1,2}(?:per|in each) (?:row|column)\b|\blist of (?:lists|vectors|points)\b/i,
    2,
  ],
  [
    /\bvectors?\b|\b1-?d\b|\blist of (?:floats|numbers)\b|\bone (?:(?:(?:each|entry|value|number|weight) )?(?:per|for every)|for each)\b|\b(?:array|list|sequence) of\b/i,
    1,
  ],
  [/\bscalars?\b|\b(?:single|real) numbers?\b/i, 0],
]
/** What lengths of axes are called: [n, p] is a shape, [x, y] are components. */
const AXIS =
  /^(?:[bcdhklmnpqtwBCDHKLMNPQTW]|batch|dim|seq|len|features|tokens?|channels?|classes|vocab|heads|embed|(?:n|d|num|dim)_\w+|\w+_(?:dim|len|size))$/
/** What lengths of axes are called beside others of these, and components too. */
const PERHAPS_AXIS = /^(?:time|times|steps|height|width|samples|rows|cols|columns|hidden|in|out|units)$/
/** [N, A], [B, S, V]: letters behind the number of samples, or the size of a batch. */
const BEHIND_SAMPLES = /^[NB],[A-Z](?:,[A-Z])*$/
const areAxes = (items: readonly string[]): boolean =>
  BEHIND_SAMPLES.test(items.join()) || (items.some((item) => AXIS.test(item)) && items.every((item) => AXIS.test(item) || PERHAPS_AXIS.test(item)))
/** What stands before names: "column vectors t and d", "n x p matrix X". */
const BEFORE = /(?:^|[\s(])((?:[\w×-]+\s+){0,4}?)(vectors?|matrix|matrices|scalars?)[\s`*'"]*$/i

/** "every column of x is one token", "row i of X" */
const LINES_OF = /\b(?:row|column)s?(?:\s+[a-z])?\s+of\s+(?:the\s+)?[`*'"]*$/i

/** Sentences that go on in the next line, in one line. */
export const unwrapped = (prose: string): string => prose.replaceAll(/(?<=[^\s.:;])[ \t]*\n[ \t]*(?=[a-z]{2,})/g, ' ')

/** What prose says of these names. */
export function statedIn(prose: string, names: ReadonlySet<string>): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>()
  if (names.size === 0) return found
  const state = (those: Iterable<string>, what: Declaration): void => {
    for (const name of those) if (!found.has(name)) found.set(name, { ...what, stated: true })
  }
  for (const line of prose.slice(0, 20_000).split('\n')) {
    if (line.length > 300) continue
    const groups = groupsIn(line, names)
    for (const [k, { own, start, end }] of groups.entries()) {
      // k[j] successes, X[i, j]
      const indexed = own.length === 1 ? /^\[\s*([a-z])\s*(,\s*[a-z]\s*)?\]/.exec(line.slice(end)) : null
      if (indexed !== null) state(own, { rank: indexed[2] === undefined ? 1 : 2 })
      const says = SAYS.exec(line.slice(end))
      const table = /^\s*$/.test(line.slice(0, start)) ? /^\s{2,}(?=\S)/.exec(line.slice(end)) : null
      const next = groups.slice(k + 1).find((group) => SAYS.test(line.slice(group.end)) || CLAUSE.test(line.slice(0, group.start)))
      const begin = end + (says ?? table ?? [''])[0].length
      // "z1, z2: two views" counts the names.
      const counted = own.length > 1 ? NUMBER_WORDS[own.length - 2] : undefined
      const said = line.slice(begin, next?.start ?? line.length).replace(new RegExp(`^\\s*(?:the\\s+)?${counted}\\b`), '')
      const respective = own.length > 1 && says !== null ? shapesInOrder(said, own.length) : undefined
      for (const [at, shape] of (respective ?? []).entries()) state([own[at] as string], { shape })
      // "S of the N inhabitants" are some of them.
      const isPart = /\bof\b/.test(says?.[0] ?? '')
      const stated =
        (begin > end || says !== null ? ((isPart ? undefined : shapeCounted(said)) ?? shapeSaid(said)) : undefined) ??
        shapeBefore(line.slice(0, start), own[0] as string)
      if (stated !== undefined) state(own, stated)
    }
    // "time, status: events; x: a covariate (all of the same length)"
    // "from input x and output y (all row vectors)"
    const [, turned] = ALL_VECTORS.exec(line) ?? []
    if (turned !== undefined) for (const { own } of groups) state(own, { rank: 1, ...(/^row/i.test(turned) ? { row: true } : {}) })
    // "x of length n and g of the same length" says nothing of n.
    if (SAME_LENGTH.test(line))
      for (const { own, start } of groups) if (!/\b(?:length|size|dimension)\s+$/.test(line.slice(0, start))) state(own, { rank: 1 })
    const alike = groups.length === 0 ? ALIKE.exec(line.replaceAll('`', '')) : null
    const shape = alike === null ? undefined : shapeFrom((alike[1] as string).split(','))
    if (shape !== undefined) state(names, { shape })
  }
  const rest = shapeFrom(OTHERS.exec(prose)?.[1]?.split(',') ?? [])
  if (rest !== undefined) state(names, { shape: rest })
  return found
}

/** "m, P : mean (n) and covariance (n×n)": as many shapes in parentheses as there are names, one for each. Undefined where there are others, or only such as may be units. */
function shapesInOrder(said: string, count: number): readonly Shape[] | undefined {
  const found = [...said.matchAll(IN_PARENTHESES)].map(([, lengths]) => shapeFrom((lengths as string).split(/[,x×]/)))
  const shapes = found.filter((shape) => shape !== undefined)
  return found.length === count && shapes.length === count && shapes.some(({ length }) => length > 1) ? shapes : undefined
}

/** What one number is called: "D: diffusion number", "r = a*dt/dx^2". */
const NUMBER_NOUN =
  /^[\s`'"*]*(?:::?|\bis\b|=|-{1,2}|[–—])\s*(?:(?!\b(?:vectors?|matrix|array|per|each|every)\b)[\w-]+\s+){0,4}?(?:number|rate|coefficient|constant|factor|parameter|probability|exponent|slope|intercept|threshold|diffusivity|fraction|strength|capacity|timescale|penalty|bandwidth|half-life|length|width|height|thickness|radius|diameter|spacing)\s*(?=$|[,;.)([]|in\s+[\w^/]+\s*$)|^\s*=\s*[\w.()]+\s*[*/]\s*\w/

/** "L0 - rest length shared by all springs" */
const ONE_FOR_ALL =
  /^[\s`'"*]*(?:::?|\bis\b|-{1,2}|[–—])\s[^:;]*\b(?:shared by|common to|the same (?:for|in|at)|equal for)\s+(?:all|every|both|each)\b/

/** Whether prose calls a name what one number is called, or (`else`) describes it as something that may be many. */
export function describedIn(prose: string, name: string): 'number' | 'else' | undefined {
  let found: 'else' | undefined
  for (const { 0: word, index } of prose.matchAll(WORD)) {
    if (word !== name && spelledOut(identifier(word)) !== name) continue
    const after = /^[^\n]{0,120}/.exec(prose.slice(index + word.length))?.[0] ?? ''
    if (NUMBER_NOUN.test(after) || ONE_FOR_ALL.test(after)) return 'number'
    if (/^\s*:\s/.test(after)) found = 'else'
  }
  return found
}

interface Group {
  readonly own: readonly string[]
  readonly start: number
  readonly end: number
}

/** The names in a line, those that stand in one list together. */
function groupsIn(line: string, names: ReadonlySet<string>): Group[] {
  const groups: Group[] = []
  let last: { own: string[]; start: number; end: number } | undefined
  for (const { 0: word, index } of line.matchAll(WORD)) {
    const name = [word, spelledOut(identifier(word))].find((each) => names.has(each))
    // (B, T, T) x (B, T, d) is a product.
    if (name === undefined || line[index - 1] === '.' || (name === 'x' && /\)\s*$/.test(line.slice(0, index)))) continue
    const end = index + word.length
    if (last !== undefined && BETWEEN.test(line.slice(last.end, index))) {
      last.own.push(name)
      last.end = end
    } else {
      last = { own: [name], start: index, end }
      groups.push(last)
    }
  }
  return groups
}

/** "n rows and d columns", "n rows" */
const LINES_COUNTED = /^\s*(\d+|[a-zA-Z]) rows?(?:\s*(?:and|,|x|×|by)\s*(\d+|[a-zA-Z]) col(?:umn)?s?)?\b/

/** "the n responses", "n rows" */
function shapeCounted(said: string): Declaration | undefined {
  const [lines, down, across] = LINES_COUNTED.exec(said) ?? []
  if (lines !== undefined) return { rank: 2, ...(across === undefined ? {} : { shape: shapeFrom([down as string, across]) }) }
  const [, length] = AS_MANY.exec(said) ?? []
  return length !== undefined && AXIS.test(length) ? { shape: shapeOf([length]) } : undefined
}

/** The shape or number of axes that what is said of a name begins with. */
function shapeSaid(said: string): Declaration | undefined {
  // "the (scalar) intercept" speaks of no axis of that name.
  const plain = said
    .replace(/\(\s*(scalar|vector|matrix|float|number)\s*\)/i, ' $1 ')
    .replace(/([ℝR])([ⁿᵐᵏᵖᵈ⁰-⁹¹²³]+)/gu, (_, set, signs) => `${set}^${[...signs].map((sign) => SUPERSCRIPTS.get(sign) ?? '').join('')}`)
  const listed = /^\s*(?:=\s*)?(?:the\s+)?(?!(?:arrays?|lists?|sequence|set) of\b)(?:\w+\s+){0,2}?(?:=\s*)?\[([^[\]]+)\]|^\s*=\s*\(([^()]+)\)/.exec(
    plain,
  )
  const inner = listed?.[1] ?? listed?.[2]
  // "one row [hare, lynx] per observation"
  if (inner !== undefined && /^\s*one row\s*\[[^[\]]+\]\s*(?:per|for)\b/.test(plain)) return { rank: 2 }
  const items = inner?.split(/[,;]/.test(inner) ? /[,;]/ : /\s+/).map((item) => item.trim())
  // "the unrolled vector [Theta1(:); Theta2(:)]" has all entries of both.
  if (items?.some((item) => UNROLLED.test(item))) return { rank: 1 }
  if (
    items !== undefined &&
    items.length > 1 &&
    !items.some((item) => item === '' || /^\d+$|\.\.|…/.test(item)) &&
    !areAxes(items) &&
    !items.every((item) => AXIS.test(item) || /^\w+\s?=\s?\d+$/.test(item)) &&
    !/\bx\b|×/.test(items.join())
  )
    return { shape: shapeOf([items.length]), ...(inner?.includes(';') ? {} : { row: 'listed' as const }) }
  // w: [H][D][K]
  const [, nested] = NESTED.exec(plain) ?? []
  const along = nested?.replace(/^\s*\[|\]\s*$/g, '').split(/\]\s*\[/)
  if (along !== undefined) {
    const shape = shapeFrom(along)
    return shape === undefined ? { rank: along.length } : { shape }
  }
  // Of what stands between the name and the word "shape", nothing is asked, but that it is no shape itself: b (l,).
  const direct = DIRECT.exec(plain)
  const shape = direct?.[1]?.includes(',') === true && !components(direct[1]) ? direct : SHAPED.exec(plain)
  const lengths = shape === null ? undefined : shapeFrom((shape[1] as string).split(','))
  if (lengths !== undefined) return { shape: lengths }
  for (const pattern of [SPACE, COMPACT, SPACED, LONG, COUNTED, TUPLE]) {
    const match = pattern.exec(plain)
    if (match === null || aside(plain.slice(0, match.index))) continue
    // "[winner, loser] pairs" are many of such.
    if (pattern === TUPLE && /^\s*(?:pairs|triples|tuples|edges|points)\b/.test(plain.slice(match.index + match[0].length))) continue
    // "the covariance matrix (symmetric)"
    if (pattern === TUPLE && /^\s*[a-z]{4,}\s*$/.test(match[1] as string) && !AXIS.test((match[1] as string).trim())) continue
    // (u x v) is a cross product.
    if (pattern === SPACED && match.slice(1).every((part) => /^[a-cu-z]$/.test(part ?? ''))) continue
    if (pattern === SPACED && DONE_BY.test(match[0])) continue
    if (
      pattern === TUPLE &&
      (!/(?:^|shape|size|array|tensor|vector|matrix|[:=])\s*(?:of\s*)?$/i.test(plain.slice(0, match.index)) || components(match[1] as string))
    )
      continue
    const parts = pattern === SPACE || pattern === TUPLE ? ((match[1] ?? match[2]) as string).split(/[x×,]/) : match.slice(1)
    const shape = shapeFrom(parts)
    if (shape !== undefined) return { shape, ...(shape.length === 1 && parts.length === 2 && parts[0]?.trim() === '1' ? { row: true } : {}) }
  }
  const samples = SAMPLES.exec(plain)
  // "6 observations of 3 features" are a matrix.
  if (samples !== null && !/\d/.test(plain.slice(samples.index + samples[0].length))) return { shape: shapeOf([Number(samples[1])]) }
  // "three mRNA levels"; "two years" are a number of years.
  const several = SEVERAL.exec(plain)
  // "[[x0, y0], ..., [x3, y3]]"; "four control points" may be numbers, or have coordinates.
  if (/^[^;]*\[\s*\[/.test(plain)) return { rank: 2 }
  if (several !== null && /\b(?:points|positions|vectors|nodes|pairs|edges|vertices|corners)\b/.test(several[0])) return undefined
  if (several !== null) return { shape: shapeOf([NUMBER_WORDS.indexOf(several[1] as string) + 2]) }
  if (/^(?:\s*(?:an?|the|\w+ing))?\s*row vectors?\b/i.test(plain)) return { rank: 1, row: true }
  for (const [noun, rank] of NOUNS) {
    const match = noun.exec(plain)
    if (match !== null && !aside(plain.slice(0, match.index))) return { rank }
  }
  return undefined
}

/** A matrix written as one column. */
const UNROLLED = /\(\s*:\s*\)|\b(?:vec|ravel|flatten|reshape)\b/

const aside = (before: string): boolean =>
  ASIDE.test(
    before
      .replace(/\bof (?:length|size|shape|dimension)\b/, '')
      .replace(/\bone [a-z]+ per (?:row|column)\b/, '')
      .replace(/,\s*(?:an?\s+)?$/, ''),
  ) || before.split(/\s+/).length > 10

/** (x, y, z) and (lat, lon) are the components of a point. */
export const components = (tuple: string): boolean => tuple.split(',').filter((part) => COMPONENT.test(part)).length > 1 || NUMBERED_PARTS.test(tuple)
/** (k1, k2) and (p1, p2, p3), but no lengths (n1, n2). */
const NUMBERED_PARTS = /^\s*([abckpqstw])_?[01]\s*(?:,\s*\1_?\d\s*)+$/
const COMPONENT =
  /^\s*(?:x|y|z|u|v|lat|lon|lng|vx|vy|(?:log_?)?(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|kappa|lambda|lam|mu|nu|xi|rho|sigma|tau|phi|chi|psi|omega)\d?|slope|intercept|shape|scale|rate|amplitude|offset|width|mean|std|sd)\s*$/

/** "shared Beta(a, b)", "a common rate r": one number for all. */
const SHARED = /\b(?:shared|common|global|overall|scalar)\s+(?:\w+\s*){0,2}\(?\s*$/i

function shapeBefore(before: string, name: string): Declaration | undefined {
  if (SHARED.test(before)) return { rank: 0 }
  const numbered = /[a-z]{3,}s$/.test(name) && !COUNTS.test(name) ? NUMBERED.exec(before) : null
  if (numbered !== null) return { shape: shapeOf([Number(numbered[1])]) }
  if (LINES_OF.test(before)) return { rank: 2 }
  const match = BEFORE.exec(before)
  if (match === null) return undefined
  const size = SPACED.exec(match[1] ?? '') ?? COMPACT.exec(match[1] ?? '')
  const shape = size === null ? undefined : shapeFrom(size.slice(1))
  return shape !== undefined ? { shape } : { rank: /^v/i.test(match[2] as string) ? 1 : /^m/i.test(match[2] as string) ? 2 : 0 }
}

/** Lengths of 1 of a matrix are those of a row or column: such are vectors here. */
function shapeFrom(parts: readonly string[]): Shape | undefined {
  const written = parts.map((part) => part.trim()).filter((part) => part !== '')
  const lengths = written.map(lengthFrom)
  if (lengths.length === 0 || lengths.length > 4 || lengths.includes(undefined)) return undefined
  const known = lengths as Length[]
  return shapeOf(known.length === 2 ? known.filter((length) => length !== 1) : known)
}

function lengthFrom(text: string): Length | undefined {
  // 1x3 is a size, and no multiple of x3.
  if (/^\d+[x×](?:\d+|[A-Za-z])$/.test(text)) return undefined
  const match = /^(?:\w+\s?=\s?)?(\d*)\s?\*?\s?([A-Za-z_]\w*)?(?:\s?([+-])\s?(\d+))?$/.exec(text)
  if (match === null) return undefined
  const [, count = '', name, sign, offset] = match
  // "(3 numbers)"
  if (count !== '' && /^\d+ [a-z]{4,}s$/.test(text)) return Number(count)
  if (name === undefined) return sign === undefined && count !== '' ? Number(count) : undefined
  const whole = count === '' ? name : multiplyLengths(Number(count), name)
  return offset === undefined ? whole : addLengths(whole, Number(offset), sign === '-' ? -1 : 1)
}

/** Marks of comments to the end of the line, and texts that document. */
const COMMENTS = /(?:#|%|\/\/)+'?([^\n]*)|\/\*([\s\S]*?)\*\/|("""|''')([\s\S]{0,6000}?)\3/g

/** The comments in a part of a text and right before it. */
export function proseAround(text: string, { start, end }: { readonly start: number; readonly end: number }): string {
  const lines = text.slice(Math.max(0, start - 6000), start).split('\n')
  lines.pop()
  const above: string[] = []
  let inside: string | undefined
  for (let line = lines.pop(); line !== undefined; line = lines.pop()) {
    const plain = line.trim()
    const closes = /(\*\/|"""|=#|%\})$/.exec(plain)?.[1]
    if (inside !== undefined) {
      above.unshift(plain)
      if (plain.includes(inside)) inside = undefined
    } else if (closes !== undefined) {
      const opens = closes === '"""' ? closes : `${[...closes].reverse().join('').replace('}', '{')}`
      above.unshift(plain)
      if (plain.indexOf(opens) === plain.lastIndexOf(closes) || !plain.includes(opens)) inside = opens
    } else if (/^(?:#|%|\/\/|@|export\b|"[^"]*"$|template\b|use\b|$)/.test(plain) && !(plain === '' && above.length > 0 && above[0] === ''))
      above.unshift(plain)
    else break
  }
  const part = text.slice(start, end)
  const comments = [...part.slice(0, 60_000).matchAll(COMMENTS)].map(([, line, block, , quoted]) => line ?? block ?? quoted ?? '')
  return [...above, ...comments]
    .map((line) => line.replace(/^\s*(?:(?:#+'?|%+|\/\/+!?|\/\*+|\*+\/?|""")\s?)*/gm, '').replace(/@param\s+|\\param\s+|:param\s+/g, ''))
    .join('\n')
}

/** Lines before and between which the comments at the head of a file stand. */
const HEAD = /^\s*(?:$|import\b|from\b|using\b|use\b|package\b|module\b|#\s*include|#!|['"]use strict)/
const COMMENT = /^\s*(?:#+'?|%+|\/\/+!?|\/?\*+)(.*)$/

/** The comments at the head of a file, before all but what it imports. */
export function proseAtHead(text: string): string {
  const found: string[] = []
  for (const line of text.slice(0, 6000).split('\n')) {
    const [, said] = COMMENT.exec(line) ?? []
    if (said !== undefined && !/^\s*#\s*include/.test(line)) found.push(said)
    else if (!HEAD.test(line)) break
  }
  return found.join('\n')
}
