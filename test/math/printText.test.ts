/** What is printed as plain text is read back as plain text: every function of numbers in the table, alone, in products and under powers. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { evaluate } from '../../src/math/evaluate/value.ts'
import { type Expr, make, type Operation, symbol } from '../../src/math/expr.ts'
import { read } from '../../src/math/index.ts'
import { mul, neg, pow } from '../../src/math/ops/arithmetic.ts'
import { table } from '../../src/math/ops/table.ts'
import { printText } from '../../src/math/print/text/text.ts'

const NAMES = ['x', 'y', 'z', 'w']
/** Rows whose payload is more than attributes, and an equation, which is read as one. */
const OTHERS = new Set(['call', 'series', 'product_series', 'integral', 'eq'])

/** A point of the domain. */
function pointOf({ sample, domain }: Operation, count: number): Record<string, number> {
  const values = Array.from({ length: count }, (_, k): [string, number] => {
    const interval = sample?.[k] ?? domain?.[k]
    const [low, high] = [Math.max(interval?.min ?? -3, -3), Math.min(interval?.max ?? 3, 3)]
    return [NAMES[k] as string, low >= high ? low : low + 0.63 * (high - low) + 0.01 * k]
  })
  return { ...Object.fromEntries(values), a: 1.7 }
}

for (const operation of table) {
  const { elementwise, args, name, shorthand } = operation
  if (!elementwise || args.length === 0 || shorthand === true || OTHERS.has(name)) continue
  test(`${name} is read as it is printed`, () => {
    const names = args.flatMap((arg) => (arg.startsWith('...') ? ['a', 'b'] : [arg])).map((_, k) => NAMES[k] as string)
    const node = make(
      operation,
      names.map((own) => symbol(own)),
    )
    const at = pointOf(operation, names.length)
    const a = symbol('a')
    // a mod (x, y) is how people write a remainder.
    const forms: Expr[] = [node, ...(name === 'mod' ? [] : [mul(a, node)]), mul(node, a), pow(node, 2), neg(node)]
    for (const form of forms) {
      const text = printText(form)
      const [given, meant] = [evaluate(read(text, 'plain'), at), evaluate(form, at)] as [number, number]
      assert.ok(
        Object.is(given, meant) || Math.abs(given - meant) <= 1e-9 * Math.abs(meant) || Number.isNaN(meant),
        `${text}: ${given}, not ${meant}`,
      )
    }
  })
}
