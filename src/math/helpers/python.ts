/** What is defined beside code of Python's math module, whose functions raise an error where their values are too large for a float. */
import type { Helpers } from './helpers.ts'

const orInfinite = `def or_infinite(f, x):
    # math.exp, math.expm1, math.sinh and math.cosh, infinite where they overflow
    try:
        return f(x)
    except OverflowError:
        return float('inf') if x > 0 else -float('inf')
`

export const pythonHelpers: Helpers = { rows: {}, code: { or_infinite: orInfinite } }
