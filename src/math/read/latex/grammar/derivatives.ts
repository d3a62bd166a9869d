/** Derivative operators: d/dx u, ∂f/∂x, \nabla f, and the macros of the packages physics, derivative and diffcoeff. */
import type { Range } from '../../../api.ts'
import { mapTerms } from '../../order.ts'
import { applyTerm, type CallTerm, nameTerm, type Term } from '../../term.ts'
import { isFraction } from '../names/arguments.ts'
import { ranked } from '../terms/chains.ts'
import { derivativeAt, freeNames, ordered } from '../terms/terms.ts'
import { functionOfCommand } from '../tokens/words.ts'
import { derivativeBy, withComponents } from './byComponent.ts'
import { isFree } from './components.ts'
import { type DerivativeFraction, derivativeFraction, parts, readVariable } from './differentials.ts'
import { readOfField, readVariables } from './fields.ts'
import type { Grammar, Span } from './grammar.ts'
import { alongCurve, withMoving } from './moving.ts'
import { readTotalDifferential } from './totalDifferential.ts'

/** The derivative that the fraction at the next token is, or the differential there; undefined where it is neither. */
export function readDerivativeFraction(g: Grammar): Term | undefined {
  const from = g.at
  const fraction = derivativeFraction(g)
  return fraction === undefined ? readTotalDifferential(g) : readDerivative(g, fraction, from)
}

/** {d \over dx} u; undefined where the parts around \over are no differentials. */
export function readDerivativeOver(g: Grammar, top: Span, bottom: Span, from: number): Term | undefined {
  const fraction = parts(g, top, bottom, g.at)
  return fraction && readDerivative(g, fraction, from)
}

function readDerivative(g: Grammar, fraction: DerivativeFraction, from: number): Term {
  g.at = fraction.to
  const elsewhere = fraction.of === undefined ? undefined : calledDerivative(g, fraction.of, fraction.by, from)
  if (elsewhere !== undefined) return elsewhere
  const { by } = fraction
  const read = fraction.of === undefined ? behind(g, by, fraction.written) : withinNumerator(g, fraction.of, by)
  const range = g.rangeFrom(from)
  const named = withNames(read, by)
  const of = mapTerms(withComponents(named, by), (term) => (term.kind === 'name' && fraction.turned.has(term.name) ? ranked(term, 1) : term))
  const slope = fraction.partial ? undefined : alongCurve(g, of, by, range)
  if (slope !== undefined) return slope
  return named === read ? derivativeBy(g, withMoving(g, of, by, fraction.partial, range), by, range) : throughValue(g, of, by, range)
}

/** dy/du of a y = u^3 with u = 2x + 1: at what the text says u is. */
function throughValue(g: Grammar, of: Term, by: readonly string[], range: Range): Term {
  const [name, ...more] = by
  const value = name === undefined || more.length > 0 ? undefined : g.surroundings.valueOf(name)
  return value === undefined ? derivativeBy(g, of, by, range) : { kind: 'derivative', of, by, at: [value], placed: 'jacobian', range }
}

/** dy/du where y = u^3 and u = 2x + 1: what u stands for is u again. */
const withNames = (of: Term, by: readonly string[]): Term =>
  mapTerms(of, (term) => (term.label?.kind === 'variable' && by.includes(term.label.name) ? nameTerm(term.label.name, term.range) : term))

/** df/dx(2), ∂f/∂x(x, y): the derivative of a function named in the numerator, at the arguments behind the fraction. */
function calledDerivative(g: Grammar, numerator: Span, by: readonly string[], from: number): Term | undefined {
  const after = g.at
  if (!g.is('(')) return undefined
  const name = g.within(numerator, () => {
    const found = readVariable(g)
    const whole = g.at === numerator.to
    g.at = numerator.to
    return whole ? found : undefined
  })
  if (name === undefined || g.isBound(name) || g.surroundings.valueOf(name) !== undefined) return undefined
  const definition = g.surroundings.functionNamed(name)
  const args = g.argumentList()
  const range = g.rangeFrom(from)
  if (definition !== undefined && definition.parameters.length === args.length) {
    const at = new Map(definition.parameters.map((parameter, k) => [parameter, args[k] as Term]))
    if (by.every((variable) => at.has(variable))) return derivativeAt(definition.body(), by, at, range)
  }
  const names = args.map((arg) => (arg.kind === 'name' ? arg.name : undefined))
  if (definition !== undefined || !by.every((variable) => names.includes(variable))) {
    g.at = after
    return undefined
  }
  const of: CallTerm = { kind: 'call', name, args, range }
  return { kind: 'derivative', of, by, range }
}

/** What an operator stands before: d/dx f names f without its argument. */
function behind(g: Grammar, by: readonly string[], written: string): Term {
  const start = g.at
  const unknown = readUnknown(g, by, g.end)
  if (unknown !== undefined && !g.startsFactor()) return unknown
  g.at = start
  return g.binding(by, 'parameter', () => g.operand(written))
}

function withinNumerator(g: Grammar, span: Span, by: readonly string[]): Term {
  return g.within(span, () => {
    const unknown = readUnknown(g, by, span.to)
    if (unknown !== undefined && g.at === span.to) return unknown
    g.at = span.from
    // What y stands for may be defined by x, which is bound here to itself.
    return g.binding(by, 'parameter', () => g.product())
  })
}

/** A name the text says nothing about, as a function of the variables it is differentiated by. */
function readUnknown(g: Grammar, by: readonly string[], end: number): Term | undefined {
  const from = g.at
  const name = readVariable(g)
  const next = g.peek()
  if (name === undefined || by.includes(name) || (g.at < end && (g.isOpening() || next?.text === '^' || next?.text === "'"))) {
    g.at = from
    return undefined
  }
  if (g.surroundings.functionNamed(name) !== undefined || g.surroundings.valueOf(name) !== undefined || g.isBound(name)) {
    g.at = from
    return undefined
  }
  const range = g.rangeFrom(from)
  g.note(`${name} is not defined here: read as an unknown function of ${[...new Set(by)].join(', ')}`, range)
  const call: CallTerm = { kind: 'call', name, args: [...new Set(by)].map((variable) => nameTerm(variable)), range }
  return call
}

/** \partial_x f, \partial_{xy} f, \partial_t^2 f: an operator like \partial/\partial x. */
export function readPartial(g: Grammar): Term {
  const from = g.at++
  g.at++
  const span = g.argument('the variable of \\partial')
  const by = g.within(span, () => {
    const names: string[] = []
    while (g.at < span.to) {
      const name = readVariable(g)
      if (name === undefined) g.fail('this is no variable', 'write a name')
      names.push(name)
      g.take(',')
    }
    return names
  })
  let order = 1
  if (g.take('^')) {
    const above = g.argument('the order of \\partial')
    order = Number(g.tokens[above.from]?.text)
    if (above.to !== above.from + 1 || !(order >= 1 && order < 10)) g.fail('this order is not known', 'write a whole number', g.rangeOf(above))
  }
  const all = Array.from({ length: order }, () => by).flat()
  return derivativeBy(g, behind(g, all, '\\partial'), all, g.rangeFrom(from))
}

/**
 * D_x u before brackets or a function that hold the variable, where D is nothing else in this formula; undefined elsewhere.
 */
export function readOperatorD(g: Grammar): Term | undefined {
  const from = g.at
  const by = g.peek(2)
  const next = g.peek(3)
  if (!g.is('_', 1) || by?.kind !== 'letter' || !/^[t-z]$/.test(by.text) || next === undefined) return undefined
  // A D_x that the text also speaks of by itself is a quantity.
  if (g.surroundings.says(new RegExp(String.raw`(?:\$|\\\()\s*D_\{?${by.text}\}?\s*(?:\$|\\\)|=|\\(?:approx|in|sim)\b)`))) return undefined
  const isApplied = g.isOpening(3) || isFraction(next.text) || (/^\\[a-z]+$/.test(next.text) && functionOfCommand(next.text, g.peek(4)) !== undefined)
  const name = `D_${by.text}`
  if (!isApplied || g.isBound('D') || !isFree(g, name) || g.surroundings.isSymbol('D') || !isFree(g, 'D')) return undefined
  g.at += 3
  const of = g.binding([by.text], 'parameter', () => g.operand('D'))
  if (freeNames(of).has(by.text)) return { kind: 'derivative', of, by: [by.text], range: g.rangeFrom(from) }
  g.at = from
  return undefined
}

/** As many derivatives may stand inside of one more gradient. */
const MOST_DERIVATIVES = 8

/** \nabla f, \nabla_w L, \nabla^2 f. */
export function readNabla(g: Grammar): Term {
  const from = g.at++
  let by: string[] | undefined
  let order = 1
  for (;;) {
    if (g.is('_') && by === undefined) {
      g.at++
      const span = g.argument('the variable of \\nabla')
      by = g.within(span, () => readVariables(g))
    } else if (g.is('^') && order === 1) {
      g.at++
      const span = g.argument('the order of \\nabla')
      if (g.tokens[span.from]?.text !== '2' || span.to !== span.from + 1)
        g.fail('only \\nabla and \\nabla^2 are known', 'write the derivatives one by one', g.rangeOf(span))
      order = 2
    } else break
  }
  if (by === undefined && order === 1 && (g.is('\\cdot') || g.is('\\times'))) return readOfField(g, from)
  if (order === 2) g.note('read ∇² as the Hessian', g.rangeFrom(from))
  const alone = functionAlone(g)
  return alone === undefined
    ? gradientBy(g, by, order, from)
    : g.scripts(
        g.within(alone, () => gradientBy(g, by, order, from), alone.to),
        from,
      )
}

/** f(x) of \nabla f(x)^\top p and \nabla^2 f(x) h: what the gradient is multiplied by is no part of what it is of. */
function functionAlone(g: Grammar): Span | undefined {
  const from = g.at
  const name = readVariable(g)
  const isCalled = name !== undefined && g.is('(')
  if (isCalled) g.at = g.partner(g.at) + 1
  const to = g.at
  const isKnown = name !== undefined && g.surroundings.functionNamed(name) !== undefined
  const isFunction = name !== undefined && !g.isBound(name) && (isCalled || isKnown)
  const isTurned = g.take('^') && /^(?:T|\\top|\\intercal)$/.test(g.tokens[g.is('{') ? g.at + 1 : g.at]?.text ?? '')
  g.at = from
  return isFunction && (isTurned || (isCalled && (isKnown || HABITUAL.test(name)))) ? { from, to } : undefined
}
const HABITUAL = /^[fghFGHJLVU](?:_\w+)?$/

/** The gradient, or the Hessian, of what follows. */
function gradientBy(g: Grammar, by: readonly string[] | undefined, order: number, from: number): Term {
  const start = g.at
  const elsewhere = by === undefined ? gradientAt(g, order, from) : undefined
  if (elsewhere !== undefined) return elsewhere
  const known = by ?? parametersAhead(g)
  const unknown = by === undefined ? undefined : readUnknown(g, by, g.end)
  if (unknown === undefined) g.at = start
  const named = unknown ?? g.binding(known ?? [], 'parameter', () => (isBeforeDot(g) ? g.factor() : g.operand('\\nabla')))
  // The gradient of a function that nobody knows is that of a function of a vector.
  const of: Term = named.kind === 'call' && named.args.length === 1 ? { ...named, whole: 0 } : named
  const range = g.rangeFrom(from)
  if (known === undefined && of.kind === 'name')
    g.fail(`${of.name} is not defined here, so its gradient is not known`, `define ${of.name}(x) = ..., or name the variable: \\nabla_x`, range)
  const names = known ?? callNames(of) ?? [...freeNames(of)]
  if (names.length === 0) g.fail('this gradient has no variable', 'name it: \\nabla_x', range)
  if (known === undefined && names.length > 1) g.note(`read the gradient as by ${names.join(', ')}`, range)
  if (ordered(of).filter(({ kind }) => kind === 'derivative').length > MOST_DERIVATIVES)
    g.fail('gradients of gradients of so many components are not read', 'select a part of it', range)
  const first = (name: string): Term => ({ kind: 'derivative', of, by: order === 2 ? [name, name] : [name], range })
  if (names.length === 1) return first(names[0] as string)
  if (order === 1) return applyTerm('array', names.map(first), range)
  return applyTerm(
    'array',
    names.map((row) =>
      applyTerm(
        'array',
        names.map((column): Term => ({ kind: 'derivative', of, by: [row, column], range })),
        range,
      ),
    ),
    range,
  )
}

/** f \cdot u: what a gradient is multiplied by is no part of what it is of. */
function isBeforeDot(g: Grammar): boolean {
  const start = g.at
  const name = readVariable(g)
  if (name !== undefined && g.is('(')) g.at = g.partner(g.at) + 1
  const isThere = name !== undefined && g.is('\\cdot')
  g.at = start
  return isThere
}

/** \nabla f(a, b^2): the gradient of a function of the text at a place that is more than names; undefined where it is none. */
function gradientAt(g: Grammar, order: number, from: number): Term | undefined {
  const start = g.at
  const name = readVariable(g)
  const definition = name === undefined || g.isBound(name) || !g.is('(') ? undefined : g.surroundings.functionNamed(name)
  const args = definition === undefined ? undefined : g.argumentList()
  if (definition === undefined || args === undefined || args.every(({ kind }) => kind === 'name') || args.length !== definition.parameters.length) {
    g.at = start
    return undefined
  }
  const range = g.rangeFrom(from)
  const { parameters } = definition
  const at = new Map(parameters.map((parameter, k) => [parameter, args[k] as Term]))
  const body = definition.body()
  const first = (parameter: string): Term => derivativeAt(body, new Array<string>(order).fill(parameter), at, range)
  if (parameters.length === 1) return first(parameters[0] as string)
  if (order === 1) return applyTerm('array', parameters.map(first), range)
  return applyTerm(
    'array',
    parameters.map((row) =>
      applyTerm(
        'array',
        parameters.map((column) => derivativeAt(body, [row, column], at, range)),
        range,
      ),
    ),
    range,
  )
}

/** By what a function named behind \nabla is differentiated: its parameters, or the names it is called with. */
function parametersAhead(g: Grammar): readonly string[] | undefined {
  const start = g.at
  const name = readVariable(g)
  const definition = name === undefined || g.isBound(name) ? undefined : g.surroundings.functionNamed(name)
  let names = g.isOpening() ? undefined : definition?.parameters
  if (definition !== undefined && g.take('(')) {
    const called: string[] = []
    do {
      const variable = readVariable(g)
      if (variable === undefined) break
      called.push(variable)
    } while (g.take(','))
    if (g.is(')')) names = called
  }
  g.at = start
  return names
}

/** The names an unknown function, or a function of the text, was called with. */
function callNames(term: Term): string[] | undefined {
  if (term.kind !== 'call' || !term.args.every((arg) => arg.kind === 'name')) return undefined
  return term.args.map((arg) => (arg as { name: string }).name)
}

/** \dv{f}{x}, \dv{x} f, \dv[2]{f}{x}, \pdv{f}{x}{y}, \odv{f}{x}; undefined where the macro has no braces. */
export function readDerivativeMacro(g: Grammar): Term {
  const from = g.at
  const command = (g.tokens[g.at++] as { text: string }).text
  let order: number | undefined
  if (g.is('[')) {
    const [given] = g.argumentList()
    if (given?.kind !== 'number' || given.value.asInteger === undefined) g.fail(`the order of ${command} must be a number`, 'write [2]')
    order = given.value.asInteger
  }
  g.take('*')
  const groups: Span[] = []
  while (g.is('{') && groups.length < 3) groups.push(g.argument('a variable'))
  const [first, ...rest] = groups
  if (first === undefined) g.fail(`${command} has no variable`, `write ${command}{f}{x}`)
  const operator = rest.length === 0
  const by = (operator ? [first] : rest).flatMap((span) => g.within(span, () => readVariables(g)))
  const repeated = order !== undefined && by.length === 1 ? new Array<string>(Math.min(order, 16)).fill(by[0] as string) : by
  const of = operator || first.from === first.to ? behind(g, repeated, command) : withinNumerator(g, first, repeated)
  return derivativeBy(g, of, repeated, g.rangeFrom(from))
}

/** \left. u \right|_{x=0}: u with a value put in; |_{(1, 2)} of a function of such parameters. */
export function readEvaluated(
  g: Grammar,
  known: readonly string[] = [],
  parameters?: readonly string[],
): { readonly names: readonly string[]; readonly values: readonly Term[] } {
  const span = g.argument('where it is evaluated')
  return g.within(span, () => {
    const place = parameters !== undefined && g.is('(') && g.partner(g.at) === span.to - 1 ? g.argumentList() : []
    if (parameters !== undefined && place.length > 0 && place.length === parameters.length) return { names: parameters, values: place }
    if (place.length > 0) g.at = span.from
    const names: string[] = []
    const values: Term[] = []
    do {
      const start = g.at
      let name = readVariable(g)
      if (name === undefined || !g.take('=')) {
        g.at = start
        // The upper place need not say the name again.
        name = known[names.length]
        if (name === undefined) g.fail('it is not said which variable has this value', 'write x=0')
      }
      names.push(name)
      values.push(g.sum())
    } while (g.take(',') || g.take(';'))
    return { names, values }
  })
}
