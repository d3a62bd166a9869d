/** A function and its hand-written derivative, as their names say it. */
import type { Definition } from '../read/term.ts'
import type { Listed } from './listed.ts'

/** A definition and the one that it is said to be the derivative of. */
export interface Pair {
  readonly value: Definition
  readonly derivative: Definition
  /** The names it is the derivative by, in turn, where its own name says so. */
  readonly by?: readonly string[]
  readonly order: number
  /** A formula nearer to the derivative, which more likely says something of the value than what it is. */
  readonly stated?: Definition
  /** It is the derivative with the other sign, as a force is. */
  readonly sign?: -1
  /** Only its name makes it likely: it is called wrong only where a small change makes it right. */
  readonly isLoose?: true
  /** Of such a pair nobody is told where nothing is proven of it: J beside F may be a cost. */
  readonly isTentative?: true
  /** It is one matrix, whose rows are no values apart. */
  readonly isMatrix?: true
  /** It takes what is to be handed back, the derivative of a loss by the value, and returns the loss's by the arguments. */
  readonly backward: boolean
  /** Of several values: what is handed back for each; the value is then all of them with these, as one number. */
  readonly seeds?: readonly string[]
  /** Of a loss that no formula defines: the derivative by the value is handed back, and what both are called. */
  readonly chained?: { readonly of: string; readonly handed: string }
  /** What the value is called where one function returns it and its derivatives beside it, the how-manieth it is, and these. */
  readonly returned?: { readonly value: string; readonly at: number; readonly derivatives: readonly Returned[] }
}

/** One of several values that are returned: the how-manieth it is, and by which key where that is a dictionary. */
export interface Returned extends Listed {
  readonly item: number
  readonly key?: string
}

/** What both are called where a message speaks of them. */
export const saidNames = ({ value, derivative, returned }: Pair): { of: string; name: string } => ({
  of: returned?.value || value.name,
  name:
    returned === undefined
      ? derivative.name
      : returned.derivatives.every(({ name }) => name !== '')
        ? returned.derivatives.map(({ name }) => name).join(', ')
        : `the gradient that ${derivative.name} returns`,
})

const ORDINALS = ['', 'second ', 'third ']

/** "the second derivative of f". */
export const saidDerivative = (pair: Pair): string =>
  `${pair.sign === -1 ? 'minus ' : ''}the ${ORDINALS[pair.order - 1] ?? `${pair.order}th `}derivative of ${saidNames(pair).of}`

/** By which names, each once where it is by one alone. */
export function saidBy(by: string): string {
  const [first, ...others] = by.split(', ')
  return others.every((other) => other === first) ? (first as string) : by
}
