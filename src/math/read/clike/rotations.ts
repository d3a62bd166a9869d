/** Rotations in space by an axis or a quaternion (w, x, y, z), as ceres/rotation.h defines them: they write what they give into their last argument. */
import type { Range } from '../../api.ts'
import type { Context } from '../execute/values/context.ts'
import type { Arguments } from '../execute/values/value.ts'
import { type Native, termAt } from '../grammar/library.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

const one = numberTerm(1)
const two = numberTerm(2)
/** Angles whose square is not above this are taken as 0, to first order. */
const SMALL = numberTerm(2 ** -52)

/** Writes terms at one place of the text. */
class Writer {
  constructor(
    private readonly context: Context,
    private readonly args: Arguments,
    private readonly range: Range,
  ) {}

  private op(name: string, ...args: Term[]): Term {
    return applyTerm(name, args, this.range)
  }
  sum = (...terms: Term[]): Term => this.op('add', ...terms)
  less = (a: Term, b: Term): Term => this.op('sub', a, b)
  times = (...factors: Term[]): Term => this.op('mul', ...factors)
  over = (a: Term, b: Term): Term => this.op('div', a, b)
  of = (name: string, x: Term): Term => this.op(name, x)
  dot = (a: Term, b: Term): Term => this.op('matmul', a, b)
  cross = (a: Term, b: Term): Term => this.op('cross', a, b)
  array = (...parts: Term[]): Term => this.op('array', ...parts)
  choice = (isMet: Term, then: Term, otherwise: Term): Term => this.op('where', isMet, then, otherwise)
  more = (a: Term, b: Term): Term => this.op('gt', a, b)

  /** The first components of an argument, as a vector. */
  vector(k: number, from: number, to: number): Term {
    const whole = termAt(this.context, this.args, k, this.range)
    const slice = { kind: 'slice', ...(from > 0 && { start: numberTerm(from) }), stop: numberTerm(to) } as const
    return this.context.toTerm(this.context.index(whole, [slice], this.range), this.range)
  }

  components(k: number, count: number): Term[] {
    const whole = termAt(this.context, this.args, k, this.range)
    return Array.from({ length: count }, (_, at) => this.context.toTerm(this.context.index(whole, [numberTerm(at)], this.range), this.range))
  }
}

const written =
  (value: (w: Writer) => Term): Native =>
  (context, args, range) =>
    value(new Writer(context, args, range))

/** Rodrigues' formula. */
const byAngleAxis = (w: Writer): Term => {
  const [a, x] = [w.vector(0, 0, 3), w.vector(1, 0, 3)]
  const square = w.dot(a, a)
  const angle = w.of('sqrt', square)
  const turned = w.sum(
    w.times(w.of('cos', angle), x),
    w.times(w.over(w.of('sin', angle), angle), w.cross(a, x)),
    w.times(w.over(w.less(one, w.of('cos', angle)), square), w.dot(a, x), a),
  )
  return w.choice(w.more(square, SMALL), turned, w.sum(x, w.cross(a, x)))
}

/** q x q⁻¹ of a quaternion of length 1. */
const byUnit = (w: Writer, real: Term, v: Term, x: Term): Term => {
  const t = w.times(two, w.cross(v, x))
  return w.sum(x, w.times(real, t), w.cross(v, t))
}
const byUnitQuaternion = (w: Writer): Term => byUnit(w, w.components(0, 1)[0] as Term, w.vector(0, 1, 4), w.vector(1, 0, 3))
const byQuaternion = (w: Writer): Term => {
  const q = w.vector(0, 0, 4)
  const length = w.of('sqrt', w.dot(q, q))
  return byUnit(w, w.over(w.components(0, 1)[0] as Term, length), w.over(w.vector(0, 1, 4), length), w.vector(1, 0, 3))
}

const quaternionOfAngleAxis = (w: Writer): Term => {
  const a = w.components(0, 3)
  const square = w.sum(...a.map((each) => w.times(each, each)))
  const angle = w.of('sqrt', square)
  const half = w.over(angle, two)
  const isTurned = w.more(square, numberTerm(0))
  const scale = w.choice(isTurned, w.over(w.of('sin', half), angle), w.over(one, two))
  return w.array(w.choice(isTurned, w.of('cos', half), one), ...a.map((each) => w.times(scale, each)))
}

const product = (w: Writer): Term => {
  const [a, b, c, d] = w.components(0, 4) as [Term, Term, Term, Term]
  const [e, f, g, h] = w.components(1, 4) as [Term, Term, Term, Term]
  const total = (plus: Term[], minus: Term[]): Term =>
    minus.reduce((all, each) => w.less(all, each), plus.length === 1 ? (plus[0] as Term) : w.sum(...plus))
  return w.array(
    total([w.times(a, e)], [w.times(b, f), w.times(c, g), w.times(d, h)]),
    total([w.times(a, f), w.times(b, e), w.times(c, h)], [w.times(d, g)]),
    total([w.times(a, g), w.times(c, e), w.times(d, f)], [w.times(b, h)]),
    total([w.times(a, h), w.times(b, g), w.times(d, e)], [w.times(c, f)]),
  )
}

/** What each gives, how many arguments it takes, and how many components it writes. */
const ROTATIONS: ReadonlyMap<string, { readonly given: number; readonly count: number; readonly value: (w: Writer) => Term }> = new Map([
  ['AngleAxisRotatePoint', { given: 2, count: 3, value: byAngleAxis }],
  ['UnitQuaternionRotatePoint', { given: 2, count: 3, value: byUnitQuaternion }],
  ['QuaternionRotatePoint', { given: 2, count: 3, value: byQuaternion }],
  ['AngleAxisToQuaternion', { given: 1, count: 4, value: quaternionOfAngleAxis }],
  ['QuaternionProduct', { given: 2, count: 4, value: product }],
  ['CrossProduct', { given: 2, count: 3, value: (w) => w.cross(w.vector(0, 0, 3), w.vector(1, 0, 3)) }],
])

/** What the value is called that a function writes; no name in a text is spelled so. */
const valueNamed = (name: string): string => `${name} =`

/** How many arguments a function has besides the one that it writes into, and how many components it writes. */
export function rotationWritten(name: string): { readonly given: number; readonly count: number; readonly value: string } | undefined {
  const found = ROTATIONS.get(name)
  return found && { given: found.given, count: found.count, value: valueNamed(name) }
}

export const ROTATION_VALUES: readonly (readonly [string, Native])[] = [...ROTATIONS].map(([name, { value }]) => [valueNamed(name), written(value)])
