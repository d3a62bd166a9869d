/**
 * The row that all tensor algebra is made of: the generalised product over index sets.
 * After Laue, Mitterreiter, Giesen, "A Simple and Efficient Tensor Calculus", AAAI 2020.
 */
import { type Expr, make, number, type Operation, operation, type Payload } from '../expr.ts'
import { formatShape, type Length, type Shape, ShapeError, sameShape, shapeOf } from '../shape.ts'
import { add, mul, neg, numbersTogether } from './arithmetic.ts'
import { axesOfOne, mayBeOne, sumsToZero } from './centred.ts'
import { einsumTensor, lastPlaces } from './einsumTensor.ts'
import { broadcastOperation, broadcastTo, eye, isEye, isOne, isZero, ones, size, zeros } from './structure.ts'

/** Index names of each factor and of the result: one character an axis. */
export interface IndexSpec {
  readonly key: string
  readonly inputs: readonly string[]
  readonly output: string
}

const specs = new Map<string, IndexSpec>()

/** "ij,jk->ik" parsed, one object per text. */
export function indexSpec(text: string): IndexSpec {
  let spec = specs.get(text)
  if (spec === undefined) {
    const [left = '', output = ''] = text.split('->')
    spec = { key: text, inputs: left.split(','), output }
    if (specs.size > 1024) specs.clear()
    specs.set(text, spec)
  }
  return spec
}

export const specOf = (node: Expr): IndexSpec => node.payload as IndexSpec

/** The subscripts with "..." written out by what is left of each factor's axes. */
function written(subscripts: string, args: readonly Expr[]): string {
  const named = indexSpec(subscripts).inputs.length
  if (named !== args.length)
    throw new RangeError(
      `the indices "${subscripts}" name ${named === 1 ? 'one factor' : `${named} factors`}, but there ${args.length === 1 ? 'is one' : `are ${args.length}`}`,
    )
  if (!subscripts.includes('...')) return subscripts
  const { inputs, output } = indexSpec(subscripts)
  const counts = inputs.map((letters, k) => (letters.includes('...') ? (args[k]?.rank ?? 0) - letters.length + 3 : 0))
  if (counts.some((count) => count < 0)) throw new RangeError('the factors have fewer axes than the product names')
  const more = freshLetters(Math.max(...counts), subscripts)
  const filled = inputs.map((letters, k) => letters.replace('...', more.slice(more.length - (counts[k] as number))))
  return `${filled.join(',')}->${output.replace('...', more)}`
}

const einsumOperation = operation({
  name: 'einsum',
  title: 'generalised product',
  args: ['...factors'],
  elementwise: false,
  attributes: ['subscripts'],
  configure: ({ subscripts }, args) => indexSpec(written(String(subscripts), args)),
  shape: (args, payload) => einsumShape(args, payload as IndexSpec),
  vjp: (adjoint, node, index) => {
    const { inputs, output } = specOf(node)
    const lead = freshLetters(adjoint.rank - node.rank, inputs.join('') + output)
    const target = inputs[index] as string
    const factors: Expr[] = [adjoint]
    const subscripts = [lead + output]
    node.args.forEach((arg, k) => {
      if (k === index) return
      factors.push(arg)
      subscripts.push(inputs[k] as string)
    })
    // A letter repeated in the factor ("ii->i") takes only the diagonal: its adjoint is a delta between two letters.
    let distinct = ''
    for (const letter of target) {
      if (!distinct.includes(letter)) {
        distinct += letter
        continue
      }
      const second = freshLetters(1, inputs.join('') + output + lead + distinct)
      factors.push(eye(letterLength(node, letter)))
      subscripts.push(letter + second)
      distinct += second
    }
    // A letter that is only in this factor was summed away: its adjoint is the same along that axis.
    for (const letter of distinct) {
      if (subscripts.some((subscript) => subscript.includes(letter))) continue
      factors.push(ones(shapeOf([letterLength(node, letter)])))
      subscripts.push(letter)
    }
    return einsum(`${subscripts.join(',')}->${lead}${distinct}`, ...factors)
  },
  fold: (args, payload) => einsum((payload as IndexSpec).key, ...args),
  spell: { numpy: 'einsum', jax: 'einsum', torch: 'einsum', tensorflow: 'einsum' },
  tensorKernel: (args, payload, shape) => einsumTensor(args, payload as IndexSpec, shape),
})

export const isEinsum = (node: Expr): boolean => node.op === einsumOperation

/** How many products its kernel adds up, which multiplies two factors at a time. */
export function einsumWork(node: Expr, lengthOf: (length: Length) => number): number {
  const { inputs } = specOf(node)
  const last = lastPlaces(specOf(node))
  const lengths = new Map<string, number>()
  for (const [k, letters] of inputs.entries())
    for (const [axis, letter] of [...letters].entries()) lengths.set(letter, lengthOf((node.args[k] as Expr).shape[axis] as Length))
  let work = 0
  const open = new Set<string>(inputs[0])
  for (let k = 1; k <= Math.max(1, inputs.length - 1); k++) {
    for (const letter of inputs[k] ?? '') open.add(letter)
    let products = 1
    for (const letter of open) {
      products *= lengths.get(letter) as number
      if ((last.get(letter) as number) <= k) open.delete(letter)
    }
    work += products
  }
  return work
}

/** The letters of indices in their order: those of the alphabet, and others where these do not do. */
export const letterAt = (k: number): string => String.fromCharCode(k < 26 ? 97 + k : 0x100 + k - 26)

/** Letters not in `used`. */
export function freshLetters(count: number, used: string): string {
  if (count <= 0) return ''
  const taken = new Set(used)
  let letters = ''
  for (let k = 0; letters.length < count; k++) if (!taken.has(letterAt(k))) letters += letterAt(k)
  return letters
}

/** Letters not in `used`, one at a time. */
function lettersBeside(used: string): () => string {
  let taken: Set<string> | undefined
  let k = 0
  return () => {
    taken ??= new Set(used)
    while (taken.has(letterAt(k))) k++
    return letterAt(k++)
  }
}

function letterLength(node: Expr, letter: string): Length {
  const { inputs } = specOf(node)
  for (let k = 0; k < inputs.length; k++) {
    const axis = (inputs[k] as string).indexOf(letter)
    if (axis >= 0) return (node.args[k] as Expr).shape[axis] as Length
  }
  throw new RangeError(`no index ${letter}`)
}

function einsumLengths(args: readonly Expr[], spec: IndexSpec): Map<string, Length> {
  const lengths = new Map<string, Length>()
  spec.inputs.forEach((subscript, k) => {
    const { shape } = args[k] as Expr
    if (subscript.length !== shape.length) throw new ShapeError(`${subscript} does not name the axes of a ${formatShape(shape)}`, shape, shape)
    for (let axis = 0; axis < shape.length; axis++) {
      const letter = subscript[axis] as string
      const length = shape[axis] as Length
      const known = lengths.get(letter)
      if (known !== undefined && known !== length) throw new ShapeError(`lengths ${known} and ${length} differ`, shapeOf([known]), shapeOf([length]))
      lengths.set(letter, length)
    }
  })
  return lengths
}

/** The shape of the product of factors over these indices. Throws ShapeError. */
export function einsumShape(args: readonly Expr[], spec: IndexSpec): Shape {
  const lengths = einsumLengths(args, spec)
  return shapeOf([...spec.output].map((letter) => lengths.get(letter) ?? 1))
}

/**
 * The generalised product of factors: sums over the letters that are not in the output. Built simplified: factors that
 * are themselves products with deltas are taken in, deltas rename indices and vanish, uniform numbers become scalars.
 * Throws ShapeError.
 */
export function einsum(text: string, ...args: Expr[]): Expr {
  const spec = indexSpec(text)
  const lengths = einsumLengths(args, spec)
  let factors: [string, Expr][] = []
  const scalars: Expr[] = []
  const fresh = lettersBeside(spec.inputs.join('') + spec.output)
  const take = (subscript: string, factor: Expr): void => {
    if (isEinsum(factor) && isOpen(factor)) {
      const { inputs, output } = specOf(factor)
      const rename = new Map<string, string>()
      for (let axis = 0; axis < output.length; axis++) rename.set(output[axis] as string, subscript[axis] as string)
      for (let k = 0; k < inputs.length; k++) {
        const letters = inputs[k] as string
        const arg = factor.args[k] as Expr
        let renamed = ''
        for (let axis = 0; axis < letters.length; axis++) {
          const letter = letters[axis] as string
          let to = rename.get(letter)
          if (to === undefined) {
            to = fresh()
            rename.set(letter, to)
            lengths.set(to, arg.shape[axis] as Length)
          }
          renamed += to
        }
        take(renamed, arg)
      }
    } else if (factor.op === mul.op && factor.args.some((arg) => isEye(arg) || (isEinsum(arg) && arg.args.some(isEye)))) {
      for (const arg of numbersTogether(factor.args)) {
        // An axis of length 1 that the product stretches has its own length no more.
        const whole = arg.rank === 0 ? arg : broadcastTo(arg, shapeOf(factor.shape.slice(factor.rank - arg.rank)))
        take(subscript.slice(subscript.length - arg.rank), whole)
      }
      stretched(subscript, factor)
    } else if (factor.op === neg.op && factor.rank > 0) {
      scalars.push(number(-1))
      take(subscript, factor.args[0] as Expr)
    } else if (factor.rank === 0) scalars.push(factor)
    else factors.push([subscript, factor])
  }
  // Axes that no argument of an elementwise product has in full (length 1 stretched) cannot occur: shapes agree by then.
  const stretched = (subscript: string, factor: Expr): void => {
    for (let axis = 0; axis < subscript.length; axis++) {
      const letter = subscript[axis] as string
      if (!factors.some(([letters]) => letters.includes(letter))) factors.push([letter, ones(shapeOf([factor.shape[axis] as Length]))])
    }
  }
  spec.inputs.forEach((subscript, k) => {
    take(subscript, args[k] as Expr)
  })
  const shape = shapeOf([...spec.output].map((letter) => lengths.get(letter) ?? 1))
  /** The axes over which a factor is summed by itself. */
  const alone = ([letters]: [string, Expr], k: number): number[] =>
    [...letters].flatMap((letter, axis) => {
      const elsewhere = factors.some(([other], i) => i !== k && other.includes(letter))
      return elsewhere || spec.output.includes(letter) || letters.indexOf(letter) !== letters.lastIndexOf(letter) ? [] : [axis]
    })
  /** Whether it is summed by itself over axes along which it is a deviation from its mean. */
  const vanishes = (pair: [string, Expr], k: number): boolean => {
    const axes = pair[1].op === add.op ? alone(pair, k) : []
    return axes.length > 0 && sumsToZero(pair[1], axes)
  }
  if (factors.some(([, factor]) => isZero(factor)) || scalars.some(isZero) || factors.some(vanishes)) return zeros(shape)

  // Deltas: one of the two indices takes the other's name.
  for (let again = true; again; ) {
    again = false
    for (let k = 0; k < factors.length; k++) {
      const [letters, factor] = factors[k] as [string, Expr]
      if (!isEye(factor)) continue
      const [a, b] = [letters[0] as string, letters[1] as string]
      const elsewhere = (letter: string): boolean => factors.some(([other], i) => i !== k && other.includes(letter))
      if (a === b) {
        factors.splice(k, 1)
        if (!elsewhere(a)) factors.push([a, ones(shapeOf([lengths.get(a) as Length]))])
      } else {
        const gone = !spec.output.includes(b) ? b : !spec.output.includes(a) ? a : undefined
        if (gone === undefined) continue
        const kept = gone === a ? b : a
        factors.splice(k, 1)
        factors = factors.map(([other, f]) => [other.replaceAll(gone, kept), f])
        if (!factors.some(([other]) => other.includes(kept))) factors.push([kept, ones(shapeOf([lengths.get(kept) as Length]))])
      }
      again = true
      break
    }
  }
  // Ones: needed only along an output axis that nothing else spans; summed over they count the axis.
  for (let k = factors.length - 1; k >= 0; k--) {
    const [letters, factor] = factors[k] as [string, Expr]
    if (factor.op !== broadcastOperation || factor.args[0]?.rank !== 0) continue
    if (!isOne(factor)) scalars.push(factor.args[0] as Expr)
    factors.splice(k, 1)
    for (const letter of new Set(letters)) {
      if (factors.some(([other]) => other.includes(letter))) continue
      if (spec.output.includes(letter)) factors.push([letter, ones(shapeOf([lengths.get(letter) as Length]))])
      else scalars.push(size(lengths.get(letter) as Length))
    }
  }
  // Indicators, and probabilities, summed over all there are, are 1.
  for (let k = factors.length - 1; k >= 0; k--) {
    const [letters, factor] = factors[k] as [string, Expr]
    const summed = isEye(factor) || !mayBeOne(factor) ? [] : axesOfOne(factor, alone([letters, factor], k))
    if (summed.length === 0) continue
    factors.splice(k, 1)
    for (const [axis, letter] of [...letters].entries()) {
      if (summed.includes(axis) || factors.some(([other]) => other.includes(letter))) continue
      if (spec.output.includes(letter)) factors.push([letter, ones(shapeOf([lengths.get(letter) as Length]))])
      else scalars.push(size(lengths.get(letter) as Length))
    }
  }
  const scalar = scalars.filter((s) => !isOne(s))
  return scale(scalar, productOf(factors, spec.output, shape))
}

/** Products that lose nothing when they are taken into a larger one: with deltas or ones, which vanish there, or without a sum. */
function isOpen(product: Expr): boolean {
  if (product.args.some((arg) => isEye(arg) || isOne(arg))) return true
  const { inputs, output } = specOf(product)
  return inputs.every((letters) => [...letters].every((letter) => output.includes(letter))) && new Set(output).size === output.length
}

/** Deltas, and indicators of an index: they say which components are meant. */
const picks = (factor: Expr): boolean => isEye(factor) || factor.op.name === 'one_hot'

/** Factors over the same indices as one, multiplied component by component: simplification then sees them together. */
function merged(factors: [string, Expr][]): [string, Expr][] {
  const met = new Set<string>()
  for (const [letters, factor] of factors) met.add(picks(factor) ? `${letters} ${factor.id}` : letters)
  if (met.size === factors.length) return factors
  const byLetters = new Map<string, Expr[]>()
  for (const [letters, factor] of factors) {
    const key = picks(factor) ? `${letters} ${factor.id}` : letters
    const same = byLetters.get(key)
    if (same === undefined) byLetters.set(key, [factor])
    else same.push(factor)
  }
  return [...byLetters].map(([key, same]) => [key.split(' ')[0] as string, same.length === 1 || key.includes(' ') ? (same[0] as Expr) : mul(...same)])
}

function productOf(given: [string, Expr][], output: string, shape: Shape): Expr {
  const factors = merged(given)
  if (factors.length === 0) return ones(shape)
  const [first] = factors as [[string, Expr]]
  if (factors.length === 1 && first[0] === output) return first[1]
  if (factors.every(([, f]) => isOne(f)) && new Set(output).size === output.length) return ones(shape)
  // One letter for the same position always, so that equal products are the same node.
  const names = new Map<string, string>()
  const canonical = (letters: string): string => {
    let own = ''
    for (let axis = 0; axis < letters.length; axis++) {
      const letter = letters[axis] as string
      let name = names.get(letter)
      if (name === undefined) {
        name = letterAt(names.size)
        names.set(letter, name)
      }
      own += name
    }
    return own
  }
  const inputs = factors.map(([letters]) => canonical(letters))
  return make(
    einsumOperation,
    factors.map(([, factor]) => factor),
    indexSpec(`${inputs.join(',')}->${canonical(output)}`) as Payload,
  )
}

const scale = (scalars: readonly Expr[], product: Expr): Expr => (scalars.length === 0 ? product : mul(...scalars, product))

/** Permutes axes: axis k of the result is axis order[k] of x. */
export function permute(x: Expr, order: readonly number[]): Expr {
  const letters = freshLetters(x.rank, '')
  return einsum(`${letters}->${order.map((axis) => letters[axis]).join('')}`, x)
}

/** Sums over some axes. */
export function sumAxes(x: Expr, axes: readonly number[]): Expr {
  if (axes.length === 0) return x
  if (isEinsum(x)) {
    const { inputs, output } = specOf(x)
    return einsum(`${inputs.join(',')}->${[...output].filter((_, axis) => !axes.includes(axis)).join('')}`, ...x.args)
  }
  const letters = freshLetters(x.rank, '')
  return einsum(`${letters}->${[...letters].filter((_, axis) => !axes.includes(axis)).join('')}`, x)
}

/**
 * The adjoint of broadcasting: the adjoint's last `rank` axes belong to a tensor that was stretched from `shape`;
 * the stretched ones are summed, those before them are kept.
 */
export function sumToShape(adjoint: Expr, rank: number, shape: Shape): Expr {
  if (rank === 0) return adjoint
  const lead = adjoint.rank - rank
  const own = adjoint.shape.slice(lead)
  const missing = rank - shape.length
  const axes: number[] = []
  for (let axis = 0; axis < rank; axis++) {
    if (axis < missing || (shape[axis - missing] === 1 && own[axis] !== 1)) axes.push(lead + axis)
  }
  const summed = sumAxes(adjoint, axes)
  const kept = shapeOf([...adjoint.shape.slice(0, lead), ...shape])
  if (sameShape(summed.shape, kept)) return summed
  // Axes of length 1 that were summed come back as axes of length 1.
  const letters = freshLetters(summed.rank, '')
  let at = 0
  let output = ''
  const extra: string[] = []
  for (let axis = 0; axis < kept.length; axis++) {
    if (summed.shape[at] === kept[axis] && !(axis >= lead && axes.includes(axis + missing))) output += letters[at++]
    else {
      const fresh = freshLetters(1, letters + output)
      extra.push(fresh)
      output += fresh
    }
  }
  return einsum(`${[letters, ...extra].join(',')}->${output}`, summed, ...extra.map(() => ones(shapeOf([1]))))
}

export const einsumRows: readonly Operation[] = [einsumOperation]
