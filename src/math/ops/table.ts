/** THE TABLE: every row, by name and by the names libraries give it. */
import type { Library, Operation } from '../expr.ts'
import { activationRows } from './activation.ts'
import { arithmeticRows } from './arithmetic.ts'
import { arrangeRows } from './arrange.ts'
import { besselRows } from './bessel.ts'
import { binderRows } from './binder.ts'
import { complexRows } from './complex.ts'
import { conditionRows } from './condition.ts'
import { contractionRows } from './contraction.ts'
import { decompositionRows } from './decomposition.ts'
import { detachedRows } from './detached.ts'
import { einsumRows } from './einsum.ts'
import { exponentialRows } from './exponential.ts'
import { gammaRows } from './gamma.ts'
import { hyperbolicRows } from './hyperbolic.ts'
import { indicatorRows } from './indicator.ts'
import { informationRows } from './information.ts'
import { layoutRows } from './layout.ts'
import { linearRows } from './linear.ts'
import { matrixFunctionRows } from './matrixFunctions.ts'
import { orderRows } from './order.ts'
import { othersRows } from './others.ts'
import { powerRows } from './powers.ts'
import { productRows } from './products.ts'
import { reductionRows } from './reduction.ts'
import { roundingRows } from './rounding.ts'
import { runningRows } from './running.ts'
import { sliceRows } from './slice.ts'
import { softmaxRows } from './softmax.ts'
import { specialRows } from './special.ts'
import { structureRows } from './structure.ts'
import { trigonometricRows } from './trigonometric.ts'
import { varianceRows } from './variance.ts'

export const table: readonly Operation[] = [
  ...structureRows,
  ...einsumRows,
  ...arithmeticRows,
  ...conditionRows,
  ...detachedRows,
  ...complexRows,
  ...trigonometricRows,
  ...hyperbolicRows,
  ...powerRows,
  ...othersRows,
  ...specialRows,
  ...gammaRows,
  ...besselRows,
  ...activationRows,
  ...informationRows,
  ...roundingRows,
  ...reductionRows,
  ...runningRows,
  ...varianceRows,
  ...softmaxRows,
  ...linearRows,
  ...decompositionRows,
  ...exponentialRows,
  ...matrixFunctionRows,
  ...productRows,
  ...sliceRows,
  ...indicatorRows,
  ...orderRows,
  ...arrangeRows,
  ...layoutRows,
  ...contractionRows,
  ...binderRows,
]

const byName = new Map(table.map((operation) => [operation.name, operation]))

/** The row of this name. */
export const operationNamed = (name: string): Operation | undefined => byName.get(name)

/** Whether an operation is computed component by component of its arguments. */
export const isElementwise = (name: string): boolean => operationNamed(name)?.elementwise === true

/** The rows by what each library calls them, made where a library is first asked about. */
const bySpelling = new Map<Library, Map<string, Operation[]>>()

function spellingsOf(library: Library): Map<string, Operation[]> {
  let names = bySpelling.get(library)
  if (names === undefined) {
    names = new Map()
    for (const operation of table) {
      const spelled = operation.spell?.[library]
      // Plain text prints a row that has no spelling by its name, and so reads it.
      const own = library === 'text' && operation.kernel !== undefined ? operation.name : undefined
      if (typeof spelled === 'string') addSpelling(names, spelled, operation)
      else if (spelled !== undefined) for (const name of spelled) addSpelling(names, name, operation)
      if (own !== undefined) addSpelling(names, own, operation)
    }
    bySpelling.set(library, names)
  }
  return names
}

function addSpelling(names: Map<string, Operation[]>, name: string, operation: Operation): void {
  const known = names.get(name)
  if (known === undefined) names.set(name, [operation])
  else if (known.at(-1) !== operation) known.push(operation)
}

/** A call with so many arguments fits the row: it takes any number, or those left out have defaults. */
export function takes(operation: Operation, count: number): boolean {
  const { args, defaults = [] } = operation
  const most = args.length
  if (args.at(-1)?.startsWith('...') === true) return count >= most - 1
  return count <= most && count >= most - defaults.length
}

/**
 * The row that a library spells so; undefined when it has no such name. Some names stand for several rows, told apart by
 * the number of arguments: `log(x)` and `log(x, base)`; without a number the first is meant.
 */
export function operationSpelled(library: Library, spelling: string, count?: number): Operation | undefined {
  const rows = spellingsOf(library).get(spelling)
  if (rows === undefined) return undefined
  return (count === undefined ? undefined : rows.find((operation) => takes(operation, count))) ?? rows[0]
}

/** What the libraries of a list call the rows, once some names were in none of them: for a few it is quicker to ask each. */
const inAny = new WeakMap<readonly Library[], ReadonlyMap<string, Operation>>()
const missed = new WeakMap<readonly Library[], number>()
const FEW = 8

/** The row that any of these libraries spells so; the first library that has the name says what it means. */
export function spelledInAny(libraries: readonly Library[], spelling: string): Operation | undefined {
  const all = inAny.get(libraries)
  if (all !== undefined) return all.get(spelling)
  for (const library of libraries) {
    const found = spellingsOf(library).get(spelling)
    if (found !== undefined) return found[0]
  }
  const misses = (missed.get(libraries) ?? 0) + 1
  missed.set(libraries, misses)
  if (misses < FEW) return undefined
  const joined = new Map<string, Operation>()
  for (const library of libraries) {
    for (const [name, [first]] of spellingsOf(library)) if (first !== undefined && !joined.has(name)) joined.set(name, first)
  }
  inAny.set(libraries, joined)
  return undefined
}
