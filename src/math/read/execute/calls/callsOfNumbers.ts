/**
 * Calls with numbers alone. A function of the text that is called with the same numbers again gives the same number again, where it
 * computes with its own variables only: the terms of a series call the factorials of all the terms before, in each function that uses it.
 */

import { type Part, partsOfPart } from '../syntax/path.ts'
import { boundNames, type Expression, type FunctionSyntax, type Statement } from '../syntax/syntax.ts'
import type { Context } from '../values/context.ts'
import type { Store } from '../values/store.ts'
import type { Arguments, FunctionValue, Value } from '../values/value.ts'

interface Known {
  readonly results: Map<string, Value>
  readonly isOwn: boolean
}

/** By reading and definition. */
const known = new WeakMap<Store, WeakMap<FunctionSyntax, Known>>()

/** What such a call gave before, and otherwise what `run` gives. */
export function onceForNumbers(context: Context, called: FunctionValue, args: Arguments, run: () => Value): Value {
  const results = resultsOf(context, called, args)
  if (results === undefined) return run()
  const key = args.positional.map((value) => (value.kind === 'number' ? value.value.key : '')).join()
  const before = results.get(key)
  if (before !== undefined) return before
  const value = run()
  if (value.kind === 'number') results.set(key, value)
  return value
}

function resultsOf(context: Context, called: FunctionValue, { positional, named }: Arguments): Map<string, Value> | undefined {
  const { definition, self, owner, scope } = called
  if (self !== undefined || owner !== undefined || named.size > 0 || positional.length !== definition.parameters.length) return undefined
  // What a place or a variable that stays keeps is seen by later calls.
  if (context.dialect.hasPlaces === true || positional.length === 0 || !positional.every((value) => value.kind === 'number')) return undefined
  let all = known.get(context.store)
  if (all === undefined) {
    all = new WeakMap()
    known.set(context.store, all)
  }
  let own = all.get(definition)
  if (own === undefined) {
    own = { results: new Map(), isOwn: computesAlone(context, called, new Set()) }
    all.set(definition, own)
  }
  // One that was defined inside of another is another function in each of its calls.
  return own.isOwn && scope.parent?.parent === undefined ? own.results : undefined
}

const STATEMENTS: ReadonlySet<Statement['kind']> = new Set(['assign', 'update', 'expression', 'return', 'if', 'for', 'count', 'while', 'block'])
const EXPRESSIONS: ReadonlySet<Expression['kind']> = new Set([
  'number',
  'constant',
  'name',
  'unary',
  'binary',
  'compare',
  'logic',
  'conditional',
  'call',
  'member',
  'index',
  'range',
  'list',
  'assignment',
  'sequence',
])

/** Whether a function computes with nothing but its parameters, its own variables, and functions of which this is so. */
function computesAlone(context: Context, { definition, scope }: FunctionValue, underway: Set<FunctionSyntax>): boolean {
  if (underway.has(definition)) return true
  underway.add(definition)
  if (definition.generator === true || definition.decorators.length > 0) return false
  if (definition.parameters.some(({ pattern, rest }) => pattern !== undefined || rest !== undefined)) return false
  const own = new Set(definition.parameters.map(({ name }) => name))
  const used = new Set<string>()
  for (const part of partsInside(definition)) {
    if (part.kind === 'function') return false
    if (!(part.kind === 'statement' ? STATEMENTS.has(part.node.kind) : EXPRESSIONS.has(part.node.kind))) return false
    for (const name of part.kind === 'statement' ? declaredBy(context, part.node) : []) own.add(name)
    if (part.kind === 'expression' && part.node.kind === 'name') {
      if (part.node.own !== undefined) return false
      used.add(part.node.name)
    }
  }
  return [...used].every((name) => {
    const outer = own.has(name) ? undefined : context.bound(name, scope)
    return outer === undefined || outer.kind === 'reference' || (outer.kind === 'function' && computesAlone(context, outer, underway))
  })
}

/** The statements and expressions of a function's body. */
function partsInside(definition: FunctionSyntax): readonly Part[] {
  const parts = [...partsOfPart({ kind: 'function', node: definition, range: definition.range })]
  for (const part of parts) if (part.kind !== 'function') parts.push(...partsOfPart(part))
  return parts
}

/** The variables that a statement makes the function's own. */
function declaredBy({ dialect }: Context, statement: Statement): readonly string[] {
  if (statement.kind === 'assign')
    return statement.declares === true || statement.hoisted === true || !dialect.assignsOutwards
      ? statement.targets.flatMap((target) => (target.kind === 'name' || target.kind === 'list' ? boundNames(target) : []))
      : []
  return statement.kind === 'for' && statement.outer !== true ? boundNames(statement.target) : []
}
