/** A name in a formula: variable, constant, component of a vector, or a call, as its scripts and the text around it say. */
import { applyTerm, type NameTerm, type Term } from '../../term.ts'
import { raisedLabel } from '../names/labels.ts'
import { readLetters } from '../names/letters.ts'
import { readBase, suffixOf, transposeSign } from '../names/names.ts'
import { latexOf, type Token } from '../tokens/tokens.ts'
import { constantOfCommand, functionOfWord, isQuantity } from '../tokens/words.ts'
import { readBareWord } from './bareWords.ts'
import { readAtSubscript, readCall } from './calls.ts'
import { hintOf, isFree, readComponent, standsBehindRow } from './components.ts'
import { primedName } from './differentials.ts'
import { readFunction, readStacked } from './functions.ts'
import type { Base, Grammar, Span } from './grammar.ts'
import { type Greek, greekFunction } from './greek.ts'
import { habitualFunction, isAddedTo, isAlongAxis, isFactor } from './habits.ts'
import { primed } from './primes.ts'
import { primedValue, readRate, readSubscripted } from './rates.ts'
import { raise, readIndices, readScripts, readSuperscript } from './scripts.ts'
import { readPart, readRow } from './slices.ts'

/** A name with all that is written around it. */
interface Written {
  readonly base: Base
  readonly name: string
  readonly from: number
  readonly sub?: Span
  readonly sup?: Span
  readonly primes: number
  readonly hint?: NameTerm['hint']
}

/** The name at the next token, with its scripts and, where it is a function, its arguments; undefined where no name begins. */
export function readSymbol(g: Grammar): Term | undefined {
  const from = g.at
  const bare = readBareWord(g)
  if (bare !== undefined) return bare
  let base = readLetters(g) ?? readBase(g)
  if (base === undefined) return undefined
  if (base.word && /^[vV]ec$/.test(base.name) && isKnownWord(g, base) && g.startsFactor()) return readStacked(g, from)
  if (base.word && isKnownWord(g, base)) {
    const operation = functionOfWord(base.name)
    const isApplied = g.startsFactor() || /^[-+_^]$/.test(g.peek()?.text ?? '')
    // \mathrm{k0}, an exchange rate: nothing stands behind it that it could be the function of.
    // \mathrm{I0} + ... adds to something called so.
    const isNumbered = /\d$/.test(base.name) && (!isApplied || /^[-+]$/.test(g.peek()?.text ?? ''))
    // \mathrm{var} + \epsilon adds to what is called so; \sin -x is the sine of -x.
    const hasArgument = g.startsFactor() || /^[_^]$/.test(g.peek()?.text ?? '')
    if (operation !== undefined && !isNumbered && !isQuantity(operation, g.peek(), hasArgument))
      return readScripts(g, readFunction(g, operation, `\\operatorname{${base.name}}`, from), from)
  }
  const rate = readRate(g, base, from)
  if (rate !== undefined) return readScripts(g, rate, from)
  const subscripted = readSubscripted(g, base, from)
  if (subscripted !== undefined) return readScripts(g, subscripted, from)
  const scripts = readNameScripts(g)
  let name = base.name
  let { sup, primes } = scripts
  const label = sup === undefined ? undefined : raisedLabel(g, base, scripts.sub, sup)
  if (label !== undefined) {
    name += `_${label}`
    base = { ...base, name, latex: `${base.latex}^{${latexOf(g.tokens.slice(sup?.from, sup?.to))}}`, dressed: true }
    scripts.nameEnd = g.at
    sup = undefined
  }
  const texts = textsOf(g, sup)
  if (sup !== undefined && texts.every((text) => text === '\\prime' || text === "'")) {
    primes += texts.length
    sup = undefined
  } else if (sup !== undefined && isBracketed(g, sup)) {
    const layered = readLayer(g, base, scripts.sub, sup, from)
    if (layered !== undefined) return layered
    const primesOf = /^\((\d)\)$/.exec(texts.join(''))
    // y^{(4)} of a y that the text gives
    const isAlone = primesOf !== null && scripts.sub === undefined && primes === 0 && !g.isOpening() && isFree(g, `${name}_${primesOf[1]}`)
    const slope = isAlone ? primedValue(g, base.name, Number(primesOf[1]), g.rangeFrom(from)) : undefined
    if (slope !== undefined) return readScripts(g, slope, from)
    if (primesOf !== null && g.isOpening() && isFunctionName(g, base.name)) primes += Number(primesOf[1])
    else name += `_${suffixOf(g, sup) ?? 'sup'}`
    // \ell_i^{(a)} of what the text says for each i
    if (g.surroundings.namesBelow(name).length > 0)
      base = { ...base, name, latex: `${base.latex}^{${latexOf(g.tokens.slice(sup.from, sup.to))}}`, dressed: true }
    sup = undefined
  } else if (
    sup !== undefined &&
    /^\d?[+-]$/.test(texts.join('')) &&
    (texts[0] !== '+' || g.tokens[from - 1]?.text === '[' || isSample(g, base, scripts.sub) || isSignedName(g, base.name))
  ) {
    // Cl^-, Ca^{2+}, x^-, z_i^+
    name += `_${suffixOf(g, sup) ?? 'sup'}`
    sup = undefined
  } else if (texts.length === 1 && texts[0] === '\\circ' && /^[A-Z]/.test(base.name)) {
    // E^\circ, \Delta G^\circ: in the standard state.
    name += '_circ'
    sup = undefined
  } else if (sup !== undefined && texts.length === 1 && (texts[0] === '*' || texts[0] === '\\ast' || texts[0] === '\\star')) {
    name += '_star'
    sup = undefined
  }
  if (scripts.sub !== undefined) {
    const declared = g.surroundings.declarationOf(`${base.name}_${suffixOf(g, scripts.sub) ?? ''}`) !== undefined
    const part = declared ? undefined : readPartOf(g, g.named(name, g.rangeFrom(from), hintOf(base)), scripts.sub, from)
    const prime = primes === 1 && g.primesTurn()
    const turned = prime || transposeSign(sup === undefined ? [] : g.tokens.slice(sup.from, sup.to)) === 'sign'
    // x_i' is a component of x'.
    const own =
      prime || primes === 0 ? base : { ...base, name: primedName(base.name, base.name.length, primes), latex: `${base.latex}'`, dressed: true }
    const component = part ?? readComponent(g, own, primedName(name, base.name.length, prime ? 0 : primes), scripts.sub, from, turned)
    if (component !== undefined) {
      const end = g.at
      const whole = prime ? applyTerm('transpose', [component], g.rangeFrom(from)) : component
      const term = sup === undefined ? whole : raise(g, whole, sup, from)
      g.at = end
      return readScripts(g, term, from, sup !== undefined)
    }
    const suffix = suffixOf(g, scripts.sub) ?? (base.name === 'I' && isSize(g, scripts.sub) ? 'size' : undefined)
    if (suffix === undefined) g.fail(`the subscript of ${base.name} cannot be read`, 'use letters, digits or words', g.rangeOf(scripts.sub))
    // The x_{i+1} of a function of x is no constant.
    if (/^[ijkl]_(?:plus|minus)_\d$/.test(suffix) && g.isBound(base.name))
      g.fail(`no index runs over this part of ${base.name}`, 'write the sum over it, or the components one by one', g.rangeFrom(from))
    name += `_${suffix}`
  }
  const dressed = base.dressed || name.endsWith('_star') || scripts.dressed
  const hint =
    dressed || base.rank !== undefined
      ? { latex: latexOf(g.tokens.slice(from, scripts.nameEnd)), ...(base.rank === undefined ? {} : { rank: base.rank }) }
      : undefined
  return finish(g, { base, name, from, sub: scripts.sub, sup, primes, hint })
}

const readPartOf = (g: Grammar, whole: Term, sub: Span, from: number): Term | undefined =>
  readRow(g, whole, sub, from) ?? readPart(g, whole, sub, from)

const textsOf = (g: Grammar, span: Span | undefined): string[] =>
  span === undefined ? [] : g.tokens.slice(span.from, span.to).map((token) => token.text)

/** (\theta^{(j)})^\top: alone in parentheses that are turned. */
function isTurnedOutside(g: Grammar): boolean {
  if (!g.is(')') || !g.is('^', 1)) return false
  const braced = g.is('{', 2)
  const raised = g.tokens.slice(g.at + (braced ? 3 : 2), braced ? g.closing(g.at + 2) : g.at + 3)
  return transposeSign(raised) !== undefined
}

/** P^+ of a text that says what P^+ or P_k^+ is: no pseudoinverse. */
const isSignedName = (g: Grammar, name: string): boolean =>
  g.surroundings.namesBelow(name).includes(`${name}_plus`) || g.surroundings.namesBelow(`${name}_plus`).length > 0

/** z_i of samples */
const isSample = (g: Grammar, { name }: Base, sub: Span | undefined): boolean =>
  sub !== undefined && /^[a-z]+$/.test(name) && g.tokens.slice(sub.from, sub.to).some(({ kind, text }) => kind === 'letter' && g.isIndex(text))

/** A word that an operation has is that operation, unless the text uses it for something else. */
const isKnownWord = (g: Grammar, base: Base): boolean =>
  base.name.length > 1 &&
  !g.isBound(base.name) &&
  g.surroundings.functionNamed(base.name) === undefined &&
  g.surroundings.valueOf(base.name) === undefined &&
  g.surroundings.declarationOf(base.name) === undefined

function readNameScripts(g: Grammar): { sub?: Span; sup?: Span; primes: number; nameEnd: number; dressed: boolean } {
  let sub: Span | undefined
  let sup: Span | undefined
  let primes = 0
  let nameEnd = g.at
  let dressed = false
  for (;;) {
    if (g.is('_') && sub === undefined) {
      g.at++
      sub = g.argument('a subscript')
      nameEnd = g.at
      dressed ||= g.tokens
        .slice(sub.from, sub.to)
        .some((token) => token.kind === 'words' || (token.kind === 'command' && token.text.startsWith('\\math')))
    } else if (g.is('^') && sup === undefined) {
      g.at++
      sup = readSuperscript(g)
      const first = g.tokens[sup.from] as Token | undefined
      if (isBracketed(g, sup) || (sup.to - sup.from === 1 && /^(?:\*|\\ast|\\star)$/.test(first?.text ?? ''))) {
        nameEnd = g.at
        dressed = true
      }
    } else if (g.take("'") || g.take('\\prime')) primes++
    else return { sub, sup, primes, nameEnd, dressed }
  }
}

/** (i), [1]: one pair of brackets around the whole; e^{(a + b)(c + d)} is a product. */
function isBracketed(g: Grammar, { from, to }: Span): boolean {
  if (g.tokens[from]?.text !== '(' && g.tokens[from]?.text !== '[') return false
  let depth = 0
  for (let k = from; k < to; k++) {
    const text = g.tokens[k]?.text
    if (text === '(' || text === '[') depth++
    else if ((text === ')' || text === ']') && --depth === 0) return k === to - 1
  }
  return false
}

/** x^{(i)} under a sum over i: the sample number i. */
function readLayer(g: Grammar, base: Base, sub: Span | undefined, sup: Span, from: number): Term | undefined {
  const inner = { from: sup.from + 1, to: sup.to - 1 }
  const tokens = g.tokens.slice(inner.from, inner.to)
  if (!tokens.some((token) => token.kind === 'letter' && g.isIndex(token.text))) return undefined
  const after = g.at
  // z^{(s)} = ... says what each is.
  const defined = sub === undefined && tokens.every(({ text }) => g.isIndex(text)) && !g.isBound(base.name)
  const own = defined ? g.surroundings.valueAt(base.name, textsOf(g, inner), g.running()) : undefined
  if (own !== undefined) return readScripts(g, own, from)
  const indices = readIndices(g, inner)
  if (sub !== undefined) indices.push(...readIndices(g, sub))
  // Its component z^{(s)}_k
  const names = indices.flatMap((index) => (index.kind === 'name' ? [index.name] : []))
  const part =
    sub !== undefined && names.length === indices.length && !g.isBound(base.name) ? g.surroundings.valueAt(base.name, names, g.running()) : undefined
  if (part !== undefined) {
    g.at = after
    return readScripts(g, part, from)
  }
  g.at = after
  const range = g.rangeFrom(from)
  // A bold letter is a vector for each number: the rows of a matrix.
  const rows =
    (base.rank === 1 || standsBehindRow(g, from) || isTurnedOutside(g)) &&
    sub === undefined &&
    g.surroundings.declarationOf(base.name)?.shape === undefined
  const raised = (g.tokens[sup.from] as Token).text
  const whole = g.named(base.name, range, { ...(rows ? { ...hintOf(base), rank: 2 } : hintOf(base)), raised })
  return readScripts(g, applyTerm('component', [whole, ...indices], range), from)
}

/** \\mathrm{loss}(x): a whole word before a parenthesis is called, unless the text declares it as a quantity. */
const isWordCalled = (g: Grammar, { name, word }: Base): boolean => word && name.length > 1 && isFree(g, name) && !g.surroundings.isSymbol(name)

/** Is this a name that the text, or habit, makes a function? */
export function isFunctionName(g: Grammar, name: string): boolean {
  if (g.isBound(name)) return false
  if (g.surroundings.functionNamed(name) !== undefined) return true
  // Beside g_{Na} m^3, which is no call, g_L is none.
  const [letter] = name
  const alike = (k: number): boolean => {
    if (g.tokens[k]?.text !== letter || g.tokens[k + 1]?.text !== '_') return false
    const end = g.tokens[k + 2]?.text === '{' ? g.closing(k + 2) + 1 : k + 3
    return !/^(?:[(^']|\\left)$/.test(g.tokens[end]?.text ?? '')
  }
  if (name.includes('_') && g.tokens.some((_, k) => alike(k))) return false
  return (
    /^[fghuvLJ](?:_\w+)?$/.test(name) &&
    !(g.isOpening() && (isFactor(g, name) || isAlongAxis(g, name))) &&
    !g.surroundings.isSymbol(name) &&
    g.surroundings.declarationOf(name) === undefined &&
    g.surroundings.valueOf(name) === undefined
  )
}

/** A bold capital, or one right behind the bar of a norm, is a matrix rather than a habitual function: \mathbf{L}(x - x_0), \|L(x - y)\|. */
const isMatrix = (g: Grammar, base: Base, from: number): boolean =>
  /^[A-Z]$/.test(base.name) &&
  g.surroundings.functionNamed(base.name) === undefined &&
  ((base.rank ?? 0) > 0 || /^(?:\\\||\\[lr]?Vert)$/.test(g.tokens[from - 1]?.text ?? ''))

function finish(g: Grammar, written: Written): Term {
  const { base, name, from, sup, hint } = written
  const range = g.rangeFrom(from)
  const known = isFree(g, name) && !g.surroundings.isSymbol(base.name) && g.surroundings.functionNamed(name) === undefined
  const habit = known && written.primes === 0 ? habitualFunction(g, base, written.sub) : undefined
  const greek = habit === undefined ? greekOf(g, written) : undefined
  const callee = {
    ...{ name, from, sup, primes: written.primes, before: habit?.before },
    habit: (isFunctionName(g, name) && !isMatrix(g, base, from)) || isWordCalled(g, base),
    greek: habit?.op ?? (greek === 'factor' ? undefined : greek?.op),
  }
  const called = greek === 'factor' ? undefined : (readAtSubscript(g, base.name, written.sub, callee) ?? readCall(g, callee))
  if (called !== undefined) return readScripts(g, called, from)
  const after = g.at
  let term: Term
  if (isEuler(g, written)) term = applyTerm('e', [], range)
  else if (isIdentity(g, written)) term = applyTerm('identity', [], range)
  else {
    const constant = !base.dressed && written.sub === undefined ? constantOf(g, written) : undefined
    term = constant ?? g.named(name, range, hint, true)
  }
  if (!base.dressed && base.rank === undefined && written.sub === undefined && g.surroundings.isLength(name))
    term = applyTerm('norm', [term.kind === 'name' ? { ...term, hint: { rank: 1 } } : term], range)
  // r^3 beside a bold r is of its length.
  const length = !base.dressed && base.rank === undefined && term.kind === 'name' && g.isWholeBold(base.name) && /^[a-z]$/.test(base.name)
  if (length && sup !== undefined && written.primes === 0 && /^-?\d+$/.test(textsOf(g, sup).join(''))) {
    g.note(`read ${name} as the length of the vector ${name}`, range)
    term = applyTerm('norm', [{ ...term, hint: { rank: 1 } } as NameTerm], range)
  }
  if (written.primes > 0) term = primed(g, term, written, range)
  if (sup !== undefined) term = raise(g, term, sup, from)
  g.at = after
  return readScripts(g, term, from, sup !== undefined)
}

/** What a Greek letter is before an argument. */
function greekOf(g: Grammar, { base, name, sub, sup, primes, from }: Written): Greek {
  const isPlain = sub === undefined && !base.dressed && base.latex.startsWith('\\') && !g.isBound(name)
  return isPlain && g.surroundings.functionNamed(name, g.is('(')) === undefined
    ? greekFunction(g, base, from, sup !== undefined || primes > 0)
    : undefined
}

function isEuler(g: Grammar, { base, name, sub, sup, primes, from }: Written): boolean {
  if (
    name !== 'e' ||
    sub !== undefined ||
    primes > 0 ||
    base.rank !== undefined ||
    !isFree(g, 'e') ||
    g.surroundings.isBold('e') ||
    g.isTransposed('e')
  )
    return false
  if (base.dressed && !/^\\(?:mathrm|rm|operatorname|mathit|text)\b/.test(base.latex)) return false
  // e \cos\theta and 1 - e^2: an eccentricity; e^2/(4\pi\epsilon_0 r), eB: a charge; e^{-t} beside it is the exponential all the same.
  const isPlain = !base.dressed && (sup === undefined || /^\d$/.test(textsOf(g, sup).join('')))
  if (isPlain && (g.surroundings.says(ECCENTRIC) || g.surroundings.says(CHARGED) || (sup === undefined && /^[A-Z]$/.test(g.peek()?.text ?? ''))))
    return false
  if (isPlain && sup === undefined && isShift(g, from)) return false
  return sup === undefined || transposeSign(g.tokens.slice(sup.from, sup.to)) !== 'sign'
}

/** W x + e: what is added to a matrix times a vector is a vector. */
function isShift(g: Grammar, from: number): boolean {
  const [matrix, vector, plus] = g.tokens.slice(Math.max(0, from - 3), from).map(({ text }) => text)
  const next = g.tokens[from + 1]?.text
  return plus === '+' && /^[A-Z]$/.test(matrix ?? '') && /^[a-z]$/.test(vector ?? '') && (next === undefined || /^[,;.+)\\]/.test(next))
}

const CHARGED = /\\(?:var)?epsilon_\{?0|\\hbar|elementary charge|\belectrons?\b|\bm_\{?e\b/
const ECCENTRIC = /eccentricit|(?<![a-zA-Z\\}])e\s*(?:\\[,;!]\s*)?\\(?:cos|sin)(?![a-z])|(?<![\d.])1\s*-\s*e\s*\^\s*\{?2(?!\d)/i

function constantOf(g: Grammar, { base, name, from }: Written): Term | undefined {
  // 2\pi beside weights \pi_k is the number.
  const isTwice = base.latex === '\\pi' && name === 'pi' && g.tokens[from - 1]?.text === '2' && g.tokens[from + 1]?.text !== '_'
  const isBeside = isTwice && g.tokens.some(({ text }, k) => text === '\\pi' && g.tokens[k + 1]?.text === '_')
  if (!base.latex.startsWith('\\') || (g.isBound(name) && !isBeside) || !(isTwice || isFree(g, name))) return undefined
  // \pi^\top P, \Sigma^{-1} \pi + ...: a vector.
  if (name === 'pi' && (g.isTransposed('pi') || isBehindInverse(g, from))) return g.named(name, g.rangeFrom(from), { rank: 1 })
  // 1 - \pi: a share.
  if (name === 'pi' && g.surroundings.says(/(?<![\d.])1\s*-\s*\\pi\s*(?:[)}\]]|\\right|\\[bB]ig)/)) return undefined
  const constant = constantOfCommand(base.latex)
  return constant === undefined ? undefined : applyTerm(constant.name, [])
}

/** (I_n - \rho W), |I_n + A|: between brackets, with a multiple of a capital. */
function isBesideOne(g: Grammar, from: number): boolean {
  const close = /^[([]$/.test(g.tokens[from - 1]?.text ?? '') ? g.partner(from - 1) : g.tokens.findIndex(({ text }, k) => k > from && text === '|')
  const inner = g.tokens.slice(g.at, Math.max(g.at, close)).map(({ text }) => text)
  return /^(?:[([|]|\\det)$/.test(g.tokens[from - 1]?.text ?? '') && /^[-+](?:\\[a-z]+|\\,)*[A-Z]$/.test(inner.join(''))
}

/** (\tau\Sigma)^{-1} \pi: the last factor behind the inverse of a matrix. */
function isBehindInverse(g: Grammar, from: number): boolean {
  const before = g.tokens.slice(Math.max(0, from - 6), from).map(({ text }) => text)
  const next = g.tokens[from + 1]?.text
  return g.hasMatrices() && /[A-Za-z)\]]\^\{-1\}$/.test(before.join('')) && (next === undefined || /^(?:[-+)\],&]|\\\\|\\right)$/.test(next))
}

const SIZE = String.raw`\(*(?:\d*(?:[A-Zbdhkmnpqrs](?:_\{?\w\}?)?(?:\^\{?\d\}?)?){1,2}|\d+)\)*`
const SIZES = new RegExp(String.raw`^${SIZE}(?:(?:[-+*/]|\\cdot|\\,)?${SIZE})*$`)

/** The n, 3, n \times n, mn, K^2, n+m, d_x of I_n: how many rows a matrix has. */
function isSize(g: Grammar, sub: Span): boolean {
  const [rows = '', columns = rows, ...more] = textsOf(g, sub).join('').split('\\times')
  return (/^[a-zA-Z]$/.test(rows) || (rows.length < 20 && SIZES.test(rows))) && rows === columns && more.length === 0
}

/** I, \mathbf I, I_n: the identity, where the letter is not a quantity of this text and matrices are about, or the words say so of a capital. */
function isIdentity(g: Grammar, { base, name, sub, primes, from }: Written): boolean {
  const told = /^[A-Z]$/.test(base.name) && primes === 0 && !g.isBound(name) && g.surroundings.valueOf(name) === undefined
  if (told && g.surroundings.isIdentity(base.name)) return true
  if (base.name !== 'I' || primes > 0 || !isFree(g, 'I') || g.surroundings.valueOf(name) !== undefined) return false
  if (sub !== undefined && !isSize(g, sub)) return false
  if (base.dressed || g.hasMatrices() || (sub === undefined ? isAddedTo(g, from) : isBesideOne(g, from))) return true
  // I_n, where n is how long things are.
  const size = textsOf(g, sub).join('')
  return (
    /^[a-zA-Z]$/.test(size) &&
    g.surroundings.says(new RegExp(String.raw`\\mathbb\s*\{?\s*R\s*\}?\s*\^\s*(?:${size}(?!\w)|\{[^{}]*(?<![\w\\])${size}(?!\w)[^{}]*\})`))
  )
}
