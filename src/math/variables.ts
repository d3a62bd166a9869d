/** The names that a formula is over, in the order of a function's parameters, and by which of them it is differentiated. */
import type { AnalyzeOptions } from './api.ts'
import { type Expr, nameOf, traitsOf } from './expr.ts'
import { symbolsOutsideConditions } from './ops/condition.ts'
import { placesAlone } from './ops/order.ts'
import type { Elaborated } from './read/elaborate.ts'
import { spelledAmong } from './read/spelling.ts'
import { ReadError, type Reading } from './read/term.ts'
import { lengthNames } from './shape.ts'

/** The symbols of the expression, parameters of the function first, of which it is the body or a part. */
export function symbolTable(reading: Reading, { symbols }: Elaborated): { name: string; node: Expr }[] {
  const found = new Map(symbols.map((node) => [nameOf(node) as string, node]))
  const parameters = (reading.parameters ?? reading.around ?? []).filter((name) => found.has(name))
  const rest = [...found.keys()].filter((name) => !parameters.includes(name))
  return [...parameters, ...rest].map((name) => ({ name, node: found.get(name) as Expr }))
}

/** What to differentiate by: as asked, else the function's parameters, else the free names; names with a known value only where nothing else is. */
export function chooseVariables(reading: Reading, elaborated: Elaborated, { wrt, keepsDefaults }: AnalyzeOptions): string[] {
  const { rounds } = reading
  const { expr, symbols } = elaborated
  if (wrt !== undefined) {
    const names = symbols.map((node) => nameOf(node) as string)
    const asked = (typeof wrt === 'string' ? [wrt] : wrt).map((name) => spelledAmong(name, names))
    for (const name of asked) {
      const long = symbols.find((node) => node.shape.some((length) => lengthNames(length).includes(name)))
      if (long !== undefined && !names.includes(name))
        throw new ReadError(
          `${name} is the length of an axis of ${nameOf(long)}: there is no derivative by it`,
          reading.range,
          'ask for another name',
        )
      if (rounds?.has(name))
        throw new ReadError(`${name} says how often something is done: there is no derivative by it`, reading.range, 'ask for another name')
    }
    return asked
  }
  const { implicit } = reading
  // In the order of the parameters, also within the body.
  const names = symbolTable(reading, elaborated).flatMap(({ name }) => (name === implicit?.name || rounds?.has(name) === true ? [] : [name]))
  if (implicit !== undefined && implicit.by.length > 0) return [...new Set(implicit.by)]
  // Labels and other indices that are whole numbers have no derivative.
  const places = placesAlone(expr)
  const isIndex = (node: Expr): boolean => places.has(node) || (node.rank > 0 && traitsOf(node).integer === true)
  const indices = new Set(symbols.filter(isIndex).map((node) => nameOf(node) as string))
  const parameters = (reading.parameters ?? []).filter((name) => names.includes(name) && !indices.has(name))
  const hasValue = (name: string): boolean => reading.declarations.get(name)?.value !== undefined
  const asked = parameters.filter((name) => reading.options?.has(name) !== true && !(keepsDefaults && hasValue(name)))
  if (parameters.length > 0) return asked.length > 0 ? asked : parameters
  if (reading.parameters !== undefined && reading.parameters.length > 0) return [...reading.parameters]
  const open = names.filter((name) => !indices.has(name) && !hasValue(name))
  const outside = new Set([...symbolsOutsideConditions(expr)].map(nameOf))
  const smooth = open.filter((name) => outside.has(name))
  if (open.length > 0) return smooth.length > 0 ? smooth : open
  // In a function all of whose parameters have values it is these that are meant.
  const own = keepsDefaults ? names.filter((name) => reading.around?.includes(name)) : []
  return own.length > 0 ? own : names.filter((name) => reading.constants?.has(name) !== true)
}
