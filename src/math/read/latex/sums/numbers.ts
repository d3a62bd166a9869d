/** What terms come to where some names are numbers: bounds, indices and conditions of sums that are written out. */
import { partsOf } from '../../order.ts'
import type { Term } from '../../term.ts'

/** The whole number that a term is where names are numbers. */
export function wholeAt(term: Term, numbers: ReadonlyMap<string, number>): number | undefined {
  const value = numberAt(term, numbers)
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined
}

function numberAt(term: Term, numbers: ReadonlyMap<string, number>): number | undefined {
  if (term.kind === 'number') return term.value.value
  if (term.kind === 'name') return numbers.get(term.name)
  if (term.kind !== 'apply') return undefined
  const parts = partsOf(term).map((part) => numberAt(part, numbers))
  if (parts.includes(undefined) || parts.length === 0) return undefined
  const [a, b] = parts as [number, number]
  switch (term.op) {
    case 'add':
      return (parts as number[]).reduce((sum, part) => sum + part, 0)
    case 'neg':
      return -a
    case 'product':
    case 'mul':
    case 'cdot':
    case 'times':
      return (parts as number[]).reduce((product, part) => product * part, 1)
    case 'quotient':
    case 'div':
      return a / b
    case 'floor':
      return Math.floor(a)
    case 'ceil':
      return Math.ceil(a)
    default:
      return undefined
  }
}

/** Whether a condition on numbers holds. */
export function truthAt(term: Term, numbers: ReadonlyMap<string, number>): boolean | undefined {
  if (term.kind !== 'apply') return undefined
  if (term.op === 'and') {
    const all = term.args.map((arg) => truthAt(arg, numbers))
    return all.includes(false) ? false : all.includes(undefined) ? undefined : true
  }
  const [a, b] = term.args.map((arg) => numberAt(arg, numbers))
  if (a === undefined || b === undefined || term.args.length !== 2) return undefined
  switch (term.op) {
    case 'eq':
      return a === b
    case 'ne':
      return a !== b
    case 'lt':
      return a < b
    case 'le':
      return a <= b
    case 'gt':
      return a > b
    case 'ge':
      return a >= b
    default:
      return undefined
  }
}
