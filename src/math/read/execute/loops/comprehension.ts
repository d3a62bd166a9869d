/** Comprehensions and generators: listed where the elements can be counted, else one element for all indices. */
import type { Range } from '../../../api.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { forEach, sizeOf, symbolicElement } from '../arrays/sequences.ts'
import type { Clause, Expression } from '../syntax/syntax.ts'
import { type Context, refuse } from '../values/context.ts'
import { dictionaryKey } from '../values/keys.ts'
import { Cell } from '../values/store.ts'
import { isTerm, type Scope, type SequenceValue, type Value } from '../values/value.ts'

type Comprehension = Extract<Expression, { kind: 'comprehension' }>

export function comprehend(context: Context, e: Comprehension, outer: Scope): Value {
  const scope: Scope = { variables: new Map(), parent: outer, comprehension: true }
  const items: Value[] = []
  const row = collect(context, e, 0, scope, items)
  if (e.form === 'dictionary') {
    if (row !== undefined) return refuse('which entries there are depends on symbols', e.range)
    return { kind: 'dictionary', entries: new Cell(entriesOf(items, e.range)) }
  }
  const matrix = matrixGoneThrough(context, e, outer)
  if (matrix !== undefined) {
    const values: Value = row ?? { kind: 'list', form: 'list', items: new Cell(items) }
    return inPlaceOf(context, matrix, context.toTerm(values, e.range), e.range)
  }
  if (row !== undefined) return row
  return { kind: 'list', form: e.form === 'set' ? 'set' : 'list', items: new Cell(items) }
}

/** The matrix of whose components, column by column, an array is made: it is one of the same shape. */
function matrixGoneThrough(context: Context, { form, clauses }: Comprehension, scope: Scope): Term | undefined {
  const [clause, more] = clauses
  if (context.dialect.componentsOf === undefined || form !== 'list' || more !== undefined || clause === undefined) return undefined
  const value = clause.conditions.length > 0 ? undefined : context.quietly(() => context.evaluate(clause.iterable, scope))
  return value !== undefined && isTerm(value) && context.dialect.componentsOf(context, value) !== undefined ? value : undefined
}

/** Values that stand in the order of the columns of a matrix, as a matrix of that shape. */
const inPlaceOf = (context: Context, matrix: Term, values: Term, range: Range): Term => {
  const lengths = [1, 0].map((axis) => sizeOf(context, matrix, axis, range))
  const turned = applyTerm('reshape', [values, ...lengths], range, { shape: [{ length: 0 }, { length: 1 }] })
  return applyTerm('transpose', [turned], range)
}

/** A dictionary's entries from pairs of key and value. */
export function entriesOf(pairs: readonly Value[], range: Range): Map<string, Value> {
  const entries = new Map<string, Value>()
  for (const pair of pairs) {
    const [key, value] = pair.kind === 'list' ? pair.items.value : []
    const name = key === undefined ? undefined : dictionaryKey(key)
    if (name === undefined || value === undefined) return refuse('the keys of this dictionary are not known', range)
    entries.set(name, value)
  }
  return entries
}

/** Adds the elements of the clauses from number `level` on; or gives the row they are where they cannot be counted. */
function collect(context: Context, e: Comprehension, level: number, scope: Scope, items: Value[]): SequenceValue | undefined {
  const clause = e.clauses[level]
  if (clause === undefined) {
    const element = context.evaluate(e.element, scope)
    items.push(e.key === undefined ? element : { kind: 'list', form: 'tuple', items: new Cell([context.evaluate(e.key, scope), element]) })
    return undefined
  }
  const iterable = context.evaluate(clause.iterable, scope)
  const elements = context.elements(iterable, clause.iterable.range)
  if (elements === undefined) {
    if (items.length > 0) return refuse('the number of elements is not known', clause.iterable.range)
    return collectAll(context, e, level, iterable, scope)
  }
  for (const element of elements) {
    context.spend(clause.range)
    context.assign(clause.target, element, scope)
    const condition = conditions(context, clause, scope)
    if (condition === false) continue
    if (condition !== true) {
      // A sum over elements that a condition lets in is the sum of those, and 0 for the others.
      const inner: Value[] = []
      if (e.form !== 'generator' || collect(context, e, level + 1, scope, inner) !== undefined) {
        if (level > 0 || e.form !== 'list') return refuse('which elements there are depends on symbols', clause.range)
        items.length = 0
        return collectAll(context, e, level, context.toTerm(iterable, clause.iterable.range), scope)
      }
      for (const value of inner) items.push({ kind: 'guarded', condition, value: context.toTerm(value, e.element.range) })
      continue
    }
    const row = collect(context, e, level + 1, scope, items)
    if (row !== undefined) {
      if (elements.length === 1) return row
      return refuse('the number of elements is not known', clause.range)
    }
  }
  return undefined
}

/** The row of all that is gone through, whether its elements are known or not. */
function collectAll(context: Context, e: Comprehension, level: number, iterable: Value, scope: Scope): SequenceValue {
  const clause = e.clauses[level] as Clause
  const base = clause.target.kind === 'name' ? clause.target.name : 'i'
  return collectRow(context, e, level, symbolicElement(context, iterable, base, clause.iterable.range, true), scope)
}

/** The row that the elements of one more row make, by the clauses from number `level` on; pair by pair where the elements of rows are meant. */
function collectRow(context: Context, e: Comprehension, level: number, row: SequenceValue, scope: Scope): SequenceValue {
  const clause = e.clauses[level] as Clause
  if (row.flat === true) {
    const { element } = row
    if (element.kind !== 'sequence') return refuse('which elements there are depends on symbols', clause.range)
    const inner = (): SequenceValue => collectRow(context, e, level, symbolicElement(context, element, 'j', clause.range, true), scope)
    return { ...row, element: forEach(context, row.index, inner, clause.range) }
  }
  context.assign(clause.target, row.element, scope)
  const inner: Value[] = []
  const each = (): readonly [Term | boolean, Value | undefined] => {
    const holds = conditions(context, clause, scope)
    return [holds, holds === false ? undefined : collect(context, e, level + 1, scope, inner)]
  }
  const [condition, nested] = forEach(context, row.index, each, clause.range)
  if (condition === false) return { ...row, element: numberTerm(0), condition: applyTerm('ne', [numberTerm(0), numberTerm(0)]) }
  const flat = level + 1 < e.clauses.length
  const element: Value | undefined = nested ?? (flat ? { kind: 'list', form: 'list', items: new Cell(inner) } : inner[0])
  if (element === undefined) return refuse('which elements there are depends on symbols', clause.range)
  const both = row.condition === undefined || condition === true ? condition : applyTerm('and', [row.condition, condition], clause.range)
  return { ...row, element, flat, condition: both === true ? row.condition : both }
}

function conditions(context: Context, clause: Clause, scope: Scope): boolean | Term {
  const open: Term[] = []
  for (const condition of clause.conditions) {
    const value = context.evaluate(condition, scope)
    const known = context.decide(value, condition.range)
    if (known === false) return false
    if (known === undefined) open.push(context.toTerm(value, condition.range))
  }
  if (open.length === 0) return true
  return open.length === 1 ? (open[0] as Term) : applyTerm('and', open, clause.range)
}
