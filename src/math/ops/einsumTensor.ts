/** The numeric kernel of generalised products over index sets. */
import { strides, type Tensor, tensor } from '../tensor.ts'

interface IndexSpec {
  readonly inputs: readonly string[]
  readonly output: string
}

/** How two tensors are multiplied and summed: the lengths of all axes of the loop, those of the result first, and what one step along each moves. */
interface Step {
  readonly counts: readonly number[]
  readonly a: readonly number[]
  readonly b: readonly number[]
  readonly result: readonly number[]
  readonly shape: readonly number[]
}

interface Known {
  readonly shapes: readonly (readonly number[])[]
  readonly steps: readonly Step[]
}

/** The steps of a product by the lengths it was asked with: proofs and plots ask for the same again and again. */
const known = new WeakMap<IndexSpec, Known[]>()
/** Lengths that are remembered with a product: those of its nodes in one graph. */
const MOST = 16

function knownSteps(args: readonly Tensor[], spec: IndexSpec): readonly Step[] {
  let all = known.get(spec)
  if (all === undefined) {
    all = []
    known.set(spec, all)
  }
  const found = all.find(({ shapes }) => args.every(({ shape }, k) => isSame(shape, shapes[k])))
  if (found !== undefined) return found.steps
  const steps = stepsOf(args, spec)
  if (all.length >= MOST) all.shift()
  all.push({ shapes: args.map((arg) => arg.shape), steps })
  return steps
}

/** The product of tensors summed over the letters that are not in the output. Throws RangeError where it would be too large. */
export function einsumTensor(args: readonly Tensor[], spec: IndexSpec, shape: readonly number[]): Tensor {
  let [current] = args as [Tensor]
  knownSteps(args, spec).forEach((step, k) => {
    current = contract(current, args[k + 1]?.data ?? ONE, step)
  })
  return { shape, data: current.data }
}

/**
 * How a product moves where its factors do, by the rule for two at each step; undefined where a factor does not move. As many steps as
 * the product itself has, where one product for each factor would take their square.
 */
export function einsumTangent(
  args: readonly Tensor[],
  moves: readonly (Tensor | undefined)[],
  spec: IndexSpec,
  shape: readonly number[],
): Tensor | undefined {
  let current = args[0] as Tensor
  let tangent = moves[0]
  knownSteps(args, spec).forEach((step, k) => {
    const factor = args[k + 1]?.data ?? ONE
    const move = moves[k + 1]
    const kept = tangent === undefined ? undefined : contract(tangent, factor, step)
    const more = move === undefined ? undefined : contract(current, move.data, step)
    tangent =
      kept === undefined || more === undefined ? (kept ?? more) : { shape: kept.shape, data: kept.data.map((x, i) => x + (more.data[i] as number)) }
    current = contract(current, factor, step)
  })
  return tangent === undefined ? undefined : { shape, data: tangent.data }
}

const isSame = (a: readonly number[], b: readonly number[] | undefined): boolean =>
  a === b || (a.length === b?.length && a.every((length, axis) => length === b[axis]))

/** By letter the last factor that has it; one beyond all factors for those of the output. */
export function lastPlaces({ inputs, output }: IndexSpec): Map<string, number> {
  const last = new Map<string, number>()
  for (let k = 0; k < inputs.length; k++) for (const letter of inputs[k] as string) last.set(letter, k)
  for (const letter of output) last.set(letter, inputs.length)
  return last
}

/** Factors are multiplied two at a time, each time summing what no later factor needs: linear in factors, not exponential. */
function stepsOf(args: readonly Tensor[], spec: IndexSpec): Step[] {
  const { inputs, output } = spec
  const last = lastPlaces(spec)
  const steps: Step[] = []
  let letters = inputs[0] as string
  let shape = (args[0] as Tensor).shape
  for (let k = 1; k <= args.length; k++) {
    const second = inputs[k] ?? ''
    const keep = k >= args.length ? output : [...new Set(letters + second)].filter((letter) => (last.get(letter) as number) > k).join('')
    if (k >= args.length && k > 1 && keep === letters) break
    const step = stepOf(letters, shape, second, args[k]?.shape ?? [], keep)
    steps.push(step)
    letters = keep
    shape = step.shape
  }
  return steps
}

function stepOf(lettersA: string, shapeA: readonly number[], lettersB: string, shapeB: readonly number[], output: string): Step {
  const lengths = new Map<string, number>()
  for (const [axis, letter] of [...lettersA].entries()) lengths.set(letter, shapeA[axis] as number)
  for (const [axis, letter] of [...lettersB].entries()) lengths.set(letter, shapeB[axis] as number)
  const order = [...new Set(output), ...[...lengths.keys()].filter((letter) => !output.includes(letter))]
  const moves = (letters: string, shape: readonly number[]): number[] => {
    const own = strides(shape)
    return order.map((letter) => [...letters].reduce((sum, other, axis) => (other === letter ? sum + (own[axis] as number) : sum), 0))
  }
  const shape = [...output].map((letter) => lengths.get(letter) as number)
  const counts = order.map((letter) => lengths.get(letter) as number)
  return alongMemory(merged({ counts, a: moves(lettersA, shapeA), b: moves(lettersB, shapeB), result: moves(output, shape), shape }))
}

/** The same loop with the last axis of the result innermost, where all three go along it in memory and not along what is summed, whose order stays. */
function alongMemory(step: Step): Step {
  const { counts, a, b, result } = step
  const last = counts.length - 1
  const along = result.lastIndexOf(1)
  const isNear = (axis: number): boolean => (a[axis] as number) <= 1 && (b[axis] as number) <= 1
  if (along < 0 || along === last || isNear(last) || !isNear(along)) return step
  const turned = (all: readonly number[]): number[] => [...all.slice(0, along), ...all.slice(along + 1), all[along] as number]
  return { counts: turned(counts), a: turned(a), b: turned(b), result: turned(result), shape: step.shape }
}

/** The same loop with axes that all three go along as one in the place of several: what is summed keeps its order. */
function merged(step: Step): Step {
  const counts: number[] = []
  const [a, b, result]: [number[], number[], number[]] = [[], [], []]
  step.counts.forEach((count, axis) => {
    const [ownA, ownB, ownR] = [step.a[axis] as number, step.b[axis] as number, step.result[axis] as number]
    const last = counts.length - 1
    if (last >= 0 && a[last] === ownA * count && b[last] === ownB * count && result[last] === ownR * count) {
      counts[last] = (counts[last] as number) * count
      a[last] = ownA
      b[last] = ownB
      result[last] = ownR
      return
    }
    counts.push(count)
    a.push(ownA)
    b.push(ownB)
    result.push(ownR)
  })
  return { counts, a, b, result, shape: step.shape }
}

const ONE = Float64Array.of(1)

function hasNaN(data: Float64Array): boolean {
  for (let i = 0; i < data.length; i++) if (Number.isNaN(data[i])) return true
  return false
}

/** Zeros and ones: which components are picked. */
const isIndicator = (data: Float64Array): boolean => data.every((value) => value === 0 || value === 1)

/** What an indicator does not pick is not there, even where it is infinite: of log-probabilities that are masked only the label's counts. */
function contract(a: Tensor, b: Float64Array, step: Step): Tensor {
  const result = multiplied(a, b, step, false)
  return hasNaN(result.data) && (isIndicator(a.data) || isIndicator(b)) ? multiplied(a, b, step, true) : result
}

function multiplied(a: Tensor, b: Float64Array, step: Step, picks: boolean): Tensor {
  const { counts } = step
  const result = tensor(step.shape)
  const last = counts.length - 1
  const inner = last < 0 ? 1 : (counts[last] as number)
  const [innerA, innerB, innerR] = [step.a[last] ?? 0, step.b[last] ?? 0, step.result[last] ?? 0]
  const index = new Array<number>(counts.length).fill(0)
  let [atA, atB, atR] = [0, 0, 0]
  const [from, into] = [a.data, result.data]
  for (let left = counts.reduce((product, count) => product * count, 1); left > 0; left -= inner) {
    if (!picks && innerR === 0) {
      let sum = into[atR] as number
      for (let k = 0; k < inner; k++) sum += (from[atA + k * innerA] as number) * (b[atB + k * innerB] as number)
      into[atR] = sum
    } else {
      for (let k = 0; k < inner; k++) {
        const at = atR + k * innerR
        const x = from[atA + k * innerA] as number
        const y = b[atB + k * innerB] as number
        if (!picks || (x !== 0 && y !== 0)) into[at] = (into[at] as number) + x * y
      }
    }
    for (let axis = last - 1; axis >= 0; axis--) {
      atA += step.a[axis] as number
      atB += step.b[axis] as number
      atR += step.result[axis] as number
      const count = counts[axis] as number
      if (++(index[axis] as number) < count) break
      atA -= (step.a[axis] as number) * count
      atB -= (step.b[axis] as number) * count
      atR -= (step.result[axis] as number) * count
      index[axis] = 0
    }
  }
  return result
}
