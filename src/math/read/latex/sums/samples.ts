/**
 * Samples: under a sum over i, w^\top x_i and x_i^\top w are components of X w, where the vectors x_i are the rows of one
 * matrix. Written so, they need no axis that only the sum knows.
 */
import type { Range } from '../../../api.ts'
import { type ApplyTerm, applyTerm, type NameTerm, ReadError, type Term } from '../../term.ts'
import type { Grammar } from '../grammar/grammar.ts'
import { ordered } from '../terms/terms.ts'

type Sample = ApplyTerm & { readonly args: readonly [NameTerm, Term] }

/** x_i with a running index. */
function isSample(g: Grammar, term: Term | undefined): term is Sample {
  if (term?.kind !== 'apply' || term.op !== 'component' || term.args.length !== 2) return false
  const [base, index] = term.args
  // \Sigma_k is a matrix for each k.
  if (base?.kind !== 'name' || (base.hint?.rank ?? 0) > 2) return false
  return index?.kind === 'name' && g.isIndex(index.name) && !g.surroundings.isFamily(base.name, 1)
}

/**
 * Σ_i ‖x_i - m‖² over samples is the square of one norm, of the matrix of all x_i less m in each row; undefined where the
 * body is nothing like it. What the text says of each of them, step by step, is no such sample.
 */
export function squaredDistances(body: Term, index: string, isFamily: (name: string) => boolean): Term | undefined {
  const [norm, two] = body.kind === 'apply' && body.op === 'power' ? body.args : []
  if (norm?.kind !== 'apply' || norm.op !== 'norm' || two?.kind !== 'number' || two.value.asInteger !== 2) return undefined
  const order = norm.attributes?.['ord']
  if (order !== undefined && order !== 2) return undefined
  // Of ‖x‖² for each i there are as many.
  const isSample = (part: Term): boolean =>
    part.kind === 'apply' && part.op === 'component' && part.args[1]?.kind === 'name' && part.args[1].name === index
  if (!ordered(norm).some(isSample)) return undefined
  const rows = ofAllRows(norm.args[0] as Term, index, isFamily)
  return rows === undefined ? undefined : ({ ...body, args: [applyTerm('norm', [rows], norm.range, { ord: 'fro' }), two] } as Term)
}

const asVector = (name: NameTerm): NameTerm => (name.hint?.rank === undefined ? { ...name, hint: { ...name.hint, rank: 1 } } : name)

/** Sums and differences of samples and of names that do not run: vectors, as what they are added to. */
function ofAllRows(term: Term, index: string, isFamily: (name: string) => boolean): Term | undefined {
  if (term.kind === 'name') return asVector(term)
  if (term.kind !== 'apply') return undefined
  if (term.op === 'component') {
    const [base, at, more] = term.args
    return more === undefined &&
      base?.kind === 'name' &&
      !isFamily(base.name) &&
      base.hint?.rank === 2 &&
      !base.hint.columns &&
      at?.kind === 'name' &&
      at.name === index
      ? base
      : undefined
  }
  if (term.op !== 'add' && term.op !== 'neg') return undefined
  const args = term.args.map((arg) => ofAllRows(arg, index, isFamily))
  return args.includes(undefined) ? undefined : { ...term, args: args as Term[] }
}

/** Refuses samples that are left on their own: there is no axis for them. */
export function refuseSamples(terms: readonly Term[]): void {
  for (const term of terms) {
    if (term.kind !== 'apply' || term.op !== 'component' || term.args.length !== 2) continue
    const [base, index] = term.args
    if (base?.kind !== 'name' || base.hint?.rank !== 2 || index?.kind === 'number') continue
    const name = index?.kind === 'name' ? `${base.name}_${index.name}` : base.name
    throw new ReadError(
      `the bold ${name} is a vector for each index, which can only be read in products w^\\top ${name} and distances`,
      term.range ?? { start: 0, end: 0 },
      'write it with a matrix, or not bold where it is a number',
    )
  }
}

const isTranspose = (term: Term | undefined): term is ApplyTerm => term?.kind === 'apply' && term.op === 'transpose'

/** Is this said to be a vector as a whole? */
const isWhole = (g: Grammar, term: Term | undefined): boolean =>
  term !== undefined && term.kind !== 'number' && !ordered(term).some((part) => isSample(g, part) || isMatrixOfMany(part))

/** A_k, a matrix for each k. */
const isMatrixOfMany = (term: Term): boolean =>
  term.kind === 'apply' && term.op === 'component' && term.args[0]?.kind === 'name' && (term.args[0].hint?.rank ?? 0) > 2

/** Does it have a capital, the identity or x x^\top in it? */
const isOfMatrices = (term: Term | undefined): boolean =>
  term !== undefined &&
  ordered(term).some((part) =>
    part.kind === 'apply'
      ? part.op === 'identity' || (part.op === 'product' && part.args.length > 1 && isTranspose(part.args.at(-1)))
      : part.kind === 'name' && /^[A-Z]/.test(part.name),
  )

const isCapitalName = (term: Term | undefined): boolean => term?.kind === 'name' && /^[A-Z]/.test(term.name)

/** The factors of a product with such pairs put together. */
export function withSamples(g: Grammar, factors: readonly Term[], range: Range): readonly Term[] {
  if (!factors.some((factor) => isSample(g, factor) || (isTranspose(factor) && isSample(g, factor.args[0])))) return factors
  const result: Term[] = []
  for (let k = 0; k < factors.length; k++) {
    const [left, right] = [factors[k] as Term, factors[k + 1]]
    // x_i^\top A x_i: a capital between two samples is a matrix, and so is what is made of one. The small letter of x_i^\top w x_i is a vector beside the first.
    const isBetween = isTranspose(left) && isSample(g, factors[k + 2]) && isOfMatrices(right)
    // U V^\top x_i: matrices one behind the other.
    const isChain = k > 0 && isTranspose(left) && [factors[k - 1], left.args[0]].every(isCapitalName)
    if (!isChain && isTranspose(left) && isSample(g, right) && isWhole(g, left.args[0])) {
      result.push(paired(g, right, left.args[0] as Term, range))
      k++
    } else if (!isBetween && isTranspose(left) && isSample(g, left.args[0]) && right !== undefined && isWhole(g, right) && !isTranspose(right)) {
      result.push(paired(g, left.args[0], right, range))
      k++
    } else result.push(left)
  }
  return result
}

/** The inner product of a bold vector and a bold sample, w \cdot x_i, or of one that the text calls a row; undefined where it is none. */
export function innerSample(g: Grammar, left: Term, right: Term, range: Range): Term | undefined {
  const bold = (term: Term): boolean => term.kind === 'name' && (term.hint?.rank ?? 0) > 0
  const isOfRow = (sample: Term, term: Term): boolean =>
    isSample(g, sample) && sample.args[0].hint?.rank === 2 && term.kind === 'name' && g.surroundings.declarationOf(term.name)?.shape?.length !== 0
  if (isOfRow(right, left)) return paired(g, right as Sample, left, range)
  if (isOfRow(left, right)) return paired(g, left as Sample, right, range)
  if (isSample(g, right) && bold(left) && bold(right.args[0])) return paired(g, right, left, range)
  return isSample(g, left) && bold(right) && bold(left.args[0]) ? paired(g, left, right, range) : undefined
}

function paired(g: Grammar, sample: Sample, whole: Term, range: Range): Term {
  const [base, index] = sample.args
  g.note(`read the vectors ${base.name}_${(index as NameTerm).name} as the rows of one matrix ${base.name}`, sample.range ?? range)
  const matrix: NameTerm = { ...base, hint: { ...base.hint, rank: 2 } }
  const rows: Term = base.hint?.columns ? applyTerm('transpose', [matrix], range) : matrix
  const vector = whole.kind === 'name' ? asVector(whole) : whole
  return applyTerm('component', [applyTerm('product', [rows, vector], range), index], range)
}

/** Vectors that are called by capitals where the words speak of them: \mathbf{E} \cdot \mathbf{r}, the power \mathbf{F} \cdot \mathbf{v}. */
const FIELDS =
  /\b(?:(?:electric|magnetic|external|uniform|homogeneous|applied|vector|force|velocity|gravitational) fields?|forces?|velocit(?:y|ies)|dipole|torque|momentum|magneti[sz]ation|polari[sz]ation)\b/

/** A capital in bold beside a dot that is a product of vectors, \vdot or where fields and forces are about: a vector, and no matrix. Undefined elsewhere. */
export function dotted(g: Grammar, sign: string, left: Term, right: Term): readonly [Term, Term] | undefined {
  const isCapital = (term: Term): term is NameTerm =>
    term.kind === 'name' && term.hint?.rank === 2 && /^[A-Z]/.test(term.name) && term.name.length === 1
  const isVector = (term: Term): boolean =>
    term.kind === 'name' ? term.hint?.rank === 1 || isCapital(term) : isSample(g, term) && (term.args[0].hint?.rank ?? 0) > 0
  const isDot = sign === '\\vdot' || (isVector(left) && isVector(right) && g.surroundings.says(FIELDS))
  if (!isDot || !(isCapital(left) || isCapital(right))) return undefined
  const asVector = (term: Term): Term =>
    isCapital(term) && g.surroundings.declarationOf(term.name) === undefined ? { ...term, hint: { ...term.hint, rank: 1 } } : term
  return [asVector(left), asVector(right)]
}
