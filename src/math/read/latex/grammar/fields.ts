/** Derivatives of fields and changes of coordinates: divergence, curl, \partial(x, y)/\partial(r, \theta), d \ln y/d \ln x. */
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { freeNames, ordered } from '../terms/terms.ts'
import { readVariable } from './differentials.ts'
import type { Grammar } from './grammar.ts'

const COORDINATES = ['x', 'y', 'z']

/** \nabla \cdot F and \nabla \times F of a field whose components are written out, by x, y, z or the parameters it is called with. */
export function readOfField(g: Grammar, from: number): Term {
  const isCurl = g.is('\\times')
  g.at++
  const name = g.peek()?.kind === 'letter' ? g.peek()?.text : undefined
  const field = fieldOf(g.factor())
  const range = g.rangeFrom(from)
  const parameters = name === undefined ? undefined : g.surroundings.functionNamed(name)?.parameters
  const names = parameters?.length === field?.length ? parameters : undefined
  const by = names ?? COORDINATES.slice(0, field?.length)
  const isWhole = field !== undefined && (isCurl ? field.length === 3 : field.length === 2 || field.length === 3)
  if (field === undefined || !isWhole || !field.some((part) => by.some((one) => freeNames(part).has(one))))
    g.fail(
      `${isCurl ? 'the curl' : 'the divergence'} of a field is not known here`,
      'write its components, (P, Q, R) in x, y and z',
      g.rangeOf({ from, to: from + 1 }),
    )
  const slope = (part: number, variable: number): readonly Term[] =>
    freeNames(field[part] as Term).has(by[variable] as string)
      ? [{ kind: 'derivative', of: field[part] as Term, by: [by[variable] as string], range }]
      : []
  const sum = (terms: readonly Term[]): Term => (terms.length > 1 ? applyTerm('add', terms, range) : (terms[0] ?? numberTerm(0, range)))
  if (!isCurl) return sum(field.flatMap((_, k) => slope(k, k)))
  const turn = (a: number, b: number): Term => sum([...slope(b, a), ...slope(a, b).map((term) => applyTerm('neg', [term], range))])
  return applyTerm('array', [turn(1, 2), turn(2, 0), turn(0, 1)], range)
}

/** The components of a field that is a list, or a sum of multiples of unit vectors. */
function fieldOf(term: Term): readonly Term[] | undefined {
  return term.kind === 'apply' && term.op === 'array' && !ordered(term).some((part) => part !== term && part.kind === 'apply' && part.op === 'array')
    ? term.args
    : undefined
}

/** \frac{\partial(x, y)}{\partial(r, \theta)}: the determinant of the Jacobian of what the text says x and y are; undefined for other fractions. */
export function readJacobian(g: Grammar): Term | undefined {
  const from = g.at
  const isList = (at: number): boolean => g.tokens[at]?.text === '{' && g.tokens[at + 1]?.text === '\\partial' && g.tokens[at + 2]?.text === '('
  if (!isList(from + 1) || !isList(g.closing(from + 1) + 1)) return undefined
  g.at++
  const names = (): string[] => {
    const span = g.argument('the variables')
    return g.within(span, () => {
      g.at += 2
      const found = readVariables(g)
      if (!g.take(')')) g.unexpected()
      return found
    })
  }
  const above = names()
  const below = names()
  const range = g.rangeFrom(from)
  if (above.length !== below.length)
    g.fail('a Jacobian determinant has as many variables below as above', 'write \\frac{\\partial(x, y)}{\\partial(u, v)}', range)
  const rows = above.map((name) => {
    const of =
      g.surroundings.valueOf(name) ??
      g.surroundings.functionNamed(name)?.body() ??
      g.fail(`${name} is not defined here`, `write ${name} = ... beside it`, range)
    return applyTerm(
      'array',
      below.map((variable): Term => ({ kind: 'derivative', of, by: [variable], range })),
      range,
    )
  })
  return applyTerm('det', [applyTerm('array', rows, range)], range)
}

/** \frac{d \ln y}{d \ln x}, an elasticity: x times the derivative by x; undefined for other fractions. */
export function readElasticity(g: Grammar): Term | undefined {
  const from = g.at
  const below = g.tokens[from + 1]?.text === '{' ? g.closing(from + 1) + 2 : -1
  const isOf = (at: number): boolean => /^(?:d|\\partial)$/.test(g.tokens[at]?.text ?? '') && /^\\(?:ln|log)$/.test(g.tokens[at + 1]?.text ?? '')
  if (!isOf(from + 2) || below < 0 || g.tokens[below - 1]?.text !== '{' || !isOf(below)) return undefined
  g.at++
  const top = g.argument('the numerator')
  const bottom = g.argument('the denominator')
  const after = g.at
  const name = g.within(
    { from: bottom.from + 2, to: bottom.to },
    () => {
      const variable = readVariable(g)
      if (variable === undefined) g.fail('this is no variable', 'write \\ln of a name')
      return variable
    },
    after,
  )
  const of = g.within({ from: top.from + 1, to: top.to }, () => g.binding([name], 'parameter', () => g.product()), after)
  const range = g.rangeFrom(from)
  return applyTerm('product', [nameTerm(name), { kind: 'derivative', of, by: [name], range }], range)
}

/** Names with commas between. */
export function readVariables(g: Grammar): string[] {
  const names: string[] = []
  do {
    const name = readVariable(g)
    if (name === undefined) g.fail('this is no variable', 'write a name')
    names.push(name)
  } while (g.take(','))
  return names
}
