/** Left sides: which name, function or derivative the tokens before an equality sign define. */
import { CHARACTERISTIC } from '../../characteristic.ts'
import { ReadError } from '../../term.ts'
import { componentsBy, derivativeFraction, readVariable } from '../grammar/differentials.ts'
import { Parser } from '../grammar/parser.ts'
import { readLabel } from '../names/labels.ts'
import { squareOf, suffixOf } from '../names/names.ts'
import { wordFonts } from '../tokens/symbols.ts'
import { nameOfSize, openerOf, type Token } from '../tokens/tokens.ts'
import { operated } from './operated.ts'
import { silence } from './silence.ts'

/** What a left side defines. */
export interface Head {
  readonly name: string
  readonly parameters?: readonly string[]
  /** Parameters whose squares it is called with: N(x \mid \mu, \sigma^2) = ... */
  readonly squares?: readonly string[]
  /**
   * It is the square of this name that is given, a function of it (\ln k = ...), or the size of something, which is named as it is
   * written: |H(\omega)|; or a name of capitals that might be a product, PV = ....
   */
  readonly given?: 'square' | 'function' | 'size' | 'capitals'
  /** The operation that leads from what is given to the name. */
  readonly inverse?: string
  /** The indices of the component that is given: h(z)_k = ..., g(S)_{ij} = ... */
  readonly components?: readonly string[]
  /** It only nearly is what stands behind: y \approx X w is no definition of y. */
  readonly rough?: true
  /** What x' is as a name of its own, where no x is defined; and how such a name is written. */
  readonly primed?: string
  readonly written?: string
  /** The derivative of which function, by what, how often. */
  readonly derivative?: { readonly of: string; readonly by?: readonly string[]; readonly order: number }
}

/** Names with commas between, perhaps in parentheses. */
export function namesOf(tokens: readonly Token[]): string[] | undefined {
  return attempt(tokens, (g) => {
    const opened = g.take('(')
    const names: string[] = []
    do {
      const name = readVariable(g)
      if (name === undefined) return undefined
      names.push(name)
    } while (g.take(','))
    if (opened && !g.take(')')) return undefined
    return g.peek() === undefined ? names : undefined
  })
}

function attempt<T>(tokens: readonly Token[], read: (g: Parser) => T | undefined): T | undefined {
  if (tokens.length > 120) return undefined
  try {
    return read(new Parser(tokens, silence, { start: 0, end: 0 }))
  } catch (error) {
    if (error instanceof ReadError) return undefined
    throw error
  }
}

/** What a left side defines; undefined where it is no name, call or derivative of one. */
export function headOf(given: readonly Token[]): Head | undefined {
  if (given.length === 0) return undefined
  const tokens = operated(spelledOut(given))
  const plain = plainHead(tokens)
  if (plain !== undefined) return plain
  // A left side that begins with anything but a name or a derivative is none.
  const first = tokens[0] as Token
  if (first.kind !== 'letter' && first.kind !== 'words' && first.kind !== 'command' && first.text !== '[' && first.text !== '(') return undefined
  const { plainly, squared } = argumentsPlainly(tokens)
  const head = attempt(plainly, (g) => derivativeHead(g) ?? nameHead(g))
  if (head === undefined) return squaredCall(tokens)
  if (squared.length === 0) return head
  const squares = squared.flatMap((k) => head.parameters?.[k] ?? [])
  return squares.length === squared.length ? { ...head, squares } : undefined
}

/** R^2(y, \hat{y}) = ..., d(x, y)^2 = ... define functions of such names. */
function squaredCall(tokens: readonly Token[]): Head | undefined {
  const at = tokens.findIndex(({ text }) => text === '^')
  const [two, used] = tokens[at + 1]?.text === '{' && tokens[at + 3]?.text === '}' ? [tokens[at + 2], 4] : [tokens[at + 1], 2]
  const isCall = tokens[at + used]?.text === '(' || (tokens[at - 1]?.text === ')' && at + used === tokens.length)
  if (at < 1 || two?.text !== '2' || !isCall) return undefined
  const head = headOf([...tokens.slice(0, at), ...tokens.slice(at + used)])
  return head?.parameters === undefined || head.derivative !== undefined ? undefined : { ...head, name: squareOf(head.name) }
}

/** The arguments of a call with commas between, and which of them (by number) are the square of a name: (x \mid \mu, \sigma^2), (x; \theta). */
function argumentsPlainly(tokens: readonly Token[]): { plainly: readonly Token[]; squared: readonly number[] } {
  const open = tokens.findIndex(({ text }) => text === '(')
  const plainly: Token[] = []
  const squared: number[] = []
  let count = 0
  for (let k = 0; k < tokens.length; k++) {
    const token = tokens[k] as Token
    const inside = open > 0 && k > open && tokens.at(-1)?.text === ')'
    if (inside && ['\\mid', '\\vert', ';', '|', ','].includes(token.text)) {
      count++
      plainly.push(token.text === ',' ? token : { ...token, kind: 'symbol', text: ',' })
    } else if (inside && token.text === '^') {
      const braced = tokens[k + 1]?.text === '{'
      if (tokens[braced ? k + 2 : k + 1]?.text !== '2' || (braced && tokens[k + 3]?.text !== '}')) return { plainly: tokens, squared: [] }
      squared.push(count)
      k += braced ? 3 : 1
    } else plainly.push(token)
  }
  return { plainly, squared }
}

/** \sigma^2, \sigma_B^{2}, r^2, S_N^{-1}: whose square or inverse a left side is. */
export function squaredHead(tokens: readonly Token[]): Head | undefined {
  const at = tokens.findIndex(({ text }) => text === '^')
  if (at < 1) return undefined
  const isInverse = /^\^\{-1\}$/.test(
    tokens
      .slice(at, at + 5)
      .map(({ text }) => text)
      .join(''),
  )
  if (isInverse) {
    const whole = headOf([...tokens.slice(0, at), ...tokens.slice(at + 5)])
    return whole === undefined || whole.parameters !== undefined || whole.derivative !== undefined
      ? undefined
      : { ...whole, given: 'square', inverse: 'inverse' }
  }
  const [two, used] = tokens[at + 1]?.text === '{' && tokens[at + 3]?.text === '}' ? [tokens[at + 2], 4] : [tokens[at + 1], 2]
  const head = two?.kind === 'number' && two.text === '2' ? headOf([...tokens.slice(0, at), ...tokens.slice(at + used)]) : undefined
  return head === undefined || head.parameters !== undefined || head.derivative !== undefined
    ? undefined
    : { ...head, given: 'square', inverse: 'sqrt' }
}

const INVERSES: ReadonlyMap<string, string> = new Map([
  ['\\ln', 'exp'],
  ['\\log', 'exp'],
  ['\\lg', 'exp10'],
  ['lg', 'exp10'],
  ['\\exp', 'ln'],
  ['\\sqrt', 'square'],
  ['log_10', 'exp10'],
  ['log_2', 'exp2'],
  ['logit', 'sigmoid'],
  ...['sin', 'cos', 'tan', 'sinh', 'cosh', 'tanh'].map((name): [string, string] => [`\\${name}`, `a${name}`]),
])

/** \ln k, \log_{10} K, \cos\theta_t, \operatorname{logit}(p), 1/f: a function of which name a left side is. */
export function functionHead(tokens: readonly Token[]): Head | undefined {
  const called = calledOn(tokens)
  if (called === undefined || called.argument.length === 0) return undefined
  const { inverse, argument } = called
  const head = headOf(/^[({]/.test(argument[0]?.text ?? '') && openerOf(argument, argument.length - 1) === 0 ? argument.slice(1, -1) : argument)
  return head === undefined || head.derivative !== undefined ? undefined : { ...head, given: 'function', inverse }
}

/** The function a left side begins with, by the operation that undoes it, and what it is applied to. */
function calledOn(tokens: readonly Token[]): { inverse: string; argument: readonly Token[] } | undefined {
  const from = (inverse: string | undefined, used: number) => (inverse === undefined ? undefined : { inverse, argument: tokens.slice(used) })
  const [first = '', second = '', third = '', fourth = ''] = tokens.slice(0, 4).map(({ text }) => text)
  if (first === '1' && second === '/') return third === '\\sqrt' ? from('reciprocal of root', 3) : from('reciprocal', 2)
  if (/^\\[dt]?frac$/.test(first) && second === '{' && third === '1' && fourth === '}') {
    // \frac{1}{\sqrt{f}}
    const isRoot = tokens[4]?.text === '{' && tokens[5]?.text === '\\sqrt' && tokens.at(-1)?.text === '}'
    return isRoot ? { inverse: 'reciprocal of root', argument: tokens.slice(6, -1) } : from('reciprocal', 4)
  }
  if (wordFonts.has(first) && second === '{') {
    const close = tokens.findIndex(({ text }) => text === '}')
    const word = tokens.slice(2, close).reduce((all, { text }) => all + text, '')
    return from(INVERSES.get(word), close + 1)
  }
  if (first === '\\log' && second === '_') return third === '{' ? from(INVERSES.get(`log_${fourth}`), 5) : from(INVERSES.get(`log_${third}`), 3)
  return tokens[0]?.kind === 'command' ? from(INVERSES.get(first), 1) : undefined
}

/** TI = ..., ET_0 = ...: two capitals with nothing else on the left, which are one name where the right side is more than a product. */
export function capitalsHead(tokens: readonly Token[], right: readonly Token[]): Head | undefined {
  const capitals = tokens.slice(0, 2)
  // Re = \rho v D/\mu
  const number = tokens.length === 2 && capitals.every(({ kind }) => kind === 'letter') ? capitals.map(({ text }) => text).join('') : ''
  if (CHARACTERISTIC.test(number)) return { name: number, given: 'capitals' }
  const below = tokens.slice(2).map(({ text }) => text)
  if (capitals.length !== 2 || !capitals.every(({ kind, text }) => kind === 'letter' && /^[A-Z]$/.test(text))) return undefined
  const subscript = below.length === 0 ? '' : /^_(?:\{(\w+)\}|(\w))$/.exec(below.join(''))
  if (subscript === null) return undefined
  const letters = capitals.map(({ text }) => text)
  if (subscript !== '') {
    // The last letter without its subscript is another name.
    const [first, last] = letters as [string, string]
    const isThere = right.some(({ text }, k) => text === first || (text === last && right[k + 1]?.text === '_'))
    return isThere ? undefined : { name: `${letters.join('')}_${subscript[1] ?? subscript[2]}`, given: 'capitals' }
  }
  const isProduct = right.every(({ kind }) => kind === 'letter' || kind === 'number')
  // TC = FC + VC Q
  const isPaired = (k: number): boolean => [right[k - 1], right[k + 1]].some((other) => other?.kind === 'letter' && /^[A-Z]$/.test(other.text))
  return isProduct || right.some(({ text }, k) => letters.includes(text) && !isPaired(k)) ? undefined : { name: letters.join(''), given: 'capitals' }
}

/** |H(j\omega)|: whose size a left side is. */
export function sizeHead(tokens: readonly Token[]): Head | undefined {
  const inner = tokens.slice(1, -1)
  const bars = tokens[0]?.text === '|' && tokens.at(-1)?.text === '|' && !inner.some(({ text }) => text === '|')
  return bars && inner.length > 1 ? { name: nameOfSize(inner), given: 'size' } : undefined
}

/** MSE = ..., FL(p) = ...: capitals side by side that are no product, since nothing else is on the left. */
function spelledOut(tokens: readonly Token[]): readonly Token[] {
  let count = 0
  while (tokens[count]?.kind === 'letter' && /^[A-Z]$/.test((tokens[count] as Token).text)) count++
  const [first, last] = [tokens[0], tokens[count - 1]]
  const called = tokens[count]?.text === '(' && tokens.at(-1)?.text === ')'
  if (first === undefined || last === undefined || count > 6 || !(called ? count > 1 : count > 2 && count === tokens.length)) return tokens
  const text = tokens
    .slice(0, count)
    .map((token) => token.text)
    .join('')
  return [{ ...first, text, end: last.end }, ...tokens.slice(count)]
}

/** The left sides that most formulas have, y and f(x, y) with plain letters, without a parser. */
function plainHead(tokens: readonly Token[]): Head | undefined {
  const [name, open] = tokens
  if (name?.kind !== 'letter') return undefined
  if (open === undefined) return { name: name.text }
  if (open.text !== '(' || tokens.at(-1)?.text !== ')') return undefined
  const parameters: string[] = []
  for (let k = 2; k < tokens.length; k += 2) {
    const parameter = tokens[k] as Token
    const mark = tokens[k + 1]?.text
    if (
      parameter.kind !== 'letter' ||
      parameters.includes(parameter.text) ||
      (mark !== ',' && mark !== ')') ||
      (mark === ')') !== (k + 2 === tokens.length)
    )
      return undefined
    parameters.push(parameter.text)
  }
  return parameters.length === 0 ? undefined : { name: name.text, parameters }
}

/** f(x, y), y, f'(x), \sigma(z)_i. */
function nameHead(g: Parser): Head | undefined {
  const called = readCallee(g)
  if (called === undefined || g.peek() !== undefined) return undefined
  const { name, parameters, primes, components } = called
  if (primes === 0) return { name, parameters, ...(components !== undefined && { components }) }
  const derivative = { of: name, order: primes }
  const written = name + "'".repeat(primes)
  if (parameters !== undefined) return { name: written, parameters, derivative }
  g.at = 0
  return { name: written, derivative, primed: readVariable(g, true) }
}

/** (K_y)_{ij}, [P^\pi]_{s,s'}, (\mathbf{x})_i, [K(\theta)]_{ij}: an entry of what has a name, with the label above it, in brackets. */
function readEntry(g: Parser): { readonly name: string; readonly parameters?: readonly string[] } | undefined {
  const start = g.at
  const close = g.take('[') ? ']' : g.take('(') ? ')' : undefined
  const name = close === undefined ? undefined : readVariable(g, true)
  const parameters = name !== undefined && g.take('(') ? readParameters(g) : undefined
  const suffix = name !== undefined && g.take(close as string) && g.take('_') ? suffixOf(g, g.argument('a subscript')) : undefined
  if (suffix !== undefined) return { name: `${name}_${suffix}`, ...(parameters !== undefined && { parameters }) }
  g.at = start
  return undefined
}

/** Names up to the closing parenthesis, each once. */
function readParameters(g: Parser): readonly string[] | undefined {
  const parameters: string[] = []
  do {
    let parameter = readVariable(g)
    while (parameter !== undefined && (g.take("'") || g.take('\\prime'))) parameter += '_prime'
    if (parameter === undefined || parameters.includes(parameter)) return undefined
    parameters.push(parameter)
  } while (g.take(',') || g.take(';') || g.take('|') || g.take('\\|') || g.take('\\mid'))
  return g.take(')') ? parameters : undefined
}

function readCallee(g: Parser): { name: string; parameters?: readonly string[]; primes: number; components?: readonly string[] } | undefined {
  const entry = readEntry(g)
  // [A], a concentration
  const bracketed = entry === undefined && g.take('[')
  if (entry?.parameters !== undefined) return { ...entry, primes: 0 }
  let name = entry?.name ?? readVariable(g)
  if (name === undefined || (bracketed && !g.take(']'))) return undefined
  let primes = 0
  for (;;) {
    if (g.take("'") || g.take('\\prime')) primes++
    else if (g.is('^') && (g.is('\\prime', 1) || (g.is('{', 1) && g.is('\\prime', 2)))) {
      g.at++
      const span = g.argument('primes')
      primes += span.to - span.from
    } else if (g.is('^') && g.is('{', 1) && g.is('*', 2)) return undefined
    else break
  }
  // Z^A = ...: what is raised on the left is a label; an exponent would be a small letter from the middle of the alphabet.
  const end = g.at
  const label = primes === 0 && g.is('^') ? readLabel(g) : undefined
  if (label !== undefined && !/^[i-qtx-zT]$|^(?:alpha|beta|gamma|theta)$/.test(label) && (g.peek() === undefined || g.is('(') || g.is('_'))) {
    g.at = 0
    name = readVariable(g, true) as string
  } else g.at = end
  if (!g.take('(')) return { name, primes }
  const parameters = readParameters(g)
  if (parameters === undefined) return undefined
  const component = g.take('_') ? suffixOf(g, g.argument('a component')) : undefined
  return { name, parameters, primes, ...(/^([a-z])(?!\1)[a-z]?$/.test(component ?? '') && { components: [...(component as string)] }) }
}

/** Df(x, y), by all that a function f takes; D f(x) may be a product. */
function totalHead(g: Parser): Head | undefined {
  const start = g.at
  const [mark, name] = [g.peek(), g.peek(1)]
  const isMarked = mark?.text === 'D' && name?.kind === 'letter' && name.start === mark.end
  if (isMarked) g.at++
  const called = isMarked ? readCallee(g) : undefined
  if (called?.parameters !== undefined && called.primes === 0 && g.peek() === undefined)
    return { name: `D${called.name}`, parameters: called.parameters, derivative: { of: called.name, order: 1 } }
  g.at = start
  return undefined
}

/** df/dx, d/dx f(x), \nabla f(x, y), \nabla_w L. */
function derivativeHead(g: Parser): Head | undefined {
  const total = totalHead(g)
  if (total !== undefined) return total
  const start = g.at
  const fraction = derivativeFraction(g)
  if (fraction !== undefined) {
    let called: { name: string; parameters?: readonly string[]; primes: number } | undefined
    if (fraction.of !== undefined) {
      called = g.within(fraction.of, () => readCallee(g), fraction.to)
      if (called !== undefined && g.peek() !== undefined && g.take('(')) {
        const parameters: string[] = []
        do {
          const parameter = readVariable(g)
          if (parameter !== undefined) parameters.push(parameter)
        } while (g.take(','))
        if (!g.take(')')) return undefined
        called = { ...called, parameters }
      }
    } else {
      g.at = fraction.to
      called = readCallee(g)
    }
    if (called === undefined || called.primes > 0 || g.peek() !== undefined) {
      g.at = start
      return undefined
    }
    const { by } = fraction
    const single = !fraction.partial && by.every((name) => name === by[0])
    const name = single ? called.name + "'".repeat(by.length) : `d${called.name}/${by.map((variable) => `d${variable}`).join('')}`
    const components = by.length === 1 ? componentsBy(called.name, by[0] as string) : undefined
    const derivative = { of: called.name, by, order: by.length }
    return { name, parameters: called.parameters ?? (single ? [by[0] as string] : undefined), derivative, ...(components && { components }) }
  }
  if (!g.take('\\nabla') && !g.take('\\grad')) return undefined
  let by: string[] | undefined
  let order = 1
  for (;;) {
    if (g.take('_')) {
      const span = g.argument('a variable')
      by = g.within(span, () => {
        const name = readVariable(g)
        return name === undefined ? undefined : [name]
      })
      if (by === undefined) return undefined
    } else if (g.is('^') && g.is('2', 1)) {
      g.at += 2
      order = 2
    } else break
  }
  const number = g.peek()
  if (number?.kind === 'number') return undefined
  const called = readCallee(g)
  if (called === undefined || called.primes > 0 || g.peek() !== undefined) {
    g.at = start
    return undefined
  }
  const name = by === undefined ? `∇${order === 2 ? '²' : ''}${called.name}` : `d${called.name}/d${by[0] as string}`
  return { name, parameters: called.parameters, derivative: { of: called.name, ...(by === undefined ? {} : { by }), order } }
}
