/** Related rates: dy/dt where an equation ties y to x, and dx/dt is given or x(t) is whatever it is; dV/dt of a V = 4πr³/3. */
import { applyTerm, type CallTerm, nameTerm, numberTerm, type Reading, readable, type Term } from '../term.ts'
import type { Asked } from './asked.ts'
import type { Outline } from './outline.ts'
import type { Scope } from './scope.ts'
import type { Statement } from './statements/statements.ts'
import { derivativeAt, freeNames } from './terms/terms.ts'
import { askedOfEquations, variableAmong } from './terms/wanted.ts'
import { placeSaid } from './text/placesSaid.ts'

/** Letters of lengths, places, areas and the like, which move where nothing says that they do not. */
const MOVES = /^(?:[hlrsu-zASV]|theta|phi|alpha|beta)$/

/** What is asked for by a derivative of a name that an equation ties to others, or by one that no formula of it holds; undefined of others. */
export const byRelations = (asked: Asked, outline: Outline, scope: Scope, equations: readonly Reading[]): Reading | undefined =>
  relatedRate(asked, outline, scope, equations) ??
  slopeThere(asked, outline, equations) ??
  (outline.definedAs(asked.derivative.of) === undefined ? askedOfEquations(asked.derivative, asked.statement.range, equations) : undefined)

/** What is asked for by the derivative of a name by one that does not stand in the formula that holds it; undefined of others. */
function relatedRate({ derivative, statement }: Asked, outline: Outline, scope: Scope, equations: readonly Reading[]): Reading | undefined {
  const { of, by, order } = derivative
  const [variable, ...more] = by ?? []
  if (variable === undefined || more.length > 0 || order > 1) return undefined
  const rates = ratesBy(variable, outline, scope)
  const isMoving = (name: string): boolean => name !== of && (rates.size > 0 ? rates.has(name) : MOVES.test(name))
  const relation = relationsIn(outline, scope, equations).find(({ sides }) => {
    const names = new Set(sides.flatMap((side) => [...freeNames(side)]))
    return names.has(of) && !names.has(variable) && [...names].some(isMoving)
  })
  if (relation === undefined) return undefined
  const { range } = statement
  const { sides, declarations, notes } = relation
  const moving = [...new Set(sides.flatMap((side) => [...freeNames(side)]))].filter(isMoving)
  const called = (name: string, primes?: number): CallTerm => ({ kind: 'call', name, args: [nameTerm(variable)], range, ...(primes && { primes }) })
  // Where no rate is given all are functions that nobody knows.
  const there = numbersAt(outline, statement, sides)
  const places = rates.size > 0 ? there : new Map<string, Term>([of, ...moving].map((name) => [name, called(name)]))
  const slope = (side: Term, name: string): Term => derivativeAt(side, [name], new Map<string, Term>([[name, nameTerm(name)], ...places]), range)
  const change = (side: Term): readonly Term[] =>
    moving
      .filter((name) => freeNames(side).has(name))
      .map((name) => applyTerm('product', [slope(side, name), rates.get(name) ?? called(name, 1)], range))
  const [left, right] = sides
  // z² = x² + y² changes on the right as it does on the left.
  const isApart = right !== undefined && !freeNames(right).has(of) && change(left).length === 0
  const whole = right === undefined ? left : applyTerm('sub', [left, right], range)
  const above = isApart ? change(right) : change(whole).map((part) => applyTerm('neg', [part], range))
  const all = above.length > 1 ? applyTerm('add', above, range) : (above[0] as Term)
  const value = isApart && left.kind === 'name' ? all : applyTerm('quotient', [all, slope(isApart ? left : whole, of)], range)
  const message = `read ${moving.join(', ')} as ${moving.length > 1 ? 'functions' : 'a function'} of ${variable}`
  return { body: value, range, declarations, notes: rates.size > 0 ? notes : [...notes, { message, range, kind: 'reading' }] }
}

/** Characters around what is asked for in which it says where. */
const NEAR = 300

/** What is said of the place, for names of these terms. */
function numbersAt({ text }: Outline, { range }: Statement, sides: readonly Term[]): ReadonlyMap<string, Term> {
  const names = new Set(sides.flatMap((side) => [...freeNames(side)]))
  return new Map(
    [...placeSaid(text.slice(Math.max(0, range.start - NEAR), range.end + NEAR))].flatMap(([name, value]) =>
      names.has(name) ? [[name, numberTerm(value)] as const] : [],
    ),
  )
}

/** y' at (3, 4), where an equation of x and y alone says what y is. */
function slopeThere({ derivative: { of, by, order }, statement }: Asked, outline: Outline, equations: readonly Reading[]): Reading | undefined {
  const equation = equations.filter(({ body }) => freeNames(body).has(of)).at(-1)
  if (equation === undefined || order > 1 || outline.definedAs(of) !== undefined) return undefined
  const variable = by?.[0] ?? variableAmong(freeNames(equation.body), of)
  const there = numbersAt(outline, statement, [equation.body])
  if (variable === undefined || ![...freeNames(equation.body)].every((name) => there.has(name)) || !there.has(variable)) return undefined
  const { range } = statement
  const slope = (name: string): Term => derivativeAt(equation.body, [name], there, range)
  const value = applyTerm('neg', [applyTerm('quotient', [slope(variable), slope(of)], range)], range)
  return { ...equation, name: undefined, body: value, range }
}

/** The rates that the text gives: dx/dt = 3. */
function ratesBy(variable: string, outline: Outline, scope: Scope): ReadonlyMap<string, Term> {
  const given = outline.allDefined().filter(({ head }) => head.derivative?.order === 1 && head.derivative.by?.join() === variable)
  return new Map(readable(given, (defined) => [defined.head.derivative?.of as string, scope.bodyOf(defined).body] as const))
}

/** What is zero, or two sides that are equal. */
interface Relation extends Pick<Reading, 'declarations' | 'notes'> {
  readonly sides: readonly [Term] | readonly [left: Term, right: Term]
}

function relationsIn(outline: Outline, scope: Scope, equations: readonly Reading[]): readonly Relation[] {
  const defined = outline
    .allDefined()
    .filter(({ head }) => head.derivative === undefined && head.parameters === undefined && head.components === undefined)
  const own = readable(defined, (one): Relation => {
    const { name, given } = one.head
    const { body, notes } = scope.bodyOf(one)
    return {
      sides: [given === 'square' ? applyTerm('power', [nameTerm(name), numberTerm(2)]) : nameTerm(name), body],
      declarations: new Map(),
      notes,
    }
  })
  return [...equations.map(({ body, declarations, notes }): Relation => ({ sides: [body], declarations, notes })), ...own]
}
