/**
 * Names that an equation defines implicitly: y by x² + y² = 1. Asked for by name, or by a derivative dy/dx of a name that the
 * text defines in no other way, the reading is the equation, with what is wanted of it.
 */
import { withoutDifference } from './equations.ts'
import { freeNames } from './latex/terms/terms.ts'
import { type Document, ReadError, type Reading, type Target, type Term } from './term.ts'

/** A document in which what is not defined is looked for in its equations. */
export function withImplicit(document: Document): Document {
  if (document.equations === undefined) return document
  const equations = (): Reading[] => document.equations?.() ?? []
  return {
    definitions: () => document.definitions(),
    inner: () => document.inner?.() ?? [],
    assignments: (within) => document.assignments?.(within) ?? [],
    read: (target: Target): Reading => {
      const { of } = target
      try {
        const reading = document.read(target)
        const wanted = quotientOf(reading.body)
        return wanted === undefined ? reading : (implicitly(equations(), wanted.name, wanted.by, reading) ?? reading)
      } catch (error) {
        const found = error instanceof ReadError && of !== undefined ? implicitly(equations(), of, []) : undefined
        if (found === undefined) throw error
        return found
      }
    },
  }
}

interface Quotient {
  readonly name: string
  readonly by: readonly string[]
}

/** y and x, of a term that is dy/dx and nothing else. */
function quotientOf(term: Term): Quotient | undefined {
  if (term.kind === 'call') {
    const names = term.args.flatMap((arg) => (arg.kind === 'name' ? [arg.name] : []))
    return names.length === 1 && term.args.length === 1 && (term.primes ?? 0) > 0
      ? { name: term.name, by: new Array<string>(term.primes as number).fill(names[0] as string) }
      : undefined
  }
  if (term.kind === 'derivative') {
    const { of, by, at } = term
    const named = of.kind === 'name' || (of.kind === 'call' && (of.primes ?? 0) === 0 && of.args.every(({ kind }) => kind === 'name'))
    return named && at === undefined ? { name: of.name, by } : undefined
  }
  if (term.kind !== 'apply' || (term.op !== 'quotient' && term.op !== 'div')) return undefined
  const [above, below] = term.args.map((arg) => (arg.kind === 'name' ? /^d(\w+)$/.exec(arg.name)?.[1] : undefined))
  return above !== undefined && below !== undefined && above !== below ? { name: above, by: [below] } : undefined
}

/** The last of the equations that holds all the names. */
function implicitly(equations: readonly Reading[], name: string, by: readonly string[], at?: Reading): Reading | undefined {
  const equation = equations
    .filter(({ body }) => {
      const free = freeNames(body)
      return free.has(name) && by.every((one) => free.has(one))
    })
    .at(-1)
  if (equation === undefined) return undefined
  const notes = withoutDifference(equation.notes)
  return { ...equation, name: by.length === 0 ? name : undefined, range: at?.range ?? equation.range, notes, implicit: { name, by } }
}
