/** The rules by which differentials of vectors and matrices are told: their names, what is differentiated in the place of a part, and what comes of it. */
import { differential, freshName } from '../differentiate/forward.ts'
import { type Expr, exactOf, make, nameOf, type Operation, rewrite, substitute, symbol, symbolsOf, withArgs } from '../expr.ts'
import { add, div, mul } from '../ops/arithmetic.ts'
import { einsumRows, freshLetters, indexSpec, isEinsum, specOf } from '../ops/einsum.ts'
import { axesOf, mean, norm, sum } from '../ops/reduction.ts'
import { zeros } from '../ops/structure.ts'
import { isLinear, isRearranging } from '../ops/traits.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { isFlat, multiplesFrom, multipleTitle, placeOfRest, type Told } from './rules.ts'
import { overLetters } from './titles.ts'

const [einsumRow] = einsumRows as [Operation]

export interface DifferentialRule {
  readonly rule: string
  readonly title: string
  /** The same as the part, by what it is told. */
  readonly over: Expr
}

/** Which rule the differential of a part falls under; `isMember`: it is written as one number of a family. */
export function differentialRule(node: Expr, told: Told, isMember: boolean): DifferentialRule {
  const over = asSquares(node)
  if (over !== undefined) return { rule: 'product', title: 'Differential of the squared norm, a sum of squares', over }
  const [rule, title] = isFlat(node, told)
    ? [node.op.name, `The differential of the ${node.op.title} is zero`]
    : titled(node, told, isMember || node.rank === 0)
  return { rule, title, over: node }
}

function titled(node: Expr, { depends }: Told, isNumber: boolean): readonly [rule: string, title: string] {
  const { op, args } = node
  const { within } = multiplesFrom(node, multipleOf(depends))
  if (within.length > 0) return ['constant multiple', multipleTitle(within) + (within.some(isSummed) ? ' under the sum' : '')]
  const each = isNumber ? '' : ', component by component'
  if (op === add.op) {
    const isPlain = args.every((term) => !depends(term) || placeOfRest(term, depends, isProduct) === undefined)
    return ['sum', isPlain ? 'Sum rule' : 'Sum rule, and constant factors stay']
  }
  if (isTotal(node)) return ['sum', `Sum rule: term by term under the ${op === mean.op ? 'mean' : 'sum'}`]
  if (op === div.op) return ['quotient', `Quotient rule${each}`]
  if (isProduct(node)) {
    if (op === mul.op) return ['product', `Product rule${each}`]
    return ['product', isEinsum(node) ? `Product rule${isSummed(node) ? ' under the sum' : ''}` : `Product rule for the ${op.title}`]
  }
  if (op.elementwise) return ['chain', `Chain rule through the ${op.title}${isNumber ? '' : ' of each component'}`]
  return [op.name, `Differential of the ${op.title}`]
}

/** Sums of the components of one array along some of its axes. */
function isTotal(node: Expr): boolean {
  if (node.op === sum.op || node.op === mean.op) return true
  if (!isEinsum(node) || node.args.length !== 1) return false
  const letters = specOf(node).inputs[0] as string
  return new Set(letters).size === letters.length && isSummed(node)
}

const isProduct = (node: Expr): boolean => node.op === mul.op || node.op.name === 'matmul' || node.op.name === 'outer' || isEinsum(node)

/** Where the rest stands among constant factors, of numbers and of matrices. */
const multipleOf =
  (depends: Told['depends']) =>
  (node: Expr): number | undefined =>
    placeOfRest(node, depends, isProduct)

/** Whether a product over indices sums along some. */
function isSummed(node: Expr): boolean {
  if (!isEinsum(node)) return false
  const { inputs, output } = specOf(node)
  return inputs.some((letters) => [...letters].some((letter) => !output.includes(letter)))
}

/** ‖u‖² as the sum of the squares of all components of u: that has a derivative where u is zero, which the norm has not. */
function asSquares({ op, args }: Expr): Expr | undefined {
  const [root, exponent] = args as [Expr, Expr | undefined]
  const isSquare = op.name === 'square' || (op.name === 'pow' && exactOf(exponent as Expr)?.value === 2)
  if (!isSquare || root.op !== norm.op || root.rank > 0 || axesOf(root).order !== 2) return undefined
  const of = root.args[0] as Expr
  const letters = freshLetters(of.rank, '')
  return make(einsumRow, [of, of], indexSpec(`${letters},${letters}->`))
}

export interface Differential {
  /** In terms of symbols for the differentials of parts. */
  readonly written: Expr
  /** The parts, by the names of those symbols. */
  readonly tangents: ReadonlyMap<string, Expr>
}

/** The differential of a part in terms of those of what it is made of, as the rule gives it. */
export function differentialOf(node: Expr, depends: Told['depends']): Differential {
  const tangents = new Map<string, Expr>()
  const through = (own: Expr): number | undefined => multipleOf(depends)(own) ?? placeWithin(own, depends)
  // Of sums and multiples, what stands in all multiples.
  const terms = node.op === add.op ? node.args.filter(depends) : multipleOf(depends)(node) === undefined ? [] : [node]
  if (terms.length > 0 && terms.every(({ rank }) => rank === node.rank)) {
    const each = terms.map((term) => tangentFor(term, node, through, tangents))
    return { written: tangentsLast(add(...each), new Set(tangents.keys())), tangents }
  }
  const varying = [...new Set(node.args.filter(depends))]
  const tangentOf = new Map(varying.map((arg) => [arg, tangentFor(arg, node, (own) => placeWithin(own, depends), tangents)]))
  const own = linearly(node, tangentOf)
  if (own !== undefined) return { written: own, tangents }
  // Letters in the place of what varies keep the rule as it is; what binds a name asks how its body depends on that.
  const { over, letters } = node.op.total === undefined ? overLetters(node, varying) : { over: node, letters: varying }
  const places = new Map(letters.map((letter, k) => [letter, varying[k] as Expr]))
  const introduced = new Set<string>()
  const after = differential(
    over,
    (arg) => places.has(arg),
    (name, letter) => {
      introduced.add(name)
      const arg = places.get(letter) as Expr
      places.set(symbol(name, letter.shape), tangentOf.get(arg) as Expr)
    },
  )
  return { written: substitute(tangentsLast(notation(simplify(after)), introduced), places), tangents }
}

/** The argument of a transpose, or of what else moves components. */
const placeWithin = ({ op, args }: Expr, depends: Told['depends']): number | undefined =>
  isRearranging(op) && args.length === 1 && depends(args[0] as Expr) ? 0 : undefined

/** A symbol for the differential of what a part has inside of what is linear in it; that stays around the symbol. */
function tangentFor(arg: Expr, node: Expr, placeIn: (node: Expr) => number | undefined, tangents: Map<string, Expr>): Expr {
  const { within, core } = multiplesFrom(arg, placeIn)
  const known = [...tangents].find(([, part]) => part === core)
  const name = known?.[0] ?? freshName(`d${tangents.size + 1}`, [node])
  tangents.set(name, core)
  return within.reduceRight<Expr>(
    (inner, outer) => {
      const place = placeIn(outer)
      return withArgs(
        outer,
        outer.args.map((other, k) => (k === place ? inner : other)),
      )
    },
    symbol(name, core.shape),
  )
}

/** Of what is linear: the same of the differentials. */
function linearly(node: Expr, tangentOf: ReadonlyMap<Expr, Expr>): Expr | undefined {
  const { op, args } = node
  if (op.multilinear === true)
    return add(
      ...args.flatMap((arg, k) =>
        tangentOf.has(arg)
          ? [
              withArgs(
                node,
                args.map((other, j) => (j === k ? (tangentOf.get(arg) as Expr) : other)),
              ),
            ]
          : [],
      ),
    )
  // Other arguments than the first of those that take a list may be places.
  if (!isLinear(op) || (args.length > 1 && op.args[0]?.startsWith('...') !== true)) return undefined
  return withArgs(
    node,
    args.map((arg) => tangentOf.get(arg) ?? zeros(arg.shape)),
  )
}

/** Differentials behind the factors that stand at them, where the order does not matter. */
export function tangentsLast(written: Expr, names: ReadonlySet<string>): Expr {
  const has = (node: Expr): boolean => symbolsOf(node).some((each) => names.has(nameOf(each) as string))
  const [ordered] = rewrite([written], (node, args) => {
    const isInner = node.op.name === 'matmul' && args.every(({ rank }) => rank === 1)
    if (node.op !== mul.op && !isInner) return args.length === 0 ? node : withArgs(node, args)
    return make(node.op, [...args.filter((arg) => !has(arg)), ...args.filter(has)], node.payload)
  }) as [Expr]
  return ordered
}
