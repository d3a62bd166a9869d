/** The numeric kernel of generalised products over index sets. */
import { strides, type Tensor, tensor } from '../tensor.ts'

interface IndexSpec {
  readonly inputs: readonly string[]
  readonly output: string
}

/** The product of tensors summed over the letters that are not in the output. */
export function einsumTensor(args: readonly Tensor[], spec: IndexSpec, shape: readonly number[]): Tensor {
  // Factors are multiplied two at a time, each time summing what no later factor needs: linear in factors, not exponential.
  let [current] = args as [Tensor]
  let letters = spec.inputs[0] as string
  for (let k = 1; k <= args.length; k++) {
    const needed = spec.inputs.slice(k + 1).join('') + spec.output
    const second = args[k]
    const subscript = spec.inputs[k] ?? ''
    const keep = k >= args.length ? spec.output : [...new Set(letters + subscript)].filter((letter) => needed.includes(letter)).join('')
    if (second === undefined && k > 1 && keep === letters) break
    current = contract(current, letters, second, subscript, keep)
    letters = keep
  }
  return { shape, data: current.data }
}

const ONE = Float64Array.of(1)

function contract(a: Tensor, lettersA: string, b: Tensor | undefined, lettersB: string, output: string): Tensor {
  const lengths = new Map<string, number>()
  ;[...lettersA].forEach((letter, axis) => {
    lengths.set(letter, a.shape[axis] as number)
  })
  ;[...lettersB].forEach((letter, axis) => {
    lengths.set(letter, b?.shape[axis] as number)
  })
  const summed = [...lengths.keys()].filter((letter) => !output.includes(letter))
  const order = [...new Set(output), ...summed]
  const counts = order.map((letter) => lengths.get(letter) as number)
  const step = (letters: string, shape: readonly number[]): number[] => {
    const s = strides(shape)
    return order.map((letter) => [...letters].reduce((sum, own, axis) => (own === letter ? sum + (s[axis] as number) : sum), 0))
  }
  const outShape = [...output].map((letter) => lengths.get(letter) as number)
  const result = tensor(outShape)
  const stepA = step(lettersA, a.shape)
  const stepB = b === undefined ? order.map(() => 0) : step(lettersB, b.shape)
  const stepR = step(output, outShape)
  const total = counts.reduce((product, count) => product * count, 1)
  const index = new Array<number>(order.length).fill(0)
  const other = b?.data ?? ONE
  let [atA, atB, atR] = [0, 0, 0]
  for (let i = 0; i < total; i++) {
    result.data[atR] = (result.data[atR] as number) + (a.data[atA] as number) * (other[atB] as number)
    for (let axis = order.length - 1; axis >= 0; axis--) {
      atA += stepA[axis] as number
      atB += stepB[axis] as number
      atR += stepR[axis] as number
      if (++(index[axis] as number) < (counts[axis] as number)) break
      const count = counts[axis] as number
      atA -= (stepA[axis] as number) * count
      atB -= (stepB[axis] as number) * count
      atR -= (stepR[axis] as number) * count
      index[axis] = 0
    }
  }
  return result
}
