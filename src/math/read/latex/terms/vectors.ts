/** What a text treats as a vector by taking its components: z_{ic} where z_i = W x_i + b. */
import { isElementwise } from '../../../ops/table.ts'
import { type ApplyTerm, applyTerm, type NameTerm, nameTerm, type Term } from '../../term.ts'
import { freeNames, ordered } from './terms.ts'

const MATRIX = /^(?:[A-Z]|Theta|Phi|Gamma|Lambda|Sigma|Omega|Pi|Psi)(?:_\w+)?$/

const isMatrix = (term: Term | undefined): term is NameTerm =>
  term?.kind === 'name' && (term.hint?.rank === 2 || (term.hint?.rank === undefined && MATRIX.test(term.name)))

/** Beside a vector: a number, a name that says no axes, what has none. */
const isScalar = (term: Term): boolean =>
  term.kind === 'number' ||
  (term.kind === 'name' && (term.hint?.rank ?? 0) === 0) ||
  (term.kind === 'apply' && (term.op === 'norm' || (isElementwise(term.op) && term.args.every(isScalar))))

/** Functions of a vector that give as many components. */
const KEEPING: ReadonlySet<string> = new Set(['softmax', 'log_softmax'])

const withRank = (term: NameTerm, rank: number): NameTerm => (term.hint?.rank === undefined ? { ...term, hint: { ...term.hint, rank } } : term)

/**
 * The term as a vector, what it is made of with the ranks that follow: in W x_i + b the x_i are rows of a matrix and b is a vector.
 * Undefined where it is no vector as it is written.
 */
export function asVector(root: Term): Term | undefined {
  const vectors = new Map<Term, Term>()
  for (const term of ordered(root)) {
    const vector = vectorOf(term, vectors)
    if (vector !== undefined) vectors.set(term, vector)
  }
  return vectors.get(root)
}

function vectorOf(term: Term, vectors: ReadonlyMap<Term, Term>): Term | undefined {
  if (term.kind === 'name') return term.hint?.rank === 1 ? term : undefined
  if (term.kind !== 'apply') return undefined
  const [first] = term.args
  if (term.op === 'component') return term.args.length === 2 && first?.kind === 'name' && first.hint?.rank === 2 ? term : undefined
  if (term.op === 'quotient') {
    const vector = first && vectors.get(first)
    return vector !== undefined && !vectors.has(term.args[1] as Term) ? { ...term, args: [vector, term.args[1] as Term] } : undefined
  }
  if (term.op === 'product') {
    // \tau x_i, \sigma_i W x_i: numbers before or behind what is a vector.
    const own = term.args.filter((arg) => vectors.has(arg))
    const isScaled = own.length === 1 && term.args.every((arg) => vectors.has(arg) || isMatrix(arg) || isScalar(arg))
    if (isScaled) return { ...term, args: term.args.map((arg) => vectors.get(arg) ?? (isMatrix(arg) ? withRank(arg, 2) : arg)) }
    const last = term.args.at(-1) as Term
    const matrices = term.args.slice(0, -1)
    if (matrices.length === 0 || !matrices.every(isMatrix)) return undefined
    const vector = vectors.get(last) ?? columnOf(last)
    return vector && { ...term, args: [...(matrices as NameTerm[]).map((matrix) => withRank(matrix, 2)), vector] }
  }
  if (term.op === 'add') {
    if (!term.args.some((arg) => vectors.has(arg))) return undefined
    return { ...term, args: term.args.map((arg) => vectors.get(arg) ?? summand(arg)) }
  }
  const isMapped = term.op === 'neg' || KEEPING.has(term.op) || (isElementwise(term.op) && term.args.length === 1)
  const inner = isMapped && first !== undefined ? vectors.get(first) : undefined
  return inner && applyTerm(term.op, [inner], term.range, term.attributes)
}

/** The b of W x + b and W x - b. */
function summand(arg: Term): Term {
  if (arg.kind === 'name') return withRank(arg, 1)
  const [inner] = arg.kind === 'apply' && arg.op === 'neg' ? arg.args : []
  return inner?.kind === 'name' ? applyTerm('neg', [withRank(inner, 1)], arg.range) : arg
}

/** The x_i or x behind a matrix. */
function columnOf(term: Term): Term | undefined {
  if (term.kind === 'name') return /^[a-z]/.test(term.name) ? withRank(term, 1) : undefined
  const [base, index, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
  if (term.kind !== 'apply' || base?.kind !== 'name' || index === undefined || more !== undefined) return undefined
  return (base.hint?.rank ?? 2) === 2 ? { ...term, args: [withRank(base, 2), index] } : undefined
}

/** What a text says of Euler's number: e^{-t}, e⁻ᵗ, its name or its digits. */
const EULER = /(?<![\p{L}\\}_])(?:\\mathrm\s*\{?\s*)?e\s*\}?\s*(?:\^(?!\s*\{?\s*(?:\\top|\\intercal|\\mathsf|T\b))|[⁻⁺⁽ˣ⁰-⁹])|\bEuler|2\.718/u

/**
 * The e of ‖x − e‖ as a name, where the text says nothing of Euler's number: what is added to a vector is one. Undefined where there is no
 * such e. `inner` is what the norm is of.
 */
export function withoutEuler(inner: Term, says: (words: RegExp) => boolean): Term | undefined {
  const isSummed = (term: Term): term is ApplyTerm => term.kind === 'apply' && /^(?:add|sub|neg)$/.test(term.op)
  const isE = (term: Term): boolean => term.kind === 'apply' && term.op === 'e' && term.args.length === 0
  const summands: Term[] = []
  const stack = [inner]
  for (let term = stack.pop(); term !== undefined; term = stack.pop()) {
    if (isSummed(term)) stack.push(...term.args)
    else summands.push(term)
  }
  if (!summands.some(isE) || (summands.length > 1 && !summands.some((term) => freeNames(term).size > 0)) || says(EULER)) return undefined
  const named = (term: Term): Term => (isE(term) ? nameTerm('e', term.range) : isSummed(term) ? { ...term, args: term.args.map(named) } : term)
  return named(inner)
}

/** What is said of an e that was read so. */
export const ERROR_NOTE = 'read e as a vector of this text, not as the base of the natural logarithm'
