/** How derivatives of functions of whole arrays are written: ∇f(x), ∇²f(x), J_f(x). */
import type { Expr } from '../../expr.ts'
import { wholeCallOf } from '../../ops/wholeCall.ts'

interface Gradient {
  readonly letter: string
  /** By which argument, where there are several, and how often. */
  readonly nabla?: readonly [by: string | undefined, order: number]
  readonly jacobian: boolean
}

/** `spellArg` spells arguments that are names. */
export function gradientOf(node: Expr, spellArg: (arg: Expr) => string | undefined, spellName: (name: string) => string): Gradient {
  const { name, orders, output } = wholeCallOf(node)
  const letter = spellName(name)
  const index = orders.findIndex((order) => order > 0)
  const [arg, order] = [node.args[index], orders[index] ?? 0]
  if (arg === undefined || arg.rank === 0 || orders.some((other, k) => other > 0 && k !== index)) return { letter, jacobian: false }
  const only = node.args.length === 1
  if (output.length > 0) return { letter, jacobian: only && order === 1 && output.length === 1 && arg.rank === 1 }
  const by = only ? undefined : spellArg(arg)
  return { letter, jacobian: false, ...((only || by !== undefined) && order <= 2 && { nabla: [by, order] as const }) }
}
