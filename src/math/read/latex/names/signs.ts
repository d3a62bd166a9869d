/** What the tokens of a formula show before it is read: which letters run as indices, which names carry them, matrices. */

import { accents, arrows, boldFonts, wordFonts } from '../tokens/symbols.ts'
import { closesGroup, openerOf, opensGroup, type Token } from '../tokens/tokens.ts'
import { transposeSign } from './names.ts'
import { group, isLetter, isOfMatrix, isScale, NORM_BARS, startsName } from './operands.ts'

export interface Signs {
  /** Names with running indices, and how many. */
  readonly indexed: ReadonlyMap<string, number>
  /** Letters beside a running index in a subscript, or on a name that elsewhere has one. */
  readonly freeIndices: ReadonlySet<string>
  readonly matrices: boolean
  /** A cross product of bold letters. */
  readonly cross: boolean
  /** Names that are turned with a running index: a vector for each. */
  readonly families: ReadonlySet<string>
  /** Primes behind indices turn: x_i'\beta, x_i x_i'; in x_i - x_i' they are part of a name. */
  readonly primesTurn: boolean
  /** Capitals that are labels where they stand above names. */
  readonly labels: ReadonlySet<string>
  /** Letters with a transpose sign. */
  readonly transposed: ReadonlySet<string>
  /** Bold letters that stand somewhere without a subscript. */
  readonly wholeBold: ReadonlySet<string>
  /** Letters that stand beside themselves with an index, as in x - x_i: the two are different things. */
  readonly apart: ReadonlySet<string>
}

const BETWEEN = String.raw`(?:-|\\cdot|\^ (?:\{ )?(?:\\top|T|\\intercal)(?: \})?)`
const APART = [
  new RegExp(String.raw`(?<!_ |_ \{ )(?<![a-zA-Z\\])(\\?[A-Za-z]+) ${BETWEEN} \1 _`, 'g'),
  new RegExp(String.raw`(?<![a-zA-Z\\])(\\?[A-Za-z]+) _ (?:\{ )?[a-z](?: \})? ${BETWEEN} \1(?! _)`, 'g'),
  // k(x, x_i) and k(x_i, x)
  /[([,|] (\\?[A-Za-z]+) , \1 _/g,
  /[([,|] (\\?[A-Za-z]+) _ (?:\{ )?[a-z](?: \})? , \1(?= [)\],|])/g,
  // b_u + b_i and - b_u - b_i: one for each user, one for each item.
  /(?<![a-zA-Z\\])(\\?[A-Za-z]+) _ (?:\{ )?(?:u(?: \})? (?:\^ 2 )?\+ \1 _ (?:\{ )?[ijm]|[ijm](?: \})? (?:\^ 2 )?\+ \1 _ (?:\{ )?u)\b/g,
  /- (\\?[A-Za-z]+) _ (?:\{ )?(?:u(?: \})? - \1 _ (?:\{ )?[ijm]|[ijm](?: \})? - \1 _ (?:\{ )?u)\b/g,
]

/** How far the two stand from each other at most: x _ { i } ^ { \top } x. */
const NEAR = 9

/** Does what has a subscript stand near that a second time? */
const standsTwice = (texts: readonly string[]): boolean =>
  texts.some((text, k) => {
    if (text !== '_') return false
    const base = texts[k - 1]
    for (let j = Math.max(0, k - NEAR); j <= k + NEAR && j < texts.length; j++) if (j !== k - 1 && texts[j] === base) return true
    return false
  })

/** Letters beside themselves with an index, whatever their font. */
function apartIn(tokens: readonly Token[]): Set<string> {
  const found = new Set<string>()
  if (!tokens.some(({ text }) => text === '_')) return found
  const plain: string[] = []
  tokens.forEach(({ text }, k) => {
    const font = (at: number): boolean => boldFonts.has(tokens[at]?.text ?? '')
    if (!font(k) && !(text === '{' && font(k - 1)) && !(text === '}' && tokens[k - 2]?.text === '{' && font(k - 3))) plain.push(text)
  })
  if (!standsTwice(plain)) return found
  const written = plain.join(' ')
  for (const pattern of APART) for (const [, letter = ''] of written.matchAll(pattern)) found.add(letter.replace('\\', ''))
  return found
}

const NONE: ReadonlySet<string> = new Set()

const isCapital = (token: Token): boolean => isLetter(token) && /^\\?[A-Z]/.test(token.text)
const nameOf = (token: Token): string => (token.kind === 'command' ? token.text.slice(1) : token.text)

const isPrime = (token: Token | undefined): boolean => token?.text === "'" || token?.text === '\\prime'

/** x'_i and x_i^{\prime} as x_i'. */
function primesBehind(given: readonly Token[]): readonly Token[] {
  if (!given.some(isPrime)) return given
  const tokens = given.filter(({ text }, k) => {
    const raised = given[k + 1]?.text === '{' && isPrime(given[k + 2]) && given[k + 3]?.text === '}'
    if (text === '^') return !raised && !isPrime(given[k + 1])
    return (
      !(text === '{' && given[k - 1]?.text === '^' && isPrime(given[k + 1])) && !(text === '}' && isPrime(given[k - 1]) && given[k - 2]?.text === '{')
    )
  })
  for (let k = 0; k < tokens.length; k++) {
    if (!isPrime(tokens[k]) || tokens[k + 1]?.text !== '_') continue
    const inner = group(tokens, k + 2)
    const end = k + 2 + inner.length + (tokens[k + 2]?.text === '{' ? 2 : 0)
    tokens.splice(end - 1, 0, ...tokens.splice(k, 1))
  }
  return tokens
}

/** Capitals that only stand above names are labels, and no exponents, where a name has several or several names have one; N, M and K are numbers. */
function labelsIn(tokens: readonly Token[]): ReadonlySet<string> {
  const above = new Map<string, Set<string>>()
  const small = new Map<string, string>()
  const add = (key: string, value: string): unknown => above.set(key, new Set(above.get(key)).add(value))
  tokens.forEach((token, k) => {
    if (token.text !== '^') return
    const label = tokens[k + 1]?.text === '{' && tokens[k + 3]?.text === '}' ? tokens[k + 2] : tokens[k + 1]
    if (label?.kind !== 'letter' || !/^[A-JLQ-SU-Za-z]$/.test(label.text)) return
    if (tokens.some((other, j) => other.text === label.text && tokens[j - 1]?.text !== '^' && tokens[j - 2]?.text !== '^')) return
    let at = k - 1
    if (tokens[at - 1]?.text === '_') at -= 2
    else if (tokens[at]?.text === '}' && tokens[openerOf(tokens, at) - 1]?.text === '_') at = openerOf(tokens, at) - 2
    const name = baseBefore(tokens, at + 1)
    // x_i^a, x_i^p and x_i^n: an anchor and what is like it or not.
    if (/[a-z]/.test(label.text)) {
      if (name !== undefined && at < k - 1) small.set(name, `${small.get(name) ?? ''}${label.text}`)
      return
    }
    // x^B and x^C are powers of what people call x.
    if (name === undefined || /^[txz]$/.test(name)) return
    add(`${name}^`, label.text)
    if (/[ABCFGHLS]/.test(label.text)) add(label.text, name)
  })
  const triples = [...small.values()].filter((letters) => letters.includes('p') && letters.includes('n')).flatMap((letters) => [...letters])
  return new Set([...triples, ...[...above].flatMap(([key, own]) => (own.size < 2 ? [] : key.endsWith('^') ? [...own] : [key]))])
}

/** x^2_i as x_i. */
function subscriptsFirst(tokens: readonly Token[]): readonly Token[] {
  return tokens.some(({ text }, k) => text === '_' && k > 2 && raisedBefore(tokens, k) !== undefined)
    ? tokens.filter((_, k) => !tokens.some(({ text }, j) => text === '_' && j > k && k >= (raisedBefore(tokens, j) ?? j)))
    : tokens
}

/** Where the exponent begins that ends at this place. */
function raisedBefore(tokens: readonly Token[], end: number): number | undefined {
  const at = tokens[end - 1]?.text === '}' ? openerOf(tokens, end - 1) - 1 : end - 2
  return tokens[at]?.text === '^' ? at : undefined
}

/** The i of g_i(x) = a x_i (1 - \phi(x)), of x_i / \|x\|: a vector, wherever it does not stand in a call or in a norm, has an index. */
function indicesOf(tokens: readonly Token[], vector: string): readonly string[] {
  const found: string[] = []
  for (const [k, token] of tokens.entries()) {
    if (!isLetter(token) || nameOf(token) !== vector) continue
    const inner = tokens[k + 1]?.text === '_' ? group(tokens, k + 2) : []
    // x_i, and x_{i+1} beside it
    if ((inner.length === 1 || /^[-+]$/.test(inner[1]?.text ?? '')) && /^[ijkl]$/.test(inner[0]?.text ?? '')) found.push(inner[0]?.text as string)
    else if (!isInNorm(tokens, k) && (!/^[(,]$/.test(tokens[k - 1]?.text ?? '') || !/^[),]$/.test(tokens[k + 1]?.text ?? ''))) return []
  }
  return found
}

/**
 * `indices`: letters that run over what is read, though no sum of its own says so. `isKnown`: is it said what this name, x' or x'_i, is?
 * `isNumber`: is this letter a summand or factor elsewhere in the text? `isDefined`: does a formula of the text say what this name is?
 * `parameters`: of the function whose right side is read. `isFunction`: does the text define a function of this name?
 */
export function signsOf(
  given: readonly Token[],
  indices: Iterable<string> = [],
  isKnown: (name: string) => boolean = () => false,
  isNumber: (name: string) => boolean = () => false,
  isDefined: (name: string) => boolean = () => false,
  parameters: readonly string[] = [],
  isFunction: (name: string) => boolean = () => false,
): Signs {
  const labels = labelsIn(given)
  const tokens = subscriptsFirst(primesBehind(given))
  const running = new Set<string>(indices)
  const transposed = new Set<string>()
  const wholeBold = new Set<string>()
  let matrices = false
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    if (isLetter(token) && tokens[k + 1]?.text === '^' && (tokens[k + 2]?.text === '\\top' || tokens[k + 3]?.text === '\\top'))
      transposed.add(nameOf(token))
    if (isCapital(token) && tokens[k + 1]?.text === '^') {
      const sign = transposeSign(group(tokens, k + 2))
      if (sign === 'sign' || (sign === 'letter' && !isKnown('T'))) matrices = true
    }
    if (token.kind === 'command') {
      const letter = boldFonts.has(token.text) ? (tokens[k + 1]?.text === '{' ? tokens[k + 2] : tokens[k + 1]) : undefined
      const after = tokens[k + 1]?.text === '{' ? tokens[k + 4] : tokens[k + 2]
      const dressing = tokens[k - 1]?.text === '{' ? tokens[k - 2] : tokens[k - 1]
      if (letter !== undefined && isLetter(letter) && after?.text !== '_' && !accents.has(dressing?.text ?? '')) wholeBold.add(nameOf(letter))
      if (/^\\[tT]r$/.test(token.text) || (wordFonts.has(token.text) && /^[tT]$/.test(tokens[k + 2]?.text ?? '') && tokens[k + 3]?.text === 'r'))
        matrices = true
      // [\omega]_\times
      const isCross = token.text === '\\times' && tokens[k - 1]?.text === '_' && tokens[k - 2]?.text === ']'
      if (
        isCross ||
        token.text === '\\otimes' ||
        token.text === '\\top' ||
        token.text === '\\intercal' ||
        token.text === '\\det' ||
        boldFonts.has(token.text)
      )
        matrices = true
      if ((token.text === '\\sum' || token.text === '\\prod' || token.text === '\\max' || token.text === '\\min') && tokens[k + 1]?.text === '_') {
        let last: string | undefined
        for (const inner of group(tokens, k + 2)) {
          if (inner.text === '=' || inner.text === '\\in') break
          if (!isLetter(inner)) continue
          // In j \ne i the i is given.
          if (last === undefined || last < nameOf(inner)) running.add(nameOf(inner))
          last = nameOf(inner)
        }
      }
    } else if (
      token.kind === 'symbol' &&
      token.text === '^' &&
      tokens[k + 1]?.text === '{' &&
      tokens[k + 2]?.text === '-' &&
      tokens[k + 3]?.text === '1' &&
      /^(?:[A-Z)]|\\(?:Sigma|Omega|Lambda|Gamma|Psi|Phi|Theta))$/.test(tokens[k - 1]?.text ?? '')
    )
      matrices = true
  }
  const normed = tokens.flatMap((token, k) => (isLetter(token) && isInNorm(tokens, k) ? [nameOf(token)] : []))
  for (const parameter of [...parameters, ...normed]) for (const index of indicesOf(tokens, parameter)) running.add(index)
  const cross = tokens.some(
    ({ text }, k) =>
      text === '\\times' &&
      [tokens[k + 1], tokens[k - 4], tokens[k - 2]].some((token) => token !== undefined && (boldFonts.has(token.text) || arrows.has(token.text))) &&
      (boldFonts.has(tokens[k + 1]?.text ?? '') || arrows.has(tokens[k + 1]?.text ?? '')),
  )
  const families = new Set<string>()
  const indexed = new Map<string, number>()
  const freeIndices = new Set<string>()
  /** x, y and z are coordinates, o and w an output and a word, capitals say which thing it is: m_L beside m_j, u_o beside u_k. */
  const runFree = (token: Token): void => {
    if (isLetter(token) && (running.has(nameOf(token)) || !(/^[A-Zowxyz]$/.test(nameOf(token)) || isQuantity(tokens, nameOf(token), isNumber))))
      freeIndices.add(nameOf(token))
  }
  if (running.size === 0) return { indexed, freeIndices, matrices, cross, families, primesTurn: false, labels, transposed, wholeBold, apart: NONE }
  let [anyPrimes, apartPrimes] = [false, false]
  const subscripts: { name: string; inner: readonly Token[] }[] = []
  for (let k = 1; k < tokens.length; k++) {
    if (tokens[k]?.text !== '_' || tokens[k]?.kind !== 'symbol') continue
    const inner = group(tokens, k + 1).filter((token) => token.text !== ',')
    if (inner.length === 0 || inner.length > 3 || !inner.every((token) => isLetter(token) || token.kind === 'number')) continue
    const name = baseBefore(tokens, k)
    if (name === undefined) continue
    subscripts.push({ name, inner })
    const end = k + 1 + group(tokens, k + 1).length + (tokens[k + 1]?.text === '{' ? 2 : 0)
    if (!isPrime(tokens[end])) continue
    subscripts.push({ name: `${name}_prime`, inner })
    // x_i x_i'
    const start = tokens[k - 1]?.text === '}' ? openerOf(tokens, k - 1) - 1 : k - 1
    const doubled = start * 2 >= end && tokens.slice(start, end).every(({ text }, j) => text === tokens[2 * start - end + j]?.text)
    const isName = ['', '_i', '_j', '_k', '_n', '_t'].some((index) => isKnown(`${name}_prime${index}`))
    if (isName || (!doubled && !startsName(tokens[end + 1]))) apartPrimes = true
    anyPrimes = true
  }
  for (const { name, inner } of subscripts) {
    if (inner.some((token) => running.has(nameOf(token)))) {
      indexed.set(name, inner.length)
      for (const token of inner) if (!running.has(nameOf(token))) runFree(token)
    }
  }
  for (const { name, inner } of subscripts) {
    // S_t beside S_i, where S_t is defined, is a name of its own.
    const own = inner.length === 1 ? nameOf(inner[0] as Token) : ''
    if (own !== '' && !running.has(own) && isDefined(`${name}_${own}`)) continue
    if (indexed.get(name) === inner.length && inner.every(isLetter)) for (const token of inner) runFree(token)
  }
  // x_i^\top, and what is added to it before it is turned: (x_i - \mu)^\top.
  const primesTurn = anyPrimes && !apartPrimes
  const isTurned = (k: number): boolean =>
    (tokens[k]?.text === '^' && tokens.slice(k + 1, k + 5).some(({ text }) => text === '\\top' || text === 'T')) || (primesTurn && isPrime(tokens[k]))
  // x_i, or w_{y_i} by a label.
  const runs = ([first, mark, ...rest]: readonly Token[]): boolean =>
    mark === undefined
      ? first !== undefined && running.has(nameOf(first))
      : isLetter(first) && mark.text === '_' && rest.length <= 3 && rest.some((token) => running.has(nameOf(token)))
  /** What has a running index at this place: z_i, or z_i' by a name of its own. */
  const runningAt = (mark: number): string | undefined => {
    const name = tokens[mark]?.text === '_' && runs(group(tokens, mark + 1)) ? baseBefore(tokens, mark) : undefined
    const end = mark + 1 + group(tokens, mark + 1).length + (tokens[mark + 1]?.text === '{' ? 2 : 0)
    return name !== undefined && !primesTurn && isPrime(tokens[end]) ? `${name}_prime` : name
  }
  for (let k = 2; k < tokens.length; k++) {
    if (!isTurned(k)) continue
    const from = tokens[k - 1]?.text === ')' ? openerOf(tokens, k - 1) : k - 1
    const start = from < k - 1 ? from : Math.max(0, k - 8)
    // The x_i of (x_i, y_i)^\top are numbers, and those of \phi(x_i)^\top what that is called with.
    if (from < k - 1 && (isTuple(tokens, from, k - 1) || (from > 0 && isFunction(baseBefore(tokens, from) ?? '')))) continue
    for (let j = start; j < k; j++) {
      const inner = tokens[j]?.text === '_' ? group(tokens, j + 1) : []
      const name = runningAt(j)
      const closes = j + (tokens[j + 1]?.text === '{' ? inner.length + 3 : 2)
      if (name === undefined || (from === k - 1 && closes !== k) || (from < k - 1 && isScale(tokens, j, k - 1))) continue
      families.add(name)
      // u_i v_i^\top: what stands before a row that nothing stands behind is a column.
      const column = from === k - 1 ? columnBefore(tokens, j, k) : undefined
      if (column !== undefined && runs(group(tokens, column + 1))) families.add(baseBefore(tokens, column) as string)
      // u_i^\top v_j: what stands behind it is a vector too.
      const partner = tokens.findIndex(({ text }, at) => at > k && /^[_+=,-]$/.test(text))
      const other = partner < k + 10 ? runningAt(partner) : undefined
      if (from === k - 1 && other !== undefined && !isScale(tokens, partner, tokens.length)) families.add(other)
    }
  }
  // \|y_i - W x_i\|: only vectors have a length. The g_i of g_i x_i, and of x_i / g_i, are numbers.
  let bar = -1
  tokens.forEach(({ text }, k) => {
    if (!NORM_BARS.has(text)) return
    if (bar < 0) {
      bar = k
      return
    }
    // \|A_i - B\|_F is of matrices.
    for (let j = isOfMatrix(tokens, k) ? k : bar; j < k; j++) {
      const name = runningAt(j)
      if (name !== undefined && !isScale(tokens, j, k)) families.add(name)
    }
    bar = -1
  })
  // w \cdot x_i of a vector w, as its length or its transpose says: the x_i are vectors too.
  const isVector = (k: number): boolean =>
    isLetter(tokens[k]) && tokens[k + 1]?.text !== '_' && (transposed.has(nameOf(tokens[k] as Token)) || isNormed(tokens, nameOf(tokens[k] as Token)))
  tokens.forEach((token, k) => {
    if (token.text !== '_' || !runs(group(tokens, k + 1))) return
    const end = k + 1 + group(tokens, k + 1).length + (tokens[k + 1]?.text === '{' ? 2 : 0)
    const isFactor = (tokens[k - 2]?.text === '\\cdot' && isVector(k - 3)) || (tokens[end]?.text === '\\cdot' && isVector(end + 1))
    const name = isFactor ? baseBefore(tokens, k) : undefined
    if (name !== undefined) families.add(name)
  })
  // Once i is known to run free, b_i beside W_{ij} has it too.
  for (const { name, inner } of subscripts) {
    if (!indexed.has(name) && inner.every((token) => isLetter(token) && (freeIndices.has(nameOf(token)) || running.has(nameOf(token)))))
      indexed.set(name, inner.length)
  }
  return { indexed, freeIndices, matrices, cross, families, primesTurn, labels, transposed, wholeBold, apart: apartIn(tokens) }
}

/** Where the subscript stands of the small letter right before the name with a subscript at `at`, which is turned at `turn`, where nothing stands behind. */
function columnBefore(tokens: readonly Token[], at: number, turn: number): number | undefined {
  const end = turn + 1 + group(tokens, turn + 1).length + (tokens[turn + 1]?.text === '{' ? 2 : 0)
  if (tokens[turn]?.text !== '^' || startsName(tokens[end])) return undefined
  const start = tokens[at - 1]?.text === '}' ? openerOf(tokens, at - 1) - 1 : at - 1
  const mark = tokens[start - 1]?.text === '}' ? openerOf(tokens, start - 1) - 1 : start - 2
  return tokens[mark]?.text === '_' && /^\\?[a-z]/.test(baseBefore(tokens, mark) ?? '') ? mark : undefined
}

/** Is there a comma between the brackets at these places, and in none inside of them? */
function isTuple(tokens: readonly Token[], open: number, close: number): boolean {
  let depth = 0
  return tokens.slice(open, close).some(({ text }) => {
    if (opensGroup(text)) depth++
    else if (closesGroup(text)) depth--
    return depth === 1 && text === ','
  })
}

/** \|w\| */
const isInNorm = (tokens: readonly Token[], k: number): boolean =>
  NORM_BARS.has(tokens[k - 1]?.text ?? '') && NORM_BARS.has(tokens[k + 1]?.text ?? '')

/** \|w\| stands somewhere. */
const isNormed = (tokens: readonly Token[], name: string): boolean =>
  tokens.some((token, k) => isLetter(token) && nameOf(token) === name && isInNorm(tokens, k))

/** The c of (t - t_j + c)^p beside m_c: a letter that stands for a number is what that is called after, unless it is one that counts. */
function isQuantity(tokens: readonly Token[], name: string, isNumber: (name: string) => boolean): boolean {
  if (/^(?:[i-n]|[rst])$/.test(name)) return false
  if (isNumber(name)) return true
  // Subscripts, and all that stands at a sum.
  const below = new Set<number>()
  const pass = (at: number): number => {
    const inner = group(tokens, at)
    const end = at + inner.length + (tokens[at]?.text === '{' ? 2 : 0)
    for (let k = at; k < end; k++) below.add(k)
    return end
  }
  tokens.forEach(({ text }, k) => {
    if (text === '_') pass(k + 1)
    if (/^\\(?:sum|prod|max|min)$/.test(text)) for (let at = k + 1; /^[_^]$/.test(tokens[at]?.text ?? ''); ) at = pass(at + 1)
  })
  return tokens.some((token, k) => isLetter(token) && nameOf(token) === name && !below.has(k) && tokens[k + 1]?.text !== '_')
}

/** The name that a subscript at this place belongs to: a letter, or a letter under an accent or in a font. */
function baseBefore(tokens: readonly Token[], at: number): string | undefined {
  const before = tokens[at - 1] as Token
  if (isLetter(before)) {
    const accent = tokens[at - 2]
    const suffix = accent?.kind === 'command' ? accents.get(accent.text) : undefined
    return suffix === undefined ? nameOf(before) : `${nameOf(before)}_${suffix}`
  }
  if (before.text !== '}' || !isLetter(tokens[at - 2]) || tokens[at - 3]?.text !== '{') return undefined
  const [font, letter] = [tokens[at - 4], tokens[at - 2] as Token]
  const suffix = font?.kind === 'command' ? accents.get(font.text) : undefined
  return suffix === undefined ? nameOf(letter) : `${nameOf(letter)}_${suffix}`
}
