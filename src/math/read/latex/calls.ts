/** Calls: f(x) where f is a function of the text, of the table, or by habit; else what looks like a call is a product. */
import { operationNamed } from '../../ops/table.ts'
import { applyTerm, type CallTerm, nameTerm, type Term } from '../term.ts'
import { isMinusOne, raiseCall } from './functions.ts'
import type { FunctionDefinition, Grammar, Span } from './grammar.ts'
import { derivativeAt, substitute } from './terms.ts'
import { inverseFunction } from './words.ts'

/** A name that may be called. */
interface Callee {
  readonly name: string
  readonly from: number
  readonly sup?: Span
  readonly primes: number
  /** By the text or by habit a function. */
  readonly habit: boolean
  /** The operation of the table that a Greek letter is when called. */
  readonly greek?: string
}

/** The call of this name, where what follows makes it one. */
export function readCall(g: Grammar, callee: Callee): Term | undefined {
  const { name, from, primes } = callee
  const definition = g.isBound(name) ? undefined : g.surroundings.functionNamed(name, g.is('('))
  if (!g.isOpening() || g.is('[')) {
    // A function's name alone stands for its value.
    if (definition === undefined || callee.sup !== undefined) return undefined
    const value = derived(
      definition,
      primes,
      definition.parameters.map((parameter) => nameTerm(parameter)),
      g.rangeFrom(from),
      g,
    )
    return { ...value, range: g.rangeFrom(from), label: { name, kind: 'call' } }
  }
  const start = g.at
  const certain = definition !== undefined || callee.greek !== undefined || callee.habit || primes > 0 || hasComma(g)
  if (!certain || g.isBound(name)) {
    if (!g.is('(') || g.isBound(name) || callee.sup !== undefined) return undefined
    g.note(`read ${name}(...) as a product: ${name} is not defined as a function`, g.rangeFrom(from))
    return undefined
  }
  const args = g.argumentList()
  const range = g.rangeFrom(from)
  if (args.length === 0) g.fail(`${name}() has no argument`, `write ${name}(x)`, g.rangeFrom(start))
  const inverse =
    definition === undefined && callee.greek !== undefined && callee.sup !== undefined && isMinusOne(g, callee.sup)
      ? inverseFunction(callee.greek)
      : undefined
  if (inverse !== undefined) return applyTerm(inverse.name, args, range)
  return raiseCall(g, called(g, callee, definition, args, range), callee.sup, from)
}

function called(
  g: Grammar,
  { name, primes, greek }: Callee,
  definition: FunctionDefinition | undefined,
  args: readonly Term[],
  range: { start: number; end: number },
): Term {
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
  if (greek !== undefined && operationNamed(greek)?.args.length === args.length) {
    if (primes === 0) return applyTerm(greek, args, range)
    return derivativeAt(applyTerm(greek, [nameTerm('x')], range), new Array<string>(primes).fill('x'), new Map([['x', args[0] as Term]]), range)
  }
  const call: CallTerm = { kind: 'call', name, args, primes: primes === 0 ? undefined : primes, range }
  if (primes > 0 && args.length > 1)
    g.fail(`${name} has ${args.length} arguments: a prime does not say by which to differentiate`, 'write \\frac{\\partial f}{\\partial x}', range)
  return call
}

/** The definition's right side, or its derivative, at the arguments. */
function derived(definition: FunctionDefinition, primes: number, args: readonly Term[], range: { start: number; end: number }, g: Grammar): Term {
  const at = new Map(definition.parameters.map((parameter, k) => [parameter, args[k] as Term]))
  if (primes === 0) return g.surroundings.applied(definition, args) ?? substitute(definition.body(), at)
  if (definition.parameters.length !== 1) {
    g.fail(
      `${definition.name} has ${definition.parameters.length} parameters: a prime does not say by which to differentiate`,
      'write \\frac{\\partial f}{\\partial x}',
      range,
    )
  }
  return derivativeAt(definition.body(), new Array<string>(primes).fill(definition.parameters[0] as string), at, range)
}

/** Is there a comma between the parentheses that open at the next token? */
function hasComma(g: Grammar): boolean {
  let depth = 0
  for (let k = 0; ; k++) {
    const token = g.peek(k)
    if (token === undefined) return false
    if (token.text === '(' || token.text === '[' || token.text === '\\{' || token.text === '{') depth++
    else if (token.text === ')' || token.text === ']' || token.text === '\\}' || token.text === '}') {
      if (--depth === 0) return false
    } else if (
      depth === 1 &&
      (token.text === ',' ||
        token.text === ';' ||
        token.text === '\\mid' ||
        (token.text === '|' && token.side === 'middle') ||
        (k === 2 && (token.text === '|' || token.text === '\\|')))
    )
      return true
  }
}
