/** Derivatives of cross-entropies, where their targets are probabilities. */
import type { Note } from '../api.ts'
import { type Expr, isSymbol, substitute, topological } from '../expr.ts'
import { axesOf, sum } from '../ops/reduction.ts'
import { logSoftmax, logsumexp, softmax } from '../ops/softmax.ts'
import { ones } from '../ops/structure.ts'
import { printText } from '../print/text/text.ts'
import { simplify } from '../simplify/simplify.ts'
import { notation } from '../simplify/tensors/notation.ts'
import { recognise } from '../simplify/whole/recognise.ts'

/** A derivative where targets are probabilities. */
export interface OfProbabilities {
  /** "the rows of y": what sums to one. */
  readonly what: string
  /** In people's notation. */
  readonly derivative: Expr
}

/**
 * What the derivative of a cross-entropy is where its targets are probabilities: their sum, which nothing in the text says is one, stands
 * in it. Undefined where no sum of a symbol's components stands in the derivative of something with a softmax.
 */
export function ofProbabilities(value: Expr, derivative: Expr): OfProbabilities | undefined {
  const total = topological([derivative]).find(({ op, args, rank }) => op === sum.op && isSymbol(args[0] as Expr) && args[0]?.rank === rank + 1)
  if (total === undefined) return undefined
  if (!topological([recognise(value), derivative]).some(({ op }) => op === softmax.op || op === logSoftmax.op || op === logsumexp.op))
    return undefined
  return {
    what: `${total.rank === 0 ? 'the components' : axesOf(total).axes.includes(0) && total.rank === 1 ? 'the columns' : 'the rows'} of ${printText(total.args[0] as Expr)}`,
    derivative: notation(simplify(substitute(derivative, new Map([[total, ones(total.shape)]])))),
  }
}

/** That, told to people. */
export function probabilityNote(value: Expr, derivative: Expr, by: string): Note | undefined {
  const found = ofProbabilities(value, derivative)
  if (found === undefined) return undefined
  return { message: `where ${found.what} sum to one, the derivative by ${by} is ${printText(found.derivative)}`, kind: 'reading' }
}
