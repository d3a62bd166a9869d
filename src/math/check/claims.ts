/** What a hand-written derivative may be, the likeliest first: by one argument, by all of them, of second order, or handed back. */
import { reverse } from '../differentiate/reverse.ts'
import { type Expr, nameOf, symbol, traitsOf } from '../expr.ts'
import { explicit } from '../implicit.ts'
import { neg } from '../ops/arithmetic.ts'
import { stack } from '../ops/arrange.ts'
import { transpose } from '../ops/linear.ts'
import type { Reading } from '../read/term.ts'
import { sameShape } from '../shape.ts'
import { simplify } from '../simplify/simplify.ts'
import { recognise } from '../simplify/whole/recognise.ts'
import { verifyDerivative } from '../verify.ts'
import { columnsIn, flattened } from './flat.ts'
import type { Pair } from './pair.ts'
import { componentOf, quietly, type Sides } from './sides.ts'

/** One thing that it may be. */
export interface Claim {
  /** The exact derivative, one for each value that is returned. */
  readonly exact: readonly Expr[]
  /** The names it is by, as people say it, and these as symbols. */
  readonly by: string
  readonly symbols: readonly Expr[]
  /** How likely it was meant, of what else it may be: from 0 to 1, and 1 where the text says so. */
  readonly likely: number
  /** The axes of a Jacobian are exchanged. */
  readonly transposed?: boolean
  /** It is a Jacobian in one array, row by row, or column by column where its axes are exchanged. */
  readonly flat?: true
  /** False: handed back in another order than that in which the function takes what they are by. */
  readonly isOrdered?: boolean
  /** Nothing says so: where it is wrong, it is meant only if half of its components are right. */
  readonly unsure?: true
}

const claimOf = (symbols: readonly Expr[], exact: readonly Expr[], likely: number): Claim => ({
  exact,
  by: symbols.map(nameOf).join(', '),
  symbols,
  likely,
})

/** What labels are called, which predictions are compared with; and data of any kind. */
const TARGETS = '(?:y_?)?(?:true|targets?|tgt|labels?|truth|gt|actual|expected|observed|obs)\\w*|[yYtT]_?(?:train|data)?'
const TARGET = new RegExp(`^(?:${TARGETS})$`)
const DATA = new RegExp(`^(?:${TARGETS}|[xX]_?(?:train|data)?|[xyt](?:s|_?i)|data|inputs?|batch|features)$`)
/** What is fitted to data, or predicted. */
const FITTED =
  /^(?:[wWbB]\d?|weights?|bias(?:es)?|theta\w*|beta\w*|phi|params?|coef\w*|(?:y_?)?(?:hat|pred\w*)|p|probs?|logits?|outputs?|z|h|scores?)$/i

const isCalled =
  (pattern: RegExp) =>
  (symbol: Expr): boolean =>
    pattern.test(nameOf(symbol) as string)

/** Whether it is called as labels are. */
export const isLabel = isCalled(TARGET)

/** Whether it is what something else of these is compared with. */
const isTarget = (symbol: Expr, variables: readonly Expr[]): boolean =>
  isCalled(TARGET)(symbol) && variables.some((node) => isCalled(FITTED)(node) && !isCalled(TARGET)(node))

/** The earlier a parameter, the likelier; beside what is fitted, data are not what one differentiates by. */
const likelihood = (symbols: readonly Expr[], variables: readonly Expr[]): number => {
  const isOfData = variables.some(isCalled(FITTED)) && symbols.some(isCalled(DATA))
  const place = symbols.reduce((sum, node, k) => sum + Math.max(0, variables.indexOf(node) - k), 0)
  return (isOfData ? 0.1 : 0.5) / (1 + place / 8)
}

/** Choices of some of the variables that are tried at most. */
const CHOICES = 24

/** Some of the variables, and whether they stand in their order. */
interface Choice {
  readonly chosen: readonly Expr[]
  readonly isOrdered: boolean
}

/** As many of the variables as there are values, of the wanted ranks: in their order, and behind these in others. */
function choicesOf(variables: readonly Expr[], ranks: readonly number[]): Choice[] {
  let choices: Choice[] = [{ chosen: [], isOrdered: true }]
  for (const rank of ranks)
    choices = choices
      .flatMap(({ chosen, isOrdered }) => {
        const after = chosen.length === 0 ? 0 : variables.indexOf(chosen.at(-1) as Expr) + 1
        return variables.flatMap((by, k) =>
          by.rank === rank && !chosen.includes(by) ? [{ chosen: [...chosen, by], isOrdered: isOrdered && k >= after }] : [],
        )
      })
      .sort((a, b) => Number(b.isOrdered) - Number(a.isOrdered))
      .slice(0, 4 * CHOICES)
  return choices.slice(0, CHOICES)
}

/** How likely another order of the values is than that of the parameters. */
const UNORDERED = 0.1

/** How likely a choice is meant. */
const likelihoodOf = ({ chosen, isOrdered }: Choice, variables: readonly Expr[]): number =>
  (isOrdered ? 1 : UNORDERED) * likelihood(chosen, variables)

/** Relative error above which a derivative of ours proves nothing. */
const PROVEN = 1e-9

/** Derivatives of one value, each made once. */
class Derivatives {
  private readonly made = new Map<Expr, Expr | undefined>()
  constructor(
    readonly value: Expr,
    /** By how many symbols it may be: the proofs share the work. */
    private readonly proofs: number,
  ) {}

  /** Simplified, and proven; undefined where there is none. */
  by(symbol: Expr): Expr | undefined {
    if (!this.made.has(symbol)) this.made.set(symbol, provenDerivative(this.value, symbol, this.proofs))
    return this.made.get(symbol)
  }
}

function provenDerivative(value: Expr, by: Expr, proofs = 1): Expr | undefined {
  const derivative = quietly(() => simplify(explicit.derivative(value, by)))
  if (derivative === undefined) return undefined
  const proof = verifyDerivative(value, by, derivative, { known: new Map(), proofs })
  return 'worst' in proof && proof.worst <= PROVEN ? derivative : undefined
}

/** The symbols that one can differentiate by: the parameters in their order, else all that the value knows. */
function variablesOf({ value }: Sides, reading: Reading): Expr[] {
  const all = value.symbols.filter((node) => traitsOf(node).integer !== true || node.rank === 0)
  const parameters = (reading.parameters ?? []).flatMap((name) => all.find((node) => nameOf(node) === name) ?? [])
  const chosen = parameters.length > 0 ? parameters : all
  // What has a value already is rarely what one differentiates by.
  const open = chosen.filter((node) => reading.declarations.get(nameOf(node) as string)?.value === undefined)
  return open.length > 0 ? open : chosen
}

/** Derivatives by what one of a claim is compared with, or by what stands before it. */
export function rivalsOf(sides: Sides, reading: Reading, { symbols: [by] }: Claim): Claim[] {
  const variables = variablesOf(sides, reading)
  if (by === undefined) return []
  const before = isTarget(by, variables) ? variables : variables.slice(0, variables.indexOf(by))
  return before.flatMap((other) => {
    const isRival = sameShape(other.shape, by.shape) && !isTarget(other, variables)
    const exact = isRival ? (sides.cotangent === undefined ? provenDerivative(sides.meant, other) : pulledBack(sides, [other])?.[0]) : undefined
    return exact === undefined ? [] : [claimOf([other], [exact], likelihood([other], variables))]
  })
}

/** The symbol of a name; by w_j, where w is a vector, is by all of its components. */
function called(name: string, symbols: readonly Expr[]): Expr | undefined {
  const component = componentOf(name)
  return (
    symbols.find((node) => nameOf(node) === name) ?? symbols.find((node) => nameOf(node) === component?.of && node.rank === component?.indices.length)
  )
}

/** All that it may be. */
export function* claimsOf(sides: Sides, pair: Pair, reading: Reading): Generator<Claim> {
  for (const claim of unsigned(sides, pair, reading)) yield pair.sign === -1 ? { ...claim, exact: claim.exact.map(negated) } : claim
}

/** Of an array that is written out each component. */
const negated = (exact: Expr): Expr => (exact.op === stack.op ? stack(...exact.args.map(negated)) : simplify(neg(exact)))

function* unsigned(sides: Sides, pair: Pair, reading: Reading): Generator<Claim> {
  const { value, cotangent } = sides
  const variables = variablesOf(sides, reading).filter((node) => pair.seeds?.includes(nameOf(node) as string) !== true)
  const named = pair.by?.map((name) => called(name, variables) ?? called(name, value.symbols) ?? symbol(name))
  if (cotangent !== undefined) yield* handedBack(sides, variables, named)
  else if (pair.order === 1)
    for (const claim of ofFirstOrder(sides, variables, named, pair.value.parameters)) {
      // \partial f_i/\partial x_j says which axis is which.
      if (claim.transposed !== true || named?.every((node, k) => nameOf(node) === pair.by?.[k]) !== false) yield claim
    }
  else if (pair.order === 2) yield* ofSecondOrder(sides, variables, named)
  else if (pair.order <= HIGHEST) yield* ofHigherOrder(sides, variables, named, pair.order)
}

function* ofFirstOrder(
  { value, meant, parts }: Sides,
  variables: readonly Expr[],
  named: readonly Expr[] | undefined,
  taken: readonly string[],
): Generator<Claim> {
  const derivatives = new Derivatives(meant, variables.length)
  const rank = parts[0]?.expr.rank
  if (parts.length > 1) {
    if (named?.length === parts.length) yield* claimed(derivatives, named, parts, 1)
    else
      for (const choice of choicesOf(
        variables,
        parts.map(({ expr }) => expr.rank - value.expr.rank),
      ))
        yield* claimed(derivatives, choice.chosen, parts, likelihoodOf(choice, variables))
    return
  }
  for (const by of named ?? variables) {
    if (value.expr.rank + by.rank !== rank) continue
    const exact = derivatives.by(by)
    if (exact === undefined) continue
    const likely = named === undefined ? likelihood([by], variables) : 1
    yield claimOf([by], [exact], likely)
    // Denominator layout is right too.
    if (value.expr.rank === 1 && by.rank === 1) yield { ...claimOf([by], [transpose(exact)], 0), transposed: true }
  }
  const columns = parts[0] && columnsIn(parts[0].expr, value.expr)
  if (columns !== undefined) yield* inOneArray(derivatives, columns, variables, named, taken)
  // A gradient by several numbers, as one array; of a vector a column for each.
  const count = parts[0]?.expr.shape.at(-1)
  if (value.expr.rank > 1 || rank !== value.expr.rank + 1 || typeof count !== 'number') return
  const choices =
    named === undefined
      ? choicesOf(variables, new Array<number>(count).fill(0))
      : named.length === count && named.every((by) => by.rank === 0)
        ? [{ chosen: named, isOrdered: true }]
        : []
  for (const choice of choices) {
    const { chosen } = choice
    const exact = chosen.flatMap((by) => derivatives.by(by) ?? [])
    if (exact.length < count) continue
    const likely = named === undefined ? likelihoodOf(choice, variables) : 1
    if (value.expr.rank === 0) yield claimOf(chosen, [stack(...exact)], likely)
    else {
      yield claimOf(chosen, [columnsOf(exact)], likely)
      yield { ...claimOf(chosen, [stack(...exact)], 0), transposed: true }
    }
  }
}

/** Of a vector the Jacobian with so many columns, in one array. What a function takes itself comes before what it takes in an object. */
function* inOneArray(
  derivatives: Derivatives,
  columns: number,
  variables: readonly Expr[],
  named: readonly Expr[] | undefined,
  taken: readonly string[],
): Generator<Claim> {
  const isTaken = (node: Expr): boolean => taken.includes(nameOf(node) as string)
  const open = named ?? [...variables.filter(isTaken), ...variables.filter((node) => !isTaken(node))]
  const choices = [
    ...open.filter(({ shape }) => shape.length === 1 && shape[0] === columns).map((by) => [by]),
    ...choicesOf(open, new Array<number>(columns).fill(0)).flatMap(({ chosen, isOrdered }) => (isOrdered ? [chosen] : [])),
  ]
  const [rows = 0] = derivatives.value.shape
  for (const chosen of choices) {
    const exact = chosen.flatMap((by) => derivatives.by(by) ?? [])
    if (exact.length < chosen.length) continue
    const isSure = named !== undefined || choices.length === 1
    for (const transposed of [false, true]) {
      const flat = quietly(() => flattened(exact, Number(rows), columns, transposed))
      if (flat === undefined) continue
      const likely = transposed ? UNORDERED * UNORDERED : named === undefined ? likelihood(chosen, open) : 1
      yield { ...claimOf(chosen, [flat], likely), flat: true, transposed, ...((transposed || !isSure) && { unsure: true }) }
    }
  }
}

/** Vectors side by side; of such as are written out, their components in rows. */
function columnsOf(vectors: readonly Expr[]): Expr {
  const [first] = vectors
  if (first === undefined || !vectors.every(({ op, args }) => op === stack.op && args.length === first.args.length))
    return transpose(stack(...vectors))
  return stack(...first.args.map((_, row) => stack(...vectors.map(({ args }) => args[row] as Expr))))
}

/** As many values as variables: return dw, db. */
function* claimed(derivatives: Derivatives, chosen: readonly Expr[], parts: Sides['parts'], likely: number): Generator<Claim> {
  const exact = chosen.flatMap((by) => derivatives.by(by) ?? [])
  if (exact.length === parts.length && exact.every((each, k) => each.rank === parts[k]?.expr.rank)) yield claimOf(chosen, exact, likely)
}

function* ofSecondOrder({ value, meant, parts }: Sides, variables: readonly Expr[], named: readonly Expr[] | undefined): Generator<Claim> {
  if (parts.length > 1 || value.expr.rank > 0) return
  const derivatives = new Derivatives(meant, variables.length)
  const rank = parts[0]?.expr.rank
  const pairs = named?.length === 2 ? [named as [Expr, Expr]] : variables.map((by): [Expr, Expr] => [by, by])
  for (const [first, second] of pairs) {
    if (first.rank + second.rank !== rank) continue
    const gradient = derivatives.by(first)
    const exact = gradient && provenDerivative(gradient, second)
    if (exact !== undefined) yield claimOf([first, second], [exact], named === undefined ? likelihood([first], variables) : 1)
  }
  const count = parts[0]?.expr.shape[0]
  if (named !== undefined || rank !== 2 || count !== variables.length || variables.some((node) => node.rank > 0)) return
  const rows = variables.flatMap((first) => {
    const gradient = derivatives.by(first)
    const row = gradient === undefined ? [] : variables.flatMap((second) => provenDerivative(gradient, second) ?? [])
    return row.length === count ? [stack(...row)] : []
  })
  if (rows.length === count) yield claimOf(variables, [stack(...rows)], 1)
}

const pulledBack = ({ meant, cotangent }: Sides, by: readonly Expr[]): Expr[] | undefined =>
  quietly(() => reverse(recognise(meant), [...by], cotangent).map(simplify))

/** Derivatives of higher order are taken of numbers by numbers, and up to this one. */
const HIGHEST = 8

function* ofHigherOrder(
  { value, meant, parts }: Sides,
  variables: readonly Expr[],
  named: readonly Expr[] | undefined,
  order: number,
): Generator<Claim> {
  if (parts.length > 1 || value.expr.rank > 0 || parts[0]?.expr.rank !== 0) return
  const choices = named?.length === order ? [named] : variables.map((by) => new Array<Expr>(order).fill(by))
  for (const chosen of choices) {
    if (chosen.some(({ rank }) => rank > 0)) continue
    const exact = chosen.reduce<Expr | undefined>((made, by) => made && provenDerivative(made, by), meant)
    if (exact !== undefined) yield claimOf(chosen, [exact], named === undefined ? likelihood(chosen.slice(0, 1), variables) : 1)
  }
}

/** The vector-Jacobian product by one variable, or by as many as there are values. */
function* handedBack(sides: Sides, variables: readonly Expr[], named: readonly Expr[] | undefined): Generator<Claim> {
  const { parts, strangers } = sides
  const ranks = parts.map(({ expr }) => expr.rank)
  // More values than arguments are by what the object holds too: which of these each is, nobody says.
  const held = named === undefined && variables.length < parts.length ? sides.value.symbols.filter((node) => !variables.includes(node)) : []
  const choices = named?.length === parts.length ? [{ chosen: named, isOrdered: true }] : choicesOf([...variables, ...held], ranks)
  for (const choice of choices) {
    const { chosen } = choice
    if (chosen.some((by, k) => by.rank !== ranks[k])) continue
    const pulled = pulledBack(sides, chosen)
    // What a method has kept of an earlier call is known by its name alone.
    if (pulled !== undefined)
      yield {
        ...claimOf(chosen, pulled, strangers.length + held.length > 0 ? 0 : chosen === named ? 1 : likelihoodOf(choice, variables)),
        isOrdered: choice.isOrdered,
      }
  }
}
