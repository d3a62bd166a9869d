/** Distributions of SciPy, JAX, PyTorch, TensorFlow and the standard library: what they are asked, at a number less the location, by the scale. */
import type { Range } from '../../../api.ts'
import { sizeOf } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { negative, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, type PartialValue, reference, type Value } from '../../execute/values/value.ts'
import { applyTerm, numberTerm, type Term } from '../../term.ts'
import { filledIn } from '../arrays/formulas.ts'
import { FAMILIES } from './densities.ts'

const PATH =
  /^(?:(?:jax\.)?scipy\.stats\.([a-z]\w*)|(?:torch|pyro|numpyro|tensorflow_probability|tensorflow_probability\.substrates\.jax)\.distributions(?:\.[a-z_]+)?\.([A-Z]\w+)|statistics\.(NormalDist))(?:\.(\w+))?$/

const SYNONYMS: ReadonlyMap<string, string> = new Map([
  ['mu', 'loc'],
  ['mean', 'loc'],
  ['sigma', 'scale'],
  ['stddev', 'scale'],
])
const FIRST = ['x', 'value', 'q', 'k', 'p']

interface Known {
  readonly family: string
  /** What its parameters are, in the order of the call. */
  readonly parameters: readonly (readonly [name: string, is: string])[]
  readonly asked: string | undefined
}

/** The distribution a path speaks of; undefined for anything else. */
function distributionOf(path: string): Known | undefined {
  const [, scipy, torch, standard, asked] = PATH.exec(path) ?? []
  const same = (names: readonly string[]): Known['parameters'] => names.map((name) => [name, name] as const)
  if (scipy === 'norm' || torch === 'Normal' || standard !== undefined) return { family: 'norm', parameters: same(['loc', 'scale']), asked }
  if (scipy === 'multivariate_normal') return { family: scipy, parameters: same(['loc', 'cov']), asked }
  if (torch === 'MultivariateNormal')
    return {
      family: 'multivariate_normal',
      parameters: [
        ['loc', 'loc'],
        ['covariance_matrix', 'cov'],
      ],
      asked,
    }
  // TensorFlow names the logits before the probabilities.
  if (torch === 'Categorical')
    return { family: 'categorical', parameters: same(path.startsWith('tensorflow') ? ['logits', 'probs'] : ['probs', 'logits']), asked }
  const family = scipy === undefined ? undefined : FAMILIES.get(scipy)
  if (family !== undefined)
    return { family: scipy as string, parameters: same([...family.shapes, 'loc', ...(family.counts ? [] : ['scale'])]), asked }
  if (torch === undefined) return undefined
  for (const [name, { torch: spelled }] of FAMILIES) {
    const [title, ...parameters] = spelled ?? []
    if (title === torch) return { family: name, parameters, asked }
  }
  return undefined
}

/** What a distribution alone is asked; `mean` or `sample` could be asked of anything. */
const ASKED = /^(?:(?:log)?(?:pdf|pmf|cdf|sf)|ppf|isf|log_prob|icdf|inv_cdf)$/

/** Whether a path is that of a distribution, or of what only a distribution is asked. */
export function isDistribution(path: string): boolean {
  const known = distributionOf(path)
  return known !== undefined && (known.asked === undefined || ASKED.test(known.asked))
}

/** norm(mu, sigma) as a distribution to ask, norm.pdf(x, mu, sigma) as what it says; undefined for anything else. */
export function callDistribution(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const known = distributionOf(path)
  if (known === undefined) return undefined
  const { family, parameters, asked } = known
  const given = new Map<string, Value>()
  const own = new Set(parameters.flat())
  const synonym = (name: string): Value | undefined => [...args.named].find(([key]) => SYNONYMS.get(key) === name && !own.has(key))?.[1]
  const take = (positional: readonly Value[]): void => {
    parameters.forEach(([name, is], k) => {
      const value = args.named.get(name) ?? synonym(name) ?? args.named.get(is) ?? positional[k]
      if (value !== undefined && value.kind !== 'none') given.set(is, value)
    })
  }
  const odds = args.named.get('logits')
  if (odds !== undefined) given.set('logits', odds)
  if (asked === undefined) {
    take(args.positional)
    return { kind: 'partial', callee: reference(path), positional: [], named: given }
  }
  take(args.positional.slice(1))
  if (family === 'categorical') return ofClasses(context, asked, args, given, range)
  if (family === 'norm' && asked === 'entropy') return normalEntropy(context, given, range)
  const first = args.positional[0] ?? FIRST.map((name) => args.named.get(name)).find((value) => value !== undefined)
  const x = context.toTerm(first ?? refuse(`"${asked}" is called without a number`, range), range)
  const names = new Map([...given].map(([name, value]) => [name, context.toTerm(value, range)]))
  const rate = names.get('rate')
  const logarithm = names.get('logarithm')
  if (rate !== undefined) names.set('scale', applyTerm('div', [numberTerm(1), rate], range))
  if (logarithm !== undefined) names.set('scale', applyTerm('exp', [logarithm], range))
  const logits = names.get('logits')
  if (logits !== undefined) names.set('p', applyTerm('sigmoid', [logits], range))
  if (family === 'multivariate_normal') return ofVectors(context, asked, x, names, range)
  const [loc, scale] = [nonzero(names.get('loc'), 0), nonzero(names.get('scale'), 1)]
  const centred = loc === undefined ? x : sum(x, negative(loc, range), range, false)
  const z = scale === undefined ? centred : rate === undefined ? applyTerm('div', [centred, scale], range) : applyTerm('mul', [rate, centred], range)
  return family === 'norm' ? normal(asked, x, z, loc, scale, range) : ofFamily(family, asked, names, z, scale, range)
}

/** What a choice among classes is asked: the logarithm of the probability of those that are chosen, and the entropy. */
function ofClasses(context: Context, asked: string, args: Arguments, given: ReadonlyMap<string, Value>, range: Range): Value {
  const [logits, probabilities] = [given.get('logits'), given.get('probs')]
  const term = context.toTerm(logits ?? probabilities ?? refuse('this distribution is asked without its probabilities', range), range)
  const shares = (): Term => applyTerm('div', [term, applyTerm('sum', [term], range, { axis: -1, keepdims: true })], range)
  const logarithms = logits === undefined ? applyTerm('ln', [shares()], range) : applyTerm('log_softmax', [term], range, { axis: -1 })
  if (asked === 'entropy') {
    const each = applyTerm('mul', [logits === undefined ? shares() : applyTerm('softmax', [term], range, { axis: -1 }), logarithms], range)
    return negative(applyTerm('sum', [each], range, { axis: -1 }), range)
  }
  const chosen = args.positional[0] ?? args.named.get('value')
  if (asked !== 'log_prob' || chosen === undefined) return refuse(`"${asked}" of this distribution is not read`, range)
  const loss = reference(`torch.nn.functional.${logits === undefined ? 'nll_loss' : 'cross_entropy'}`)
  const named = new Map<string, Value>([['reduction', { kind: 'string', value: 'none' }]])
  const from = logits === undefined ? logarithms : term
  return negative(context.toTerm(context.call(loss, { positional: [from, chosen], named, ranges: [range, range], range }, range), range), range)
}

/** ln(σ √(2πe)), for each σ. */
function normalEntropy(context: Context, given: ReadonlyMap<string, Value>, range: Range): Term {
  const constant = filledIn('(1 + ln(2*pi))/2', new Map(), range)
  const scale = given.get('scale')
  return scale === undefined ? constant : sum(constant, applyTerm('ln', [context.toTerm(scale, range)], range), range, false)
}

/** A number other than the one that changes nothing. */
const nonzero = (term: Term | undefined, neutral: number): Term | undefined =>
  term?.kind === 'number' && term.value.asInteger === neutral ? undefined : term

function normal(asked: string, x: Term, z: Term, loc: Term | undefined, scale: Term | undefined, range: Range): Term {
  const of = (row: string, at: Term): Term => applyTerm(row, [at], range)
  const quantile = (at: Term): Term => {
    const wide = scale === undefined ? of('norm_ppf', at) : applyTerm('mul', [scale, of('norm_ppf', at)], range)
    return loc === undefined ? wide : sum(loc, wide, range, false)
  }
  switch (asked) {
    case 'pdf':
      return scale === undefined ? of('norm_pdf', z) : applyTerm('div', [of('norm_pdf', z), scale], range)
    case 'logpdf':
    case 'log_prob':
      return scale === undefined ? of('log_norm_pdf', z) : sum(of('log_norm_pdf', z), negative(of('ln', scale), range), range, false)
    case 'cdf':
      return of('norm_cdf', z)
    case 'logcdf':
      return of('log_norm_cdf', z)
    case 'sf':
      return of('norm_cdf', negative(z, range))
    case 'logsf':
      return of('log_norm_cdf', negative(z, range))
    case 'ppf':
    case 'icdf':
    case 'inv_cdf':
      return quantile(x)
    case 'isf':
      return quantile(sum(numberTerm(1), negative(x, range), range, false))
  }
  return refuse(`"${asked}" of a distribution is not read`, range)
}

/** -(d ln 2π + ln |Σ| + (x - μ)ᵀ Σ⁻¹ (x - μ))/2 of one vector. */
function ofVectors(context: Context, asked: string, x: Term, given: ReadonlyMap<string, Term>, range: Range): Term {
  const [loc, cov] = [nonzero(given.get('loc'), 0), given.get('cov')]
  if (cov === undefined || !/^(?:log_?)?(?:pdf|prob)$/.test(asked)) return refuse(`"${asked}" of this distribution is not read`, range)
  if ((shapeOfTerm(context, x)?.length ?? 1) > 1) return refuse('densities of several vectors at once are not read', range)
  const away = loc === undefined ? x : sum(x, negative(loc, range), range, false)
  const length = sizeOf(context, cov, 0, range)
  const quadratic = applyTerm('matmul', [away, applyTerm('solve', [cov, away], range)], range)
  const constant = applyTerm('mul', [length, filledIn('ln(2*pi)', new Map(), range)], range)
  const all = applyTerm('add', [constant, applyTerm('logdet', [cov], range), quadratic], range)
  const density = applyTerm('div', [negative(all, range), numberTerm(2)], range)
  return asked.startsWith('log') ? density : applyTerm('exp', [density], range)
}

function ofFamily(name: string, asked: string, given: ReadonlyMap<string, Term>, z: Term, scale: Term | undefined, range: Range): Term {
  const family = FAMILIES.get(name)
  const { log, cdf, sf, shapes = [], counts } = family ?? {}
  const missing = shapes.find((shape) => !given.has(shape))
  if (missing !== undefined) return refuse(`this distribution is asked without its "${missing}"`, range)
  const names = new Map([...given, ['z', z] as const])
  const read = (formula: string): Term => filledIn(formula, names, range)
  const less = (term: Term): Term => sum(numberTerm(1), negative(term, range), range, false)
  const below = cdf !== undefined ? () => read(cdf) : undefined
  const above = sf !== undefined ? () => read(sf) : below && (() => less(below()))
  const asLogarithm = /^log/.test(asked)
  const logarithm = (term: Term): Term => (asLogarithm ? applyTerm('ln', [term], range) : term)
  if (/^(?:log(?:pdf|pmf|_prob)|pdf|pmf|prob)$/.test(asked) && log !== undefined) {
    const density = read(log)
    const whole = scale === undefined || counts ? density : sum(density, negative(applyTerm('ln', [scale], range), range), range, false)
    return asLogarithm ? whole : applyTerm('exp', [whole], range)
  }
  if (/^(?:log)?cdf$/.test(asked) && below !== undefined) return logarithm(below())
  if (/^(?:log)?sf$/.test(asked) && above !== undefined) return logarithm(above())
  return refuse(`"${asked}" of this distribution is not read`, range)
}

/** distribution.pdf */
export const askDistribution = ({ callee, named }: PartialValue, what: string): Value | undefined =>
  callee.kind === 'reference' && distributionOf(callee.path) !== undefined
    ? { kind: 'partial', callee: reference(`${callee.path}.${what}`), positional: [], named }
    : undefined
