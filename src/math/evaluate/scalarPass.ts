/** Programs at one point at a time: what stands inside sums and integrals, term by term. */
import type { Operation } from '../expr.ts'
import { operationNamed } from '../ops/table.ts'
import { type BoundResult, bound, termsLeft } from './binder.ts'
import { callKernel } from './elementwise.ts'
import type { Instruction, Program } from './program.ts'
import { EvaluationError } from './sizes.ts'

/** A function of numbers. */
export type Kernel = (...args: number[]) => number

/** What an instruction computes. Throws RangeError where the table has no such row. */
export function kernelOf({ op, body }: Instruction): Kernel {
  const operation = operationNamed(op)
  if (operation !== undefined && body !== undefined) return termsOf(operation, body)
  if (operation?.kernel === undefined) throw new RangeError(`no operation ${op} on numbers`)
  return operation.kernel
}

/** The sum, product or integral between two bounds, of a body whose inputs are the index and what else it is a function of. */
function termsOf(operation: Operation, body: Program): Kernel {
  const term = atPoint(body)
  return (low, high, ...free) => {
    const inputs = [0, ...free]
    try {
      const { value } = bound(operation, low as number, high as number, body.instructions.length, (index): BoundResult => {
        inputs[0] = index
        return { value: term(inputs), tangent: 0 }
      })
      return value
    } catch (error) {
      // Here there is no value; where no more terms may be added up there is none anywhere.
      if (!(error instanceof EvaluationError) || termsLeft() < 0) throw error
      return Number.NaN
    }
  }
}

/** The first output of a program at one point. */
function atPoint({ inputs, constants, instructions, outputs }: Program): (values: readonly number[]) => number {
  const kernels = instructions.map(kernelOf)
  const slots = new Float64Array(inputs.length + constants.length + instructions.length)
  slots.set(constants, inputs.length)
  const first = inputs.length + constants.length
  return (values) => {
    slots.set(values)
    instructions.forEach(({ args }, k) => {
      const [a, b, more] = args as [number, number?, number?]
      const kernel = kernels[k] as Kernel
      slots[first + k] =
        b === undefined
          ? kernel(slots[a] as number)
          : more === undefined
            ? kernel(slots[a] as number, slots[b] as number)
            : callKernel(
                kernel,
                args.map((slot) => slots[slot] as number),
              )
    })
    return slots[outputs[0] as number] as number
  }
}
