/** Rows: the trigonometric functions and their inverses. */
import { type Operation, type Row, row } from '../expr.ts'
import { add, neg, pow } from './arithmetic.ts'

export const sin: Row = row({
  name: 'sin',
  title: 'sine',
  args: ['x'],
  elementwise: true,
  derivative: [(x) => cos(x)],
  kernel: Math.sin,
  latex: '\\sin',
  spell: { numpy: 'sin', python: 'sin', jax: 'sin', torch: 'sin', tensorflow: 'sin', javascript: 'Math.sin', julia: 'sin', matlab: 'sin', c: ['sin', 'sinf'], sympy: 'sin', latex: '\\sin', text: 'sin' },
})

export const cos: Row = row({
  name: 'cos',
  title: 'cosine',
  args: ['x'],
  elementwise: true,
  derivative: [(x) => neg(sin(x))],
  kernel: Math.cos,
  latex: '\\cos',
  spell: { numpy: 'cos', python: 'cos', jax: 'cos', torch: 'cos', tensorflow: 'cos', javascript: 'Math.cos', julia: 'cos', matlab: 'cos', c: ['cos', 'cosf'], sympy: 'cos', latex: '\\cos', text: 'cos' },
})

export const tan: Row = row({
  name: 'tan',
  title: 'tangent',
  args: ['x'],
  elementwise: true,
  derivative: [(_, self) => add(1, pow(self as never, 2))],
  kernel: Math.tan,
  latex: '\\tan',
  spell: { numpy: 'tan', python: 'tan', jax: 'tan', torch: 'tan', tensorflow: 'tan', javascript: 'Math.tan', julia: 'tan', matlab: 'tan', c: ['tan', 'tanf'], sympy: 'tan', latex: '\\tan', text: 'tan' },
})

export const trigonometricRows: readonly Operation[] = [sin, cos, tan].map((r) => r.op)
