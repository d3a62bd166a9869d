/** Calls: f(x) where f is a function of the text, of the table, or by habit; else what looks like a call is a product. */
import { isElementwise, operationNamed } from '../../../ops/table.ts'
import { mapTerms } from '../../order.ts'
import { gathered } from '../../ranks/gathered.ts'
import { isLabel } from '../../ranks/indexed.ts'
import { applyTerm, type CallTerm, type NameTerm, nameTerm, numberTerm, ReadError, type Term } from '../../term.ts'
import { squareOf } from '../names/names.ts'
import { normalDensity, spokenNormal } from '../terms/densities.ts'
import { atPoints } from '../terms/points.ts'
import { derivativeAt, freeNames, ordered, standsWhole, substitute, withForeign } from '../terms/terms.ts'
import { fontOf } from '../tokens/symbols.ts'
import { latexOf, opensGroup, type Token } from '../tokens/tokens.ts'
import { constantOfCommand, inverseFunction } from '../tokens/words.ts'
import { atLabel, isLabelled } from './classes.ts'
import { readVariable } from './differentials.ts'
import { withEntries, withoutEach } from './entriesGiven.ts'
import { isFactor, isMinusOne, raiseCall } from './functions.ts'
import type { FunctionDefinition, Grammar, Span } from './grammar.ts'
import { callOrProduct, isNumberBeside, isOfLayer } from './greek.ts'
import { isCalledElsewhere } from './habits.ts'
import { marginal } from './marginals.ts'
import { readMean } from './moments.ts'
import { memberOf } from './scripts.ts'

/** A name that may be called. */
interface Callee {
  readonly name: string
  readonly from: number
  readonly sup?: Span
  readonly primes: number
  /** By the text or by habit a function. */
  readonly habit: boolean
  /** The operation of the table that a Greek letter, or another by habit, is when called. */
  readonly greek?: string
  /** Its arguments that stand in the letter's subscript. */
  readonly before?: readonly Term[]
}

/** The call of this name, where what follows makes it one. */
export function readCall(g: Grammar, callee: Callee): Term | undefined {
  const { name, from, primes } = callee
  const definition = g.isBound(name) ? undefined : g.surroundings.functionNamed(name, g.is('('))
  if (primes > 0 && definition === undefined && isTurned(g, callee)) return undefined
  if (!g.isOpening() || g.is('[') || (definition !== undefined && isFactor(g, name, definition))) {
    if (g.is('[') && definition === undefined && name === 'E' && !g.isBound(name) && !g.surroundings.isSymbol(name))
      return readMean(g, from) ?? g.fail('E[...] is an expectation, which has no formula here', 'select the expression inside it', g.rangeFrom(from))
    // A function's name alone stands for its value, also in x^2.
    const isPower = callee.sup !== undefined && callee.sup.to === callee.sup.from + 1 && g.tokens[callee.sup.from]?.kind === 'number'
    if (definition === undefined || (callee.sup !== undefined && !isPower) || definition.font !== fontOf(g.tokens[from])) return undefined
    if (primes === 0 && isNumberBeside(g, name, definition, from)) return undefined
    const value = derived(
      definition,
      primes,
      definition.parameters.map((parameter) => nameTerm(parameter)),
      g.rangeFrom(from),
      g,
    )
    return raiseCall(g, { ...value, range: g.rangeFrom(from), label: { name, kind: 'call' } }, callee.sup, from)
  }
  const start = g.at
  if (definition === undefined && callee.greek === undefined && !callee.habit && primes + (callee.sup === undefined ? 0 : 1) === 0) {
    const component = readOverIndices(g, name, from)
    if (component !== undefined) return component
  }
  const own = definition === undefined && primes === 0 ? readOwnValue(g, name) : undefined
  if (own !== undefined) return raiseCall(g, { ...own, range: g.rangeFrom(from) }, callee.sup, from)
  const square = definition === undefined && primes === 0 && !g.isBound(name) ? g.surroundings.functionNamed(squareOf(name), true) : undefined
  const certain = definition !== undefined || square !== undefined || callee.greek !== undefined || primes > 0 || hasComma(g)
  if (g.isBound(name) || (!certain && !isCalled(g, callee, start))) return undefined
  const args = g.argumentList()
  const range = g.rangeFrom(from)
  if (args.length === 0) g.fail(`${name}() has no argument`, `write ${name}(x)`, g.rangeFrom(start))
  const inverse =
    definition === undefined && callee.greek !== undefined && callee.sup !== undefined && isMinusOne(g, callee.sup)
      ? inverseFunction(callee.greek)
      : undefined
  if (inverse !== undefined) return applyTerm(inverse.name, args, range)
  if (square === undefined) return raiseCall(g, called(g, callee, definition, args, range), callee.sup, from)
  const squared = called(g, { ...callee, name: squareOf(name) }, square, args, range)
  const isSquared = callee.sup !== undefined && g.tokens[callee.sup.from]?.text === '2' && callee.sup.to === callee.sup.from + 1
  return isSquared ? squared : raiseCall(g, applyTerm('sqrt', [squared], range), callee.sup, from)
}

/** m(V) of an m = a / (a + b) that depends on V, as through an a(V) = ..., and \Omega(\rho) of an \Omega_{ij} = \rho^{|i - j|}: that value. */
function readOwnValue(g: Grammar, name: string): Term | undefined {
  if (!g.is('(') || g.isBound(name) || !isOfNames(g)) return undefined
  const value = g.surroundings.valueOf(name) ?? g.surroundings.entriesOf(name, 2) ?? g.surroundings.entriesOf(name, 1)
  if (value === undefined) return undefined
  const names = freeNames(value)
  // K(\theta) with \theta = (\ell, \sigma)
  const standsFor = (variable: string): boolean => names.has(variable) || g.surroundings.partsOf(variable).some((part) => names.has(part))
  const start = g.at
  do {
    g.at++
    const variable = readVariable(g)
    if (variable === undefined || !standsFor(variable)) {
      g.at = start
      return undefined
    }
  } while (g.is(',') || g.is(';'))
  g.at++
  return value
}

/** S_{\tau\lambda}(z) of an S_\kappa(z) that the text defines: what stands in the subscript is what \kappa is. */
export function readAtSubscript(g: Grammar, base: string, sub: Span | undefined, callee: Callee): Term | undefined {
  const { name, primes, from, sup } = callee
  if (sub === undefined || primes > 0 || !g.is('(') || g.isBound(base) || g.surroundings.functionNamed(name, true) !== undefined) return undefined
  for (const own of g.surroundings.namesBelow(base)) {
    const parameter = own.slice(base.length + 1)
    const definition = g.surroundings.functionNamed(own, true)
    if (definition === undefined || !freeNames(definition.body()).has(parameter)) continue
    const value = g.within(sub, () => g.sum(), g.at)
    const body = (args?: readonly Term[]): Term => substitute(definition.body(args), new Map([[parameter, value]]))
    const args = g.argumentList()
    return raiseCall(g, called(g, { ...callee, name: own }, { ...definition, body }, args, g.rangeFrom(from)), sup, from)
  }
  return undefined
}

/** Z'(y - X\beta): the prime of a matrix or a vector of this text is a transpose; of a function that nobody knows, a derivative. */
function isTurned(g: Grammar, { name, habit, greek }: Callee): boolean {
  if (greek !== undefined || g.isBound(name)) return false
  const declaration = g.surroundings.declarationOf(name)
  const rank = declaration?.shape?.length ?? declaration?.rank
  return rank === undefined ? !habit && /^[A-Z]$/.test(name) && g.hasMatrices() && g.is('(') && !isNameAlone(g) : rank > 0
}

/** Is it called, or a factor beside a parenthesis? Nobody puts a name alone in parentheses to multiply by it. */
function isCalled(g: Grammar, { name, from, sup, habit }: Callee, start: number): boolean {
  if (!habit && (!g.is('(') || sup !== undefined)) return false
  if (constantOfCommand(`\\${name}`) !== undefined) return false
  const own = g.surroundings
  const quantity = own.isSymbol(name) || own.declarationOf(name) !== undefined || own.valueOf(name) !== undefined
  // m^3 h (V - E), v\,(1 - p): who leaves a blank behind another factor, or writes a space, multiplies.
  const [before, letter, bracket] = [g.tokens[from - 1], g.tokens[start - 1], g.tokens[start]]
  const behind = letter !== undefined && bracket !== undefined && bracket.start > letter.end && /^(?:[a-zA-Z\d]|\})$/.test(before?.text ?? '')
  const apart = behind || bracket?.apart === true
  const close = Math.min(g.partner(start) + 1, g.end)
  const inner = latexOf(g.tokens.slice(start, close))
  // g_K (V - E_K): a conductance and a potential of the same K.
  const label = /_([A-Z]\w*)$/.exec(name)?.[1]
  const shared = label !== undefined && new RegExp(`_(?:\\W|\\\\[a-z]+\\{)*${label}(?!\\w)`).test(inner)
  const likely = (habit && !apart && !shared) || (!quantity && (isNameAlone(g) || isCalledElsewhere(g, name) || isOfLayer(name, inner)))
  const { sign, called, product } = callOrProduct(name, inner)
  const call = `${called} as the value of a function ${sign} that is not defined here`
  return likely ? g.choose(call, product, g.rangeOf({ from, to: close })) : !g.choose(product, call, g.rangeOf({ from, to: close }))
}

const isNameAlone = (g: Grammar): boolean => isOfNames(g, 1)

/** Do names with commas between, and nothing else, stand in the parentheses that open here: so many at most? */
function isOfNames(g: Grammar, most = 8): boolean {
  const start = g.at
  try {
    for (let count = 0; count < most; count++) {
      g.at++
      if (readVariable(g) === undefined) return false
      while (g.take("'") || g.take('\\prime'));
      if (g.is(')')) return true
      if (!g.is(',') && !g.is(';')) return false
    }
    return false
  } catch (error) {
    if (error instanceof ReadError) return false
    throw error
  } finally {
    g.at = start
  }
}

/**
 * \ell_i(\theta) under a sum over i: the function for each index where the text says what it is; else, of the variable alone, one that
 * nobody knows, which depends on the index too.
 */
export function readFamilyCall(g: Grammar, base: string, indices: readonly NameTerm[], from: number): Term | undefined {
  if (!g.is('(')) return undefined
  const definition = g.surroundings.functionAt(
    base,
    indices.map(({ name }) => name),
  )
  if (
    definition === undefined &&
    (g.isBound(base) || g.surroundings.isSymbol(base) || g.surroundings.declarationOf(base) !== undefined || !isNameAlone(g))
  )
    return undefined
  const args = g.argumentList()
  const range = g.rangeFrom(from)
  if (definition !== undefined) return called(g, { name: base, from, primes: 0, habit: true }, definition, args, range)
  g.note(`read ${base} as functions that are not defined here, one for each index`, range)
  return { kind: 'call', name: base, args: [...args, ...indices], subscript: true, range }
}

/** p(x) under a sum over x: the component of p at x, where p is a table of values; so r(s, a) of an r \in \mathbb{R}^{S \times A}. */
function readOverIndices(g: Grammar, name: string, from: number): Term | undefined {
  if (!g.is('(')) return undefined
  const start = g.at++
  const indices: Term[] = []
  const lengths = g.surroundings.declarationOf(name)?.shape ?? []
  const isTable = /^[A-Z]$/.test(name) && g.surroundings.says(/\b(?:tabular|tables?|lookup)\b/i)
  do {
    const token = g.peek()
    const index = token?.kind === 'letter' || token?.kind === 'command' ? token.text.replace('\\', '') : ''
    const label = isTable ? readLabelled(g) : undefined
    if (label !== undefined) {
      indices.push(label)
      continue
    }
    if (!g.isIndex(index) && String(lengths[indices.length]).toLowerCase() !== index) {
      g.at = start
      return undefined
    }
    g.at++
    indices.push(nameTerm(index, g.rangeFrom(g.at - 1)))
  } while (g.take(','))
  if (!g.take(')')) {
    g.at = start
    return undefined
  }
  const range = g.rangeFrom(from)
  return marginal(g, name, indices, range) ?? applyTerm('component', [g.named(name, range), ...indices], range)
}

/** s_t and s_{t+1}, where what stands behind them goes on: the places of a table. */
function readLabelled(g: Grammar): Term | undefined {
  const from = g.at
  if (g.peek()?.kind !== 'letter' || !g.is('_', 1)) return undefined
  const term = g.factor()
  if (isLabel(term) && (g.is(',') || g.is(')'))) return term
  g.at = from
  return undefined
}

function called(
  g: Grammar,
  { name, primes, greek, before = [] }: Callee,
  given: FunctionDefinition | undefined,
  args: readonly Term[],
  range: { start: number; end: number },
): Term {
  const definition = given === undefined || given.indices !== undefined ? given : (g.surroundings.overloaded(name, args) ?? given)
  if (definition !== undefined) {
    if (definition.parameters.length !== args.length) {
      const wanted = definition.parameters.length
      g.fail(
        `${name} takes ${wanted} argument${wanted === 1 ? '' : 's'}, not ${args.length}`,
        `it is defined as ${name}(${definition.parameters.join(', ')})`,
        range,
      )
    }
    return { ...derived(definition, primes, args, range, g), range, label: { name, kind: 'call' } }
  }
  const normal = args.length === 3 && primes === 0 ? spokenNormal(name, (words) => g.surroundings.says(words)) : undefined
  if (normal !== undefined) {
    const [x, mean, spread] = args as [Term, Term, Term]
    return normalDensity([x, mean, normal === 'variance' ? spread : applyTerm('power', [spread, numberTerm(2)], range)], range)
  }
  if (greek !== undefined && operationNamed(greek)?.args.length === before.length + args.length) {
    if (primes === 0) return applyTerm(greek, [...before, ...args], range)
    return derivativeAt(
      applyTerm(greek, [...before, nameTerm('x')], range),
      new Array<string>(primes).fill('x'),
      new Map([['x', args[0] as Term]]),
      range,
    )
  }
  const [, plain, parameter] = PARAMETRISED.exec(name) ?? []
  if (plain !== undefined && parameter !== undefined && primes === 0)
    return { kind: 'call', name: plain, args: [...args, g.named(parameter, range)], subscript: true, range }
  const bar = /^(?:\||\\mid|;)$/
  if (name === 'N' && args.length === 3 && g.tokens.slice(0, g.at).some(({ text, start }) => start >= range.start && bar.test(text)))
    return normalDensity(args as [Term, Term, Term], range)
  const call: CallTerm = { kind: 'call', name, args, primes: primes === 0 ? undefined : primes, range }
  if (primes > 0 && args.length > 1)
    g.fail(`${name} has ${args.length} arguments: a prime does not say by which to differentiate`, 'write \\frac{\\partial f}{\\partial x}', range)
  return call
}

/** h_\theta(x), p_\phi(z \mid x): a model is a function of the parameters in its subscript too. */
const PARAMETRISED = /^([fghpqsDGFQ]|pi|mu|epsilon|sigma)_(theta|vartheta|phi|psi|omega|w|W|Theta|Phi)$/

/** The definition's right side, or its derivative, at the arguments. */
function derived(definition: FunctionDefinition, primes: number, own: readonly Term[], range: { start: number; end: number }, g: Grammar): Term {
  const args = withEntries(g, definition, own)
  const given = definition.parameters.map((parameter, k) =>
    asMember(args[k] as Term, parameter, definition, g.surroundings.declarationOf(parameter)?.shape?.length),
  )
  const at = new Map(definition.parameters.map((parameter, k) => [parameter, given[k] as Term]))
  // p(y) of a p(k) that is made of the z_k, at the label y.
  const labels = primes > 0 ? [] : definition.parameters.filter((_, k) => args[k]?.kind === 'name' && isLabelled(g, (args[k] as NameTerm).name))
  if (labels.length > 0) {
    const places = labels.map((parameter) => `label ${parameter}`)
    const value = substitute(
      definition.body(args),
      new Map([...at, ...labels.map((parameter, k): [string, Term] => [parameter, nameTerm(places[k] as string)])]),
    )
    return substitute(
      places.reduce((body, place, k) => atLabel(body, place, (at.get(labels[k] as string) as NameTerm).name, range), value),
      new Map(places.map((place, k) => [place, at.get(labels[k] as string) as Term])),
    )
  }
  if (primes === 0) {
    const elsewhere = atPoints(definition.body(args), definition.parameters, args, (name) => g.named(name, range))
    if (elsewhere !== undefined) return elsewhere
    const body = withForeign(definition.body(args), g.running(), [
      ...definition.parameters,
      ...(definition.indices ?? []),
      ...definition.name.split('_'),
    ])
    const value =
      (body === undefined ? g.surroundings.applied(definition, given) : undefined) ??
      withMembers(withoutEach(substitute(body ?? definition.body(args), at)))
    return given.some((arg) => memberOf(g, arg) !== arg) ? atMembers(g, value) : value
  }
  if (definition.parameters.length !== 1) {
    g.fail(
      `${definition.name} has ${definition.parameters.length} parameters: a prime does not say by which to differentiate`,
      'write \\frac{\\partial f}{\\partial x}',
      range,
    )
  }
  return derivativeAt(definition.body(args), new Array<string>(primes).fill(definition.parameters[0] as string), at, range)
}

/** The B_{j,o} of a function of o, at o_1: the first of the o_t. */
const atMembers = (g: Grammar, body: Term): Term =>
  mapTerms(body, (term) => {
    if (term.kind !== 'apply' || term.op !== 'component') return term
    const places = term.args.slice(1).map((index) => memberOf(g, index))
    return places.every((place, k) => place === term.args[k + 1]) ? term : { ...term, args: [term.args[0] as Term, ...places] }
  })

/** The u_q of a function of u, where that is x_i: the component of x at i and q. */
function withMembers(body: Term): Term {
  const member = (term: Term): readonly [NameTerm, ...Term[]] | undefined => {
    const [base, ...indices] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    return base?.kind === 'name' ? [base, ...indices] : undefined
  }
  return mapTerms(body, (term) => {
    const [inner, ...own] = term.kind === 'apply' && term.op === 'component' ? term.args : []
    const [base, ...outer] = (inner && member(inner)) ?? []
    if (term.kind !== 'apply' || base === undefined) return term
    return { ...term, args: [{ ...base, hint: { ...base.hint, rank: outer.length + own.length } }, ...outer, ...own] }
  })
}

/** An x_i in the place of an x that is a vector, as in \theta^\top x, is a vector for each i; a \Sigma_k in that of a declared matrix is a matrix. */
function asMember(arg: Term, parameter: string, definition: FunctionDefinition, declared: number | undefined): Term {
  if (arg.kind === 'name' && arg.hint?.rank === undefined) {
    // What the right side shows of its parameter holds of the name in its place.
    const shown = gathered(ordered(definition.body()), (term) => (term.kind === 'name' && term.name === parameter ? term.hint?.rank : undefined))
    const [rank] = shown
    return rank === undefined ? arg : { ...arg, hint: { ...arg.hint, rank } }
  }
  const [base, index, more] = arg.kind === 'apply' && arg.op === 'component' ? arg.args : []
  if (arg.kind !== 'apply' || base?.kind !== 'name' || index === undefined || more !== undefined || (base.hint?.rank ?? 1) !== 1) return arg
  const terms = ordered(definition.body())
  const axes = declared === 2 ? (standsWhole(terms, parameter) ? 2 : 0) : isVector(terms, parameter, declared === 1) ? 1 : 0
  return axes === 0 ? arg : { ...arg, args: [{ ...base, hint: { ...base.hint, rank: 1 + axes } }, index] }
}

/**
 * Do these terms, all of a definition's right side, show that its parameter is a vector: \theta^\top x, (x - \mu)^\top, \|x\|_2? Where it is
 * declared to be one, \|x - x'\| without a number shows that this declaration is meant, and not data of the same name.
 */
function isVector(terms: readonly Term[], parameter: string, isDeclared: boolean): boolean {
  // \theta^\top \tanh(x) too
  const isParameter = (term: Term | undefined): boolean =>
    (term?.kind === 'name' && term.name === parameter) ||
    (term?.kind === 'apply' && term.args.length === 1 && isElementwise(term.op) && isParameter(term.args[0]))
  const isTurned = (term: Term | undefined): boolean => term?.kind === 'apply' && term.op === 'transpose'
  const isAdded = (term: Term | undefined): boolean => term?.kind === 'apply' && /^(?:add|sub)$/.test(term.op) && term.args.some(isParameter)
  return terms.some(
    (term) =>
      (term.kind === 'name' && term.name === parameter && term.hint?.rank === 1) ||
      (term.kind === 'apply' &&
        ((isTurned(term) && (isParameter(term.args[0]) || isAdded(term.args[0]))) ||
          (term.op === 'product' && term.args.some((own, k) => isParameter(own) && term.args.slice(0, k).some(isTurned))) ||
          (/^(?:norm|bars)$/.test(term.op) && isParameter(term.args[0]) && term.attributes?.['ord'] !== undefined) ||
          (isDeclared && term.op === 'norm' && (isParameter(term.args[0]) || isAdded(term.args[0]))))),
  )
}

/** Is there a comma, or one bar alone, between the parentheses that open at the next token? */
function hasComma(g: Grammar): boolean {
  let [bars, angles] = [0, 0]
  const close = g.partner(g.at)
  for (let k = g.at + 1; k < g.end && k < close; k++) {
    const { text, side } = g.tokens[k] as Token
    if (opensGroup(text)) k = g.partner(k)
    else if (text === '\\langle') angles++
    else if (text === '\\rangle') angles--
    // \beta (\langle a, x \rangle + b): the comma is that of an inner product.
    else if (angles > 0) continue
    else if (text === ',' || text === ';' || text === '\\mid' || side === 'middle') return true
    else if (text === '|' || text === '\\|') bars++
  }
  return close < g.end && bars === 1
}
