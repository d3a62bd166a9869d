/**
 * Functions that are derivatives of others without being called so: force of a potential, velocity of a position, dEdr of an energy, the
 * slope beside a curve of the same parameters. Their names only make it likely.
 */
import type { Definition } from '../read/term.ts'
import { ownerOf, ownName, wordsOf } from '../read/words.ts'
import type { Pair } from './pair.ts'

/** What the words of a derivative are of, by those of a value; `sign`: it is the derivative with the other sign. */
interface Relation {
  readonly derivative: RegExp
  readonly values: RegExp
  readonly sign?: -1
  /** The parameter it is by, where only one of these names can be meant. */
  readonly by?: RegExp
}

const TIME = /^(?:t|time|tau)$/
const RELATIONS: readonly Relation[] = [
  { derivative: /^forces?$/, values: /^(?:potential|energy|pe|u|v|e|hamiltonian)$/, sign: -1 },
  { derivative: /^(?:field|efield)$/, values: /^(?:potential|voltage|phi|v)$/, sign: -1 },
  { derivative: /^(?:velocity|vel|speed|v)$/, values: /^(?:position|pos|displacement|location|trajectory|x)$/, by: TIME },
  { derivative: /^(?:acceleration|accel|acc|a)$/, values: /^(?:velocity|vel|speed|v)$/, by: TIME },
  {
    derivative: /^(?:jacobian|jac)$/,
    values: /^(?:fk|kinematics|res|resids?|residuals?|errors?|model|predict|system|rhs|dynamics|measurement|observation|f|fun|func|h|r)$/,
  },
  { derivative: /^(?:acceleration|accel|acc)$/, values: /^(?:potential|field)$/, sign: -1 },
  { derivative: /^score$/, values: /^(?:log|logpdf|loglikelihood|loglik|loglike|ll|llf|logp|logprob|pdf|prob|likelihood|density)$/ },
]
/** What says that something is the derivative with the other sign. */
const TURNED = /^(?:forces?|field|efield|neg|negative|minus|descent|torques?)$/

/** What is the derivative with the other sign where it is of a potential: F of V, the acceleration in a field. */
const DRAWN = /^(?:f|a|acc|accel|acceleration)$/
const POTENTIALS = /^(?:v|u|e|phi|pe|energy|potential|hamiltonian)$/

/** Whether the name of a function says that it is the derivative of another one with the other sign. */
export const isTurned = (name: string, of: string): boolean =>
  // neg_ll_grad has the sign of neg_ll.
  wordsOf(name).some((word) => TURNED.test(word) && !wordsOf(of).includes(word)) ||
  (wordsOf(name).some((word) => DRAWN.test(word)) && wordsOf(of).some((word) => POTENTIALS.test(word)))

/** Letters that stand for what a word says: dEdr, dUdx. */
const LETTERS: ReadonlyMap<string, RegExp> = new Map([
  ['e', /^(?:energy|error)$/],
  ['u', /^(?:potential|energy|utility)$/],
  ['v', /^(?:potential|value|volume|voltage)$/],
  ['l', /^(?:loss|likelihood|lagrangian|length)$/],
  ['j', /^(?:cost|objective)$/],
  ['c', /^(?:cost|concentration)$/],
  ['h', /^(?:hamiltonian|enthalpy|height)$/],
  ['s', /^(?:action|entropy)$/],
  ['f', /^(?:function|func|fun|value|eval|evaluate)$/],
])

type Found = Pick<Pair, 'by' | 'order' | 'backward' | 'sign' | 'isLoose' | 'isTentative'>

/** What a function may be of one of the others around it, of which one alone is meant; undefined where nothing says so. */
export function relatedPair(derivative: Definition, others: readonly Definition[]): Pair | undefined {
  const ways: ((value: Definition) => Found | undefined)[] = [
    (value) => byRelation(derivative, value),
    (value) => byLetters(derivative, value),
    (value) => besideCurve(derivative, value),
    (value) => byInitial(derivative, value),
  ]
  for (const way of ways) {
    const found = others.filter((value) => ownerOf(value.name) === ownerOf(derivative.name) && way(value) !== undefined)
    const [value] = found
    if (value !== undefined && found.length === 1) return { value, derivative, ...(way(value) as Found) }
  }
  return undefined
}

/** lj_force of lj_potential, velocity(t) of position(t). */
function byRelation({ name, parameters }: Definition, value: Definition): Found | undefined {
  const [own, other] = [wordsOf(name), wordsOf(value.name)]
  for (const { derivative, values, sign, by } of RELATIONS) {
    const rest = own.filter((word) => !derivative.test(word) && !IDLE.test(word))
    const theirs = other.filter((word) => !values.test(word) && !IDLE.test(word))
    if (rest.length === own.length || theirs.length === other.length || rest.join(' ') !== theirs.join(' ')) continue
    const variable = by === undefined ? undefined : parameters.find((parameter) => by.test(parameter) && value.parameters.includes(parameter))
    if (by !== undefined && variable === undefined) continue
    return { order: 1, backward: false, isLoose: true, ...(sign && { sign }), ...(variable !== undefined && { by: [variable] }) }
  }
  return undefined
}

/** Words that say nothing of what is computed. */
const IDLE = /^(?:compute|calc|calculate|get|eval|evaluate|the|of|at|on|forward|analytic|exact|function)$/

/** dEdr beside energy(r). */
function byLetters(derivative: Definition, value: Definition): Found | undefined {
  return byFraction(derivative, value, (letter, words) => words.some((word) => LETTERS.get(letter)?.test(word) === true))
}

/** dp_dV(V, T) beside pressure(V, T), which begins with the letter and takes the same. */
function byInitial(derivative: Definition, value: Definition): Found | undefined {
  if (derivative.parameters.join() !== value.parameters.join()) return undefined
  const found = byFraction(derivative, value, (letter, [first = '']) => first.length > 1 && first.startsWith(letter))
  return found && { ...found, isTentative: true }
}

/** What a name like dEdr is of a function, where its letter is meant by the words of that. */
function byFraction({ name }: Definition, value: Definition, isMeant: (letter: string, words: readonly string[]) => boolean): Found | undefined {
  const [, letter = '', by = ''] = /^d_?([A-Za-z])_?d_?([A-Za-z]\w*)$/.exec(ownName(name)) ?? []
  const parameter = value.parameters.find((each) => each.toLowerCase() === by.toLowerCase())
  if (parameter === undefined || !isMeant(letter.toLowerCase(), wordsOf(value.name))) return undefined
  return { order: 1, backward: false, isLoose: true, by: [parameter] }
}

/** getSlope(t, a1, a2) beside calcBezier(t, a1, a2), jac(t, y) beside rhs(t, y). */
function besideCurve({ name, parameters }: Definition, value: Definition): Found | undefined {
  const words = wordsOf(name).filter((word) => !IDLE.test(word))
  const isSlope = words.length === 1 && /^(?:slope|tangent|jac|jacobian)$/.test(words[0] as string)
  return isSlope && parameters.length > 1 && parameters.join() === value.parameters.join() ? { order: 1, backward: false, isLoose: true } : undefined
}
