/** A test of a derivative that a text holds, as code to stand beside it: at points where the function is smooth. */
import type { CodeLanguage, Source } from '../api.ts'
import { type Plan, plan } from '../evaluate/plan.ts'
import { chooseBoxes, generator, labelsIn, samplePoint, sampleSizes } from '../evaluate/sample.ts'
import { asTensor, type Bindings, EvaluationError, evaluatePlan, surroundingsOf } from '../evaluate/value.ts'
import { type Expr, nameOf, topological, traitsOf } from '../expr.ts'
import { boundNames, isCall } from '../ops/binder.ts'
import { printGradientTest } from '../print/gradientTest/gradientTest.ts'
import { type GradientTest, RELATIVE, STEP, type TestVariable } from '../print/gradientTest/program.ts'
import { type Definition, ReadError } from '../read/term.ts'
import { evaluateLength } from '../shape.ts'
import { fromValue, type Tensor, toValue } from '../tensor.ts'
import { asOf } from './asOf.ts'
import { allOf, opened, pairsIn } from './changed.ts'
import { verdictOn } from './judge.ts'
import { pairsNamed } from './named.ts'
import type { Pair } from './pair.ts'
import type { Sides } from './sides.ts'

/** Points of a test in which all is numbers, draws until they are found, and numbers that one value may hold. */
const [POINTS, DRAWS, LARGEST] = [3, 200, 24]
/** Digits of the numbers in a test: who reads it should not mind them. */
const DIGITS = 2

/**
 * The pair's derivative against differences of its function, or against what the library gets by automatic differentiation, as a function
 * of the language; undefined where there is no such test: of methods, of what is handed back, of derivatives of higher order, of what a
 * dictionary holds, and where
 * nobody can tell by what it is. Never throws on any text.
 */
export function gradientTest(
  source: Source,
  pair: { readonly function: string; readonly derivative: string; readonly range?: Source['selection'] },
  language: CodeLanguage,
  alias?: string,
): string | undefined {
  const document = opened(source)
  if (!('definitions' in document)) return undefined
  const definitions = allOf(document)
  const [found] = pairsNamed(definitions, pairsIn(definitions, source), pair)
  if (found === undefined || found.order > 1 || found.backward || !isCallable(found.value) || !isCallable(found.derivative)) return undefined
  try {
    // A test takes the value for what is returned first.
    if ((found.returned?.at ?? 0) > 0 || document.read({ selection: found.value.range }).bundled !== undefined) return undefined
    const { sides, by, verdict } = verdictOn(source, asOf(source, document, found), found)
    const test = sides && by && testOf(source, found, sides, by, verdict === 'equal')
    return test && printGradientTest(test, language, { alias, text: source.text })
  } catch (error) {
    if (error instanceof ReadError || error instanceof EvaluationError || error instanceof RangeError) return undefined
    throw error
  }
}

/** A function that stands by itself: a method needs its object. */
const isCallable = ({ kind, name }: Definition): boolean => kind === 'function' && /^\w+$/u.test(name)

function testOf(source: Source, pair: Pair, sides: Sides, by: readonly Expr[], isRight: boolean): GradientTest | undefined {
  const { value, derivative, returned } = pair
  const { expr, symbols } = sides.value
  if (sides.strangers.length > 0 || sides.parts.length !== by.length || topological([expr]).some(isCall)) return undefined
  const named = new Map(symbols.map((node) => [nameOf(node) as string, node]))
  const takes = argumentsOf(source, value, named, (name) => name)
  const derivativeTakes = argumentsOf(source, derivative, named, (name) => sides.names.get(name))
  if (takes === undefined || derivativeTakes === undefined || !by.every((node) => takes.includes(nameOf(node) as string))) return undefined
  const used = [...new Set([...takes, ...derivativeTakes])].map((name) => named.get(name) as Expr)
  // What the text around gives has its value there; without one nothing can be computed.
  const known = new Map(
    symbols.flatMap((node): [Expr, Tensor][] => {
      const own = sides.declarations.get(nameOf(node) as string)?.value
      return own === undefined || by.includes(node) ? [] : [[node, fromValue(own)]]
    }),
  )
  if (symbols.some((node) => !used.includes(node) && !known.has(node))) return undefined
  const isWhole = (node: Expr): boolean => traitsOf(node).integer === true || known.get(node)?.data.every(Number.isInteger) === true
  const isOfNumbers = used.every(({ rank }) => rank === 0)
  const points = pointsOf(sides, by, known, isOfNumbers ? POINTS : 1)
  // What is right must pass: not where the axes stand in another order.
  if (isRight && !points.every((point) => isMet(sides, by, point))) return undefined
  const [first] = points
  if (first === undefined) return undefined
  const tensorOf = (node: Expr, { at }: TestPoint): Tensor => at.get(nameOf(node) as string) as Tensor
  const isFixed = (node: Expr): boolean => !isOfNumbers || known.has(node) || isWhole(node)
  const entries = <T>(nodes: readonly Expr[], of: (node: Expr) => T): ReadonlyMap<string, T> =>
    new Map(nodes.map((node) => [nameOf(node) as string, of(node)]))
  return {
    function: value.name,
    derivative: derivative.name,
    takes,
    derivativeTakes,
    by: by.map((node): TestVariable => ({ name: nameOf(node) as string, shape: tensorOf(node, first).shape })),
    shape: first.value.shape,
    isFirst: value.name === derivative.name,
    before: returned === undefined ? 0 : 1,
    fixed: entries(used.filter(isFixed), (node) => toValue(tensorOf(node, first))),
    varied: entries(
      used.filter((node) => !isFixed(node)),
      (node) => points.map((point) => tensorOf(node, point).data[0] as number),
    ),
    whole: new Set(used.filter(isWhole).map((node) => nameOf(node) as string)),
  }
}

/** By which names of the function it is called; undefined where something else has to be given. */
function argumentsOf(
  { text }: Source,
  { parameters, range }: Definition,
  named: ReadonlyMap<string, Expr>,
  ours: (name: string) => string | undefined,
): string[] | undefined {
  const header = text.slice(range.start, Math.min(range.end, range.start + 1000))
  // f(x, *, a=1) and f(x; a = 1) take the rest by name alone, and have it by default.
  const marked = /[(,]\s*\*\s*,|^[^)\n]*;/.exec(header)
  const isNamed = (name: string): boolean =>
    marked !== null && new RegExp(`\\b${name.replace(/\W/g, '')}\\b`).test(header.slice(marked.index + marked[0].length).split(')')[0] ?? '')
  const taken = parameters.map((name) => {
    const own = isNamed(name) ? undefined : ours(name)
    return own !== undefined && named.has(own) ? own : undefined
  })
  const end = taken.reduce((last, name, k) => (name === undefined ? last : k + 1), 0)
  // What stands behind the last one that is needed may be left out where it has a default.
  const isOptional = (name: string): boolean => new RegExp(`\\b${name.replace(/\W/g, '')}\\s*(?::[^=,()]*)?=[^=>]`).test(header)
  if (!parameters.slice(end).every(isOptional)) return undefined
  const before = taken.slice(0, end)
  return before.every((name) => name !== undefined) ? before : undefined
}

interface TestPoint {
  readonly at: Bindings
  readonly value: Tensor
}

/** Points of few digits around which the function is smooth in all that the derivative is by. */
function pointsOf(sides: Sides, by: readonly Expr[], given: ReadonlyMap<Expr, Tensor>, wanted: number): TestPoint[] {
  const { expr, symbols } = sides.value
  const nodes = topological([expr])
  const bound = boundNames(nodes)
  const free = symbols.filter((node) => !bound.has(nameOf(node) as string))
  const sizes = sizesOf(sides, by, nodes)
  if (sizes === undefined) return []
  if (by.some(({ shape }) => shape.reduce<number>((count, length) => count * evaluateLength(length, sizes), 1) > LARGEST)) return []
  const random = generator(nodes.length)
  const order = plan([expr])
  const labels = labelsIn(nodes)
  const points: TestPoint[] = []
  const found: (readonly number[])[] = []
  for (let round = 0; round < DRAWS && points.length < wanted; round++) {
    const boxes = chooseBoxes(free.length, round, found, random)
    const drawn = samplePoint(free, sizes, boxes, random, labels)
    const at = new Map([...drawn].map(([name, value]) => [name, rounded(value)]))
    for (const [node, own] of given) at.set(nameOf(node) as string, own)
    const value = quietly(() => valueAt(order, at, free))
    if (value === undefined || !by.every((node) => isSmooth(order, node, at, free))) continue
    found.push(boxes)
    points.push({ at, value })
  }
  return points
}

/** Lengths for the value, with those that the derivative tells: two components that are written out are those of a vector of two. */
function sizesOf({ value: { expr }, parts }: Sides, by: readonly Expr[], nodes: readonly Expr[]): Map<string, number> | undefined {
  const sizes = sampleSizes(nodes)
  for (const [k, part] of parts.entries()) {
    const wanted = [...expr.shape, ...(by[k] as Expr).shape]
    if (wanted.length !== part.expr.rank) return undefined
    for (const [axis, length] of wanted.entries()) {
      const own = part.expr.shape[axis]
      if (typeof length === 'string' && typeof own === 'number') sizes.set(length, own)
    }
  }
  return sizes
}

/** Whether the derivative is what differences of the value are at a point. */
function isMet({ value: { expr, symbols }, parts }: Sides, by: readonly Expr[], { at }: TestPoint): boolean {
  const order = plan([expr])
  return parts.every((part, k) => {
    const found = quietly(() => valueAt(plan([part.expr]), at, symbols))
    const whole = at.get(nameOf(by[k] as Expr) as string) as Tensor
    const columns = [...whole.data].map((_, column) => slopesOf(order, by[k] as Expr, at, symbols, column, Number(STEP)) ?? [])
    const numeric = (columns[0] ?? []).flatMap((_, row) => columns.map((own) => own[row] as number))
    return (
      found?.data.length === numeric.length &&
      numeric.every((slope, i) => Math.abs(slope - (found.data[i] as number)) <= Number(RELATIVE) * Math.max(Math.abs(slope), 1e-2))
    )
  })
}

const rounded = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((number) => Number(number.toPrecision(DIGITS))) })

const valueAt = (order: Plan, at: Bindings, symbols: readonly Expr[]): Tensor =>
  asTensor(evaluatePlan(order, surroundingsOf(order, at, symbols)).at(-1) as number | Tensor)

/** Central differences of all components of the value by one component of a variable; undefined where there is no value. */
function slopesOf(order: Plan, by: Expr, at: Bindings, symbols: readonly Expr[], component: number, step: number): number[] | undefined {
  const name = nameOf(by) as string
  const whole = at.get(name) as Tensor
  const [above, below] = [step, -step].map((change) => {
    const data = whole.data.slice()
    data[component] = (data[component] as number) + change
    return quietly(() => valueAt(order, new Map([...at, [name, { ...whole, data }]]), symbols))
  }) as [Tensor?, Tensor?]
  if (above === undefined || below === undefined) return undefined
  return [...above.data].map((value, i) => (value - (below.data[i] as number)) / (2 * step))
}

/** Whether differences of half the step are the same, and none vanishes that a test would look at. */
function isSmooth(order: Plan, by: Expr, at: Bindings, symbols: readonly Expr[]): boolean {
  const [step, tolerance] = [Number(STEP), 0.1 * Number(RELATIVE)]
  return [...(at.get(nameOf(by) as string) as Tensor).data].every((_, k) => {
    const [one, half] = [step, step / 2].map((own) => slopesOf(order, by, at, symbols, k, own))
    // The test must hold with room to spare, on other machines too.
    return one?.every((slope, i) => Math.abs(slope - (half?.[i] as number)) <= tolerance * Math.max(Math.abs(slope), 1e-2)) === true
  })
}

/** Undefined where there is no finite value. */
function quietly(evaluate: () => Tensor): Tensor | undefined {
  try {
    const value = evaluate()
    return value.data.every(Number.isFinite) ? value : undefined
  } catch (error) {
    if (error instanceof EvaluationError) return undefined
    throw error
  }
}
