/**
 * Which definitions of a text say that they are the derivative of another one: `f` and `df`, `loss` and `loss_grad`, `forward` and
 * `backward` of one class, f(x) and f'(x) or ∇f in formulas.
 */
import { FILLERS, isUse, MARKS, parameterNamed } from '../read/derivativeNames.ts'
import type { Definition } from '../read/term.ts'
import { fused, ownerOf, ownName, wordsOf } from '../read/words.ts'
import type { Pair } from './pair.ts'
import { isTurned, relatedPair } from './related.ts'

const BACKWARD: ReadonlySet<string> = new Set(['backward', 'backwards', 'bwd', 'backprop', 'vjp', 'pullback'])
/** Words that say that it is a number to make small. */
const KINDS: ReadonlySet<string> = new Set('loss cost objective obj energy error penalty forward value j activate activation apply call'.split(' '))
/** What a name with nothing but such words is the derivative of: methods of its class, or functions of the file. */
const VALUES: readonly string[] = ['__call__', 'forward', 'call', 'f', 'fn', 'fun', 'func', 'function', 'value', 'evaluate', 'activation'].concat([
  'activate',
  'apply',
  'objective',
  'loss',
  'loss_fn',
  'cost',
  'energy',
  'potential',
  'compute',
  'compute_cost',
  'cost_function',
  'J',
  'L',
  'E',
])
/** The same among what one object holds: elsewhere an error is one of many things. */
const HELD: readonly string[] = [...VALUES, 'error', 'output', 'nll', 'log_likelihood', 'neg_log_likelihood', 'logpdf', 'log_prob', 'obj']
/** What a name claims: the words of what it is the derivative of, the order, and names it may be the derivative by. */
interface Claim {
  readonly order: number
  readonly backward: boolean
  readonly words: readonly string[]
}

/** neg_grad: the derivative with the other sign. */
const NEGATIVE = /^(?:neg|negative|minus)$/

/** What a name claims to be; undefined where it claims nothing. */
export function claimOf(name: string): Claim | undefined {
  // Names that Optim.jl and NLsolve.jl use for what writes gradient, Jacobian and Hessian into its first argument.
  const inPlace = /(?:^|\.)([gjh])!$/.exec(name)
  if (inPlace !== null) return { order: inPlace[1] === 'h' ? 2 : 1, backward: false, words: [] }
  const words = wordsOf(name)
  const backward = words.some((word) => BACKWARD.has(word))
  const order = words.reduce((sum, word) => sum + (MARKS.get(word) ?? 0), 0)
  if (order === 0 && !backward) return undefined
  return {
    order: Math.max(order, 1),
    backward,
    words: words.filter((word) => !MARKS.has(word) && !BACKWARD.has(word) && !FILLERS.has(word) && word !== 'forward' && !NEGATIVE.test(word)),
  }
}

/** All pairs of a text's definitions, in the order of the derivatives; `areFormulas`: f_x = 2xy is a function without saying of what. */
export function pairsOf(definitions: readonly Definition[], areFormulas = false): Pair[] {
  return definitions.flatMap((derivative, k) => {
    const pair =
      derivative.derivative === undefined
        ? namedPair(definitions, areFormulas && /^\p{L}_\p{L}{1,2}$/u.test(derivative.name) ? { ...derivative, kind: 'function' } : derivative, k)
        : writtenPair(definitions, derivative, k)
    return pair === undefined ? [] : [pair]
  })
}

/** Of several definitions of one name the last before, else the first behind. */
function nearest(found: readonly { readonly at: number; readonly definition: Definition }[], k: number): Definition | undefined {
  return (found.filter(({ at }) => at < k).at(-1) ?? found.find(({ at }) => at > k))?.definition
}

/** f'(x) = ..., ∇f = ... in formulas. */
function writtenPair(definitions: readonly Definition[], derivative: Definition, k: number): Pair | undefined {
  const { of, by, order } = derivative.derivative as NonNullable<Definition['derivative']>
  const found = definitions.flatMap((definition, at) => (definition.name === of && definition.derivative === undefined ? [{ at, definition }] : []))
  const value = nearest(found, k)
  const isPart = derivative.within !== undefined
  // Of a y that is a function of x, f(x, y) is one of x too: in which way a part means it nobody tells.
  const isBound = value?.parameters.some((name) => definitions.some((other) => other.name === name && other.derivative === undefined)) === true
  if (isPart && (value === undefined || isBound)) return undefined
  if (value !== undefined) return { value, derivative, by, order, backward: false, ...(isPart && { isTentative: true }) }
  // Where f itself is not written, f'' is the derivative of f'.
  const lower = definitions.flatMap((definition, at) => {
    const own = definition.derivative
    return own?.of === of && definition.within === undefined && own.order < order && own.by?.every((name, i) => name === by?.[i]) !== false
      ? [{ at, definition }]
      : []
  })
  const first = nearest(lower, k)
  const done = first?.derivative?.order ?? 0
  return first === undefined ? undefined : { value: first, derivative, by: by?.slice(done), order: order - done, backward: false }
}

/** Functions whose names go together. */
function namedPair(definitions: readonly Definition[], derivative: Definition, k: number): Pair | undefined {
  if (derivative.kind !== 'function' || isUse(derivative.name)) return undefined
  const others = definitions.flatMap((definition, at) =>
    definition.kind === 'function' && at !== k && ownerOf(definition.name) === ownerOf(derivative.name) && definition.name !== derivative.name
      ? [{ at, definition }]
      : [],
  )
  const related = (): Pair | undefined =>
    relatedPair(
      derivative,
      others.map(({ definition }) => definition),
    )
  const pair = saidPair(derivative, others, k) ?? related()
  return pair !== undefined && isTurned(derivative.name, pair.value.name) ? { ...pair, sign: -1 } : pair
}

/** The derivative of one of the others by the words of its name. */
function saidPair(derivative: Definition, others: readonly { readonly at: number; readonly definition: Definition }[], k: number): Pair | undefined {
  const owner = ownerOf(derivative.name)
  const signed = /^(?:∇(?<of>.+)|(?<primed>[^'′″]+)(?<primes>['′]+|″))$/u.exec(ownName(derivative.name))?.groups
  const claim = claimOf(derivative.name)
  const ways: ((name: string, parameters: readonly string[]) => Pick<Pair, 'by' | 'order' | 'backward' | 'isLoose'> | undefined)[] = [
    (name) =>
      signed !== undefined && ownName(name) === (signed['of'] ?? signed['primed'])
        ? { order: signed['primes'] === '″' ? 2 : (signed['primes']?.length ?? 1), backward: false }
        : undefined,
    (name) => (claim !== undefined && isSaid(claim, name) ? claim : undefined),
    (name, parameters) => letterD(derivative.name, name, parameters),
    (name, parameters) => (claim === undefined ? undefined : byParameter(claim, name, parameters)),
    (name, parameters) => subscripted(derivative, name, parameters),
    (name) => (claim !== undefined && isKindOf(claim, name) ? claim : undefined),
    (name) => (claim !== undefined && isHessianOf(claim, name) ? { order: 1, backward: false, isLoose: true } : undefined),
  ]
  for (const way of ways) {
    const found = others.filter(({ definition: { name, parameters } }) => way(name, parameters) !== undefined)
    const value = nearest(found, k)
    const said = value && way(value.name, value.parameters)
    if (value === undefined || said === undefined) continue
    const { by, order, backward, isLoose } = said
    return { value, derivative, by, order, backward, ...(isLoose && { isLoose }) }
  }
  if (claim === undefined) return undefined
  for (const role of owner === '' ? VALUES : HELD) {
    const value = nearest(
      others.filter(({ definition: { name } }) => ownName(name) === role || (role.length > 1 && fused(name) === fused(role))),
      k,
    )
    if (value === undefined) continue
    const { order, backward, words } = claim
    if (words.length === 0) return { value, derivative, order, backward }
    const by = parameterNamed(words.join(''), value.parameters)
    if (by !== undefined) return { value, derivative, by: [by], order, backward }
  }
  // g!(G, x) beside rosenbrock(x).
  const taken = derivative.parameters.slice(1).join()
  const value =
    derivative.name.endsWith('!') && claim.words.length === 0
      ? nearest(
          others.filter(({ definition }) => definition.parameters.join() === taken),
          k,
        )
      : undefined
  return value && { value, derivative, order: claim.order, backward: false }
}

const SUBSCRIPTED = /^(\p{L})_?(\p{L}{1,2})$/u

/** f_x, f_y and f_xy of a function f(x, y), as textbooks write partial derivatives. */
function subscripted(
  derivative: Pick<Definition, 'name' | 'parameters'>,
  value: string,
  parameters: readonly string[],
): Pick<Pair, 'by' | 'order' | 'backward'> | undefined {
  const [, of, letters = ''] = SUBSCRIPTED.exec(ownName(derivative.name)) ?? []
  const by = [...letters]
  if (of !== ownName(value) || parameters.length < 2 || !by.every((letter) => parameters.includes(letter))) return undefined
  return derivative.parameters.length === 0 || derivative.parameters.join() === parameters.join()
    ? { order: by.length, backward: false, by }
    : undefined
}

/** hinge_grad of hinge_loss, grad_reg of cost_reg. */
function isKindOf({ words }: Claim, value: string): boolean {
  const own = wordsOf(value)
  const telling = own.filter((word) => !FILLERS.has(word) && !KINDS.has(word))
  return words.length > 0 && telling.length > 0 && telling.length < own.length && words.join(' ') === telling.join(' ')
}

/** rosen_hess beside rosen_grad, where rosen itself is not written: a derivative of the gradient. */
function isHessianOf({ order, words }: Claim, value: string): boolean {
  const gradient = order === 2 && words.length > 0 && !isUse(value) ? claimOf(value) : undefined
  return gradient?.order === 1 && !gradient.backward && gradient.words.join(' ') === words.join(' ')
}

/** loss_grad, gradLoss, compute_loss_gradient, fprime. */
function isSaid({ words }: Claim, value: string): boolean {
  if (words.length === 0) return false
  const own = wordsOf(value)
  const telling = own.filter((word) => !FILLERS.has(word) && word !== 'forward')
  return words.join(' ') === (telling.length > 0 ? telling : own).join(' ')
}

/** Words that are another one behind their d: draw is no derivative of raw. */
const WORDS_IN_D: ReadonlySet<string> = new Set(
  (
    'damp dark dart dash data date dawn day deal dear delay delta depth dice diff dim dimage din dinner dip disc disk dive dog dot double down drag ' +
    'drain draw dread drift drill drink drip drive drop drug dump dusk dust'
  ).split(' '),
)

/** df, dSigmoid, d_f, df_dx, d2f, fprime, gradf: the words of both names written as one. */
function letterD(name: string, value: string, parameters: readonly string[]): Pick<Pair, 'by' | 'order' | 'backward'> | undefined {
  const [derived, own] = [fused(name), fused(value)]
  if (own === '' || WORDS_IN_D.has(ownName(name))) return undefined
  const first = { order: 1, backward: false }
  if (derived === `d${own}`) return first
  if (derived === `d2${own}` || derived === `dd${own}`) return { order: 2, backward: false }
  for (const [mark, order] of MARKS) if (derived === own + mark || derived === mark + own) return { order, backward: false }
  for (const parameter of parameters) {
    const by = fused(parameter)
    if ([`d${own}d${by}`, `d${own}by${by}`, `d${own}byd${by}`, `d${own}wrt${by}`].includes(derived)) return { ...first, by: [parameter] }
    if (derived === `d2${own}d${by}2`) return { order: 2, backward: false, by: [parameter, parameter] }
  }
  return undefined
}

/** loss_grad_w, grad_b_loss: what is left of the name is one of the parameters. */
function byParameter(
  { words, order, backward }: Claim,
  value: string,
  parameters: readonly string[],
): Pick<Pair, 'by' | 'order' | 'backward'> | undefined {
  const own = wordsOf(value)
  for (const rest of [
    own.every((word, i) => words[i] === word) ? words.slice(own.length) : undefined,
    own.every((word, i) => words[words.length - own.length + i] === word) ? words.slice(0, words.length - own.length) : undefined,
  ]) {
    const by = rest === undefined || rest.length === 0 ? undefined : parameterNamed(rest.join(''), parameters)
    if (by !== undefined) return { order, backward, by: Array.from({ length: order }, () => by) }
  }
  return undefined
}
