/** Products over index sets written out as matrix products, traces, diagonals and outer products. */
import { type Expr, exactOf } from '../../expr.ts'
import { div, mul, pow } from '../../ops/arithmetic.ts'
import { diag } from '../../ops/linear.ts'
import { eye, isEye, isOne, isZero, zeros } from '../../ops/structure.ts'
import { type Length, sameShape } from '../../shape.ts'
import { gathered } from './gathered.ts'
import { diagonal, diagonalOf, inner, outerOf, sumOver, times, total, transposed } from './matrix.ts'
import { type Factor, joinedRuns } from './paths.ts'
import { isComponentwise, traceOf } from './trace.ts'
import { divisorOf } from './uniform.ts'
import { multiplied } from './vectorQuotients.ts'

/** Σ v, and vᵀv for a vector of squares that came of a product. */
function totalOf(v: Expr): Expr {
  const square = v.op === pow.op && v.rank === 1 && exactOf(v.args[1] as Expr)?.asInteger === 2
  return square ? inner(v.args[0] as Expr, v.args[0] as Expr) : total(v)
}

/** A product component by component, also over a scalar, as its factors: under a sum they may make inner products and traces. */
export function components(factor: Factor): Factor[] {
  const { letters, expr } = factor
  const below = divisorOf(expr)
  const inner = below === undefined ? expr : (expr.args[0] as Expr)
  if (inner.op !== mul.op || !inner.args.every(({ rank, shape }) => rank === 0 || sameShape(shape, inner.shape))) return [factor]
  const factors = inner.args.map((arg): Factor => ({ letters: arg.rank === 0 ? '' : letters, expr: arg }))
  return below === undefined ? factors : [...factors, { letters: '', expr: div(1, below) }]
}

const isReciprocal = ({ op, args, rank }: Expr): boolean => op === div.op && rank === 0 && isOne(args[0] as Expr)

/** Scalars times a tensor, reciprocals below the bar. */
function scaled(scalars: readonly Expr[], tensor: Expr): Expr {
  const below = scalars.filter(isReciprocal).map(({ args }) => args[1] as Expr)
  const above = gathered(
    scalars.filter((scalar) => !isReciprocal(scalar)),
    tensor,
  )
  return below.length === 0 ? above : div(above, mul(...below))
}

/** A matrix over one letter twice. */
const isTwice = ({ letters }: Factor): boolean => letters.length === 2 && letters[0] === letters[1]

/** A product over index sets being written out: factors are joined two at a time until the output's letters are left. */
export class Product {
  private readonly scalars: Expr[] = []

  constructor(private factors: Factor[]) {}

  /** Undefined where no matrix notation says it. */
  write(output: string): Expr | undefined {
    if (output.length === 2 && output[0] === output[1]) return undefined
    this.unpackDiagonals(output)
    // tr((K⁻¹ − a aᵀ)(E ⊙ D)): what is computed component by component goes together first.
    if (output === '' && this.factors.length > 2)
      this.factors = [true, false].flatMap((own) => this.factors.filter(({ expr }) => isComponentwise(expr) === own))
    this.factors = joinedRuns(this.factors, output)
    for (let steps = 0; steps < 200; steps++) {
      this.takeScalars()
      if (this.diagonalsAndEqualLetters(output)) continue
      const letter = this.contractible(output)
      if (letter === undefined) break
      if (!this.contract(letter)) return undefined
    }
    this.takeScalars()
    const last = this.finish(output)
    if (last !== undefined && this.scalars.some(isZero)) return zeros(last.shape)
    return last === undefined ? undefined : this.scalars.length === 0 ? last : scaled(this.scalars, last)
  }

  /** diag(v) between two letters is v along one of them with a delta. */
  private unpackDiagonals(output: string): void {
    this.factors = this.factors.flatMap((factor): Factor[] => {
      const { letters, expr } = factor
      if (expr.op !== diag.op || expr.rank !== 2) return [factor]
      return [
        { letters: letters[0] as string, expr: expr.args[0] as Expr },
        { letters, expr: eye(expr.shape[0] as Length) },
      ]
    })
    // Deltas with a summed letter rename it away.
    for (let k = 0; k < this.factors.length; k++) {
      const { letters, expr } = this.factors[k] as Factor
      if (!isEye(expr)) continue
      const [a, b] = [letters[0] as string, letters[1] as string]
      const gone = !output.includes(b) ? b : !output.includes(a) ? a : undefined
      if (gone === undefined || a === b) continue
      const kept = gone === a ? b : a
      const others = this.factors.filter((_, i) => i !== k)
      if (!others.some((other) => other.letters.includes(gone) || other.letters.includes(kept))) continue
      this.factors = others.map((other) => ({ ...other, letters: other.letters.replaceAll(gone, kept) }))
      k = -1
    }
  }

  private takeScalars(): void {
    this.scalars.push(...this.factors.filter(({ letters }) => letters === '').map(({ expr }) => expr))
    this.factors = this.factors.filter(({ letters }) => letters !== '')
  }

  /** Factors over the same letters multiply component by component; a matrix over one letter twice is its diagonal. */
  private diagonalsAndEqualLetters(output: string): boolean {
    const alike = new Map<string, number[]>()
    this.factors.forEach(({ letters }, k) => {
      const key = letters.length === 2 && (letters[0] as string) > (letters[1] as string) ? `${letters[1]}${letters[0]}` : letters
      const places = alike.get(key)
      if (places === undefined) alike.set(key, [k])
      else places.push(k)
    })
    const groups = [...alike.values()]
    // Most factors have letters of their own.
    if (groups.every(({ length }, k) => length === 1 && !isTwice(this.factors[groups[k]?.[0] as number] as Factor))) return false
    for (let i = 0; i < this.factors.length; i++) {
      const a = this.factors[i] as Factor
      if (a.letters.length === 2 && a.letters[0] === a.letters[1]) {
        const letter = a.letters[0] as string
        if (!output.includes(letter) && this.factors.every((other) => other === a || !other.letters.includes(letter))) {
          this.scalars.push(traceOf(a.expr))
          this.factors.splice(i, 1)
          return true
        }
        this.factors[i] = { letters: a.letters[0] as string, expr: diagonalOf(a.expr) }
        return true
      }
      for (let j = i + 1; j < this.factors.length; j++) {
        const b = this.factors[j] as Factor
        if (isEye(a.expr) || isEye(b.expr)) continue
        const same = a.letters === b.letters
        const turned = a.letters.length === 2 && a.letters[0] === b.letters[1] && a.letters[1] === b.letters[0] && b.letters.length === 2
        // Two matrices over the same two letters are a trace or a product where both letters are summed.
        const summed = [...a.letters].every((letter) => !output.includes(letter))
        if (a.letters.length === 2 && this.factors.length === 2 && summed && (same || turned)) continue
        if (!same && !turned) continue
        // Two vectors over a letter that only they have and that is summed: their inner product.
        const only = this.factors.filter(({ letters }) => letters.includes(a.letters)).length === 2
        if (a.letters.length === 1 && only && !output.includes(a.letters)) continue
        this.factors[i] = { letters: a.letters, expr: multiplied(a.expr, same ? b.expr : transposed(b.expr)) }
        this.factors.splice(j, 1)
        return true
      }
    }
    return false
  }

  /** The summed letter to go next: vectors first, since they make the products small. */
  private contractible(output: string): string | undefined {
    const holders = new Map<string, { all: number; vectors: number }>()
    for (const { letters } of this.factors)
      for (const letter of new Set(letters)) {
        if (output.includes(letter)) continue
        const { all, vectors } = holders.get(letter) ?? { all: 0, vectors: 0 }
        holders.set(letter, { all: all + 1, vectors: vectors + (letters.length === 1 ? 1 : 0) })
      }
    let [best, least]: [string | undefined, number] = [undefined, Number.POSITIVE_INFINITY]
    for (const [letter, { all, vectors }] of holders) {
      const rank = all === 1 ? 3 : all === 2 ? (vectors > 0 ? 0 : 2) : vectors > 0 && all - vectors <= 2 ? 1 : 9
      if (rank < least) [best, least] = [letter, rank]
    }
    return best
  }

  private contract(letter: string): boolean {
    const holders = this.factors.filter(({ letters }) => letters.includes(letter))
    const rest = this.factors.filter(({ letters }) => !letters.includes(letter))
    const vectors = holders.filter(({ letters }) => letters.length === 1)
    const matrices = holders.filter(({ letters }) => letters.length === 2)
    if (matrices.length > 2) return false
    const weight = vectors.length === 0 ? undefined : vectors.length === 1 ? (vectors[0] as Factor).expr : mul(...vectors.map(({ expr }) => expr))
    if (matrices.length === 0) {
      const own = vectors.map(({ expr }) => expr)
      const scalar = own.length === 1 ? totalOf(own[0] as Expr) : inner(own[0] as Expr, own.length === 2 ? (own[1] as Expr) : mul(...own.slice(1)))
      this.scalars.push(scalar)
      this.factors = rest
      return true
    }
    const first = matrices[0] as Factor
    // Oriented so that the letter is inside: first ends with it, second begins with it.
    const left = first.letters[1] === letter ? first.expr : transposed(first.expr)
    const outside = (first.letters[1] === letter ? first.letters[0] : first.letters[1]) as string
    if (matrices.length === 1 && (weight === undefined || isOne(weight))) {
      this.factors = [...rest, { letters: outside, expr: sumOver(first.expr, first.letters.indexOf(letter)) }]
      return true
    }
    if (matrices.length === 1) {
      const expr = times(left, weight as Expr)
      this.factors = [...rest, { letters: outside, expr }]
      return true
    }
    const second = matrices[1] as Factor
    const right = second.letters[0] === letter ? second.expr : transposed(second.expr)
    const end = (second.letters[0] === letter ? second.letters[1] : second.letters[0]) as string
    const middle = weight === undefined || isOne(weight) ? left : times(left, diagonal(weight))
    if (outside === end) {
      // Both letters shared: a trace where the other is summed too, else the diagonal of the product.
      const others = rest.some(({ letters }) => letters.includes(end))
      if (others) return false
      this.factors = [...rest, { letters: `${outside}${end}`, expr: times(middle, right) }]
      return this.closeTrace(outside)
    }
    this.factors = [...rest, { letters: outside + end, expr: times(middle, right) }]
    return true
  }

  /** A matrix over one summed letter twice: its trace. */
  private closeTrace(letter: string): boolean {
    const k = this.factors.findIndex(({ letters }) => letters === letter + letter)
    if (k < 0) return true
    this.scalars.push(traceOf((this.factors[k] as Factor).expr))
    this.factors.splice(k, 1)
    return true
  }

  private finish(output: string): Expr | undefined {
    if (output === '') return this.factors.length === 0 ? (this.scalars.pop() as Expr | undefined) : undefined
    if (output.length === 1) {
      if (!this.factors.every(({ letters }) => letters === output)) return undefined
      const parts = this.factors.map(({ expr }) => expr)
      return parts.length === 1 ? parts[0] : mul(...parts)
    }
    const [row, column] = [output[0] as string, output[1] as string]
    const part = (letters: string): Expr[] => this.factors.filter((factor) => factor.letters === letters).map(({ expr }) => expr)
    if (!this.factors.every(({ letters }) => letters === row || letters === column || letters === output || letters === column + row))
      return undefined
    const matrices = [...part(output), ...part(column + row).map(transposed)]
    const [rows, columns] = [part(row), part(column)]
    const product = (vectors: Expr[]): Expr => (vectors.length === 1 ? (vectors[0] as Expr) : mul(...vectors))
    if (matrices.some(isEye)) {
      const others = matrices.filter((matrix) => !isEye(matrix)).map(diagonalOf)
      const along = [...rows, ...columns, ...others]
      return along.length === 0 ? matrices.find(isEye) : diagonal(product(along))
    }
    if (matrices.length === 0) {
      if (rows.length === 0 || columns.length === 0) return undefined
      return outerOf(product(rows), product(columns))
    }
    let matrix = product(matrices)
    const [left, right] = [rows.filter((v) => !isOne(v)), columns.filter((v) => !isOne(v))]
    if (left.length > 0) matrix = times(diagonal(product(left)), matrix)
    if (right.length > 0) matrix = times(matrix, diagonal(product(right)))
    return matrix
  }
}
