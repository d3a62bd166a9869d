/** Densities by their usual names, \mathcal{N}(x \mid \mu, \sigma^2) and \mathcal{N}(\mathbf{x}; \boldsymbol\mu, \Sigma), or by those the words give them. */
import type { Range } from '../../../api.ts'
import { applyTerm, nameTerm, numberTerm, type Term } from '../../term.ts'
import { ranked } from './chains.ts'
import { ordered } from './terms.ts'

const isWhole = (term: Term): boolean =>
  ordered(term).some((part) => (part.kind === 'name' && (part.hint?.rank ?? 0) > 0) || (part.kind === 'apply' && part.op === 'identity'))

/** One of a family, of so many axes in all, where nothing else is said of it. */
function member(term: Term, rank: number): Term {
  const [base, index, more] = term.kind === 'apply' && term.op === 'component' ? term.args : []
  if (term.kind !== 'apply' || base?.kind !== 'name' || index === undefined || more !== undefined || base.hint?.rank !== undefined) return term
  return { ...term, args: [{ ...base, hint: { ...base.hint, rank } }, index] }
}

/** The logarithms of densities, by these. */
const logarithms = new WeakMap<Term, Term>()

/** What stands behind \log where that is a density: -(x - \mu)^2 / (2 \sigma^2) - \frac12 \log 2 \pi \sigma^2. Undefined for anything else. */
export const logOfDensity = (term: Term | undefined): Term | undefined => term && logarithms.get(term)

/** The density of the normal law at a place, of its mean and variance, or of its covariance where vectors are about. */
export function normalDensity(given: readonly [Term, Term, Term], range: Range): Term {
  const { density, logarithm } = normalLaw(given, range)
  logarithms.set(density, logarithm)
  return density
}

function normalLaw(given: readonly [Term, Term, Term], range: Range): { density: Term; logarithm: Term } {
  const isCapital = (term: Term): boolean => term.kind === 'name' && /^(?:Sigma|Lambda|[A-Z])$/.test(term.name)
  const [of] = given[2].kind === 'apply' && given[2].op === 'component' ? given[2].args : []
  // \mathcal{N}(x_n \mid \mu_k, \Sigma_k): a matrix for each k, and vectors.
  const areFamilies = of !== undefined && isCapital(of)
  // A covariance is of vectors: y_i of \mathcal{N}(y_i; W x_i + b, \Sigma) is one for each i.
  const areVectors = areFamilies || isCapital(given[2])
  const [x, mean] = areVectors ? [member(given[0], 2), member(given[1], 2)] : given
  const spread = areFamilies ? member(given[2], 3) : given[2]
  const apply = (op: string, ...args: Term[]): Term => applyTerm(op, args, range)
  const two = numberTerm(2)
  // \sigma^2 I
  const factors = spread.kind === 'apply' && spread.op === 'product' ? spread.args : [spread]
  const rest = factors.filter((one) => one.kind !== 'apply' || one.op !== 'identity')
  const [place] = x.kind === 'apply' && x.op === 'component' ? x.args : [x]
  const centre = rest.length < factors.length && mean.kind === 'name' ? ranked(mean, 1) : mean
  const away = mean.kind === 'number' && mean.value.isZero ? x : apply('add', x, apply('neg', centre))
  if (rest.length < factors.length && place?.kind === 'name') {
    const times = (...more: Term[]): Term => (rest.length + more.length === 1 ? ((rest[0] ?? more[0]) as Term) : apply('product', ...more, ...rest))
    const square = apply('power', applyTerm('norm', [away], range), two)
    const size = applyTerm('size', [place], range, { axis: place === x ? 0 : 1 })
    const [turn, half] = [times(two, apply('pi')), apply('quotient', size, two)]
    const exponent = apply('neg', apply('quotient', square, times(two)))
    return {
      density: apply('quotient', apply('exp', exponent), apply('power', turn, half)),
      logarithm: apply('add', exponent, apply('neg', apply('product', half, apply('ln', turn)))),
    }
  }
  const turn = apply('product', two, apply('pi'), spread)
  const isMatrix = areFamilies || isWhole(x) || isWhole(spread) || isCapital(spread)
  const exponent = isMatrix
    ? apply('quotient', apply('product', apply('transpose', away), apply('power', spread, numberTerm(-1)), away), two)
    : apply('quotient', apply('power', away, two), apply('product', two, spread))
  const size = isMatrix ? apply('det', turn) : turn
  return {
    density: apply('quotient', apply('exp', apply('neg', exponent)), apply('sqrt', size)),
    logarithm: apply('add', apply('neg', exponent), apply('neg', apply('quotient', apply('ln', size), two))),
  }
}

/** p(z) = \mathcal{N}(0, I): the density at the first parameter. */
export function asDensity(body: Term, [at]: readonly string[]): Term {
  const [mean, spread, more] = body.kind === 'call' && body.name === 'N' ? body.args : []
  if (at === undefined || mean === undefined || spread === undefined || more !== undefined) return body
  return normalDensity([nameTerm(at, body.range), mean, spread], body.range ?? { start: 0, end: 0 })
}

const PDF = String.raw`(?:density|pdf|p\.d\.f\.)(?:\s+function)?`
const NORMAL = '(?:normal|Gaussian)'

/**
 * What the last argument is of a letter that the words call the normal density: "where $\phi(x; \mu, \sigma^2)$ is the density of
 * $\mathcal{N}(\mu, \sigma^2)$"; undefined where they do not, or leave open what it is.
 */
export function spokenNormal(name: string, says: (words: RegExp) => boolean): 'variance' | 'deviation' | undefined {
  if (!/^(?:(?:var)?phi|eta|psi|[a-zA-Z])$/.test(name)) return undefined
  const letter = name.length === 1 ? String.raw`(?<![a-zA-Z\\])${name}` : String.raw`\\${name}(?![a-zA-Z])`
  const isSaid = (last: string): boolean => {
    const call = String.raw`${letter}\s*(?:\\left)?\(\s*[^(),;|$]{1,30}?(?:;|,|\||\\mid)\s*[^(),;|$]{1,30}?[,;]\s*${last}\s*(?:\\right)?\)\s*(?:\$|\\\))`
    const behind = String.raw`\s*,?\s*(?:is|denotes?|being|stands\s+for|for)?\s*(?:the|an?)?\s*(?:[\w-]+\s+){0,2}?(?:${NORMAL}\s+(?:probability\s+)?${PDF}|(?:probability\s+)?${PDF}\s+of\s+(?:the\s+|an?\s+)?(?:\w+\s+)?(?:${NORMAL}|(?:\$|\\\()\s*(?:\\(?:mathcal|mathrm)\s*\{?\s*)?N))`
    return says(new RegExp(String.raw`${call}${behind}|${NORMAL}\s+(?:probability\s+)?${PDF}\s+(?:\$|\\\()\s*${call}`))
  }
  if (isSaid(String.raw`[^(),;|$]{0,30}?(?:\^\s*\{?\s*2\s*\}?|\\Sigma(?:_\w)?\}?|[A-Z](?:_\w)?\}?)`)) return 'variance'
  return isSaid(String.raw`\\(?:sigma|tau)(?:_\{?\w\}?)?`) ? 'deviation' : undefined
}
