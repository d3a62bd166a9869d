/** Rows: the activation functions of neural networks. */
import { type Expr, type Operation, type Row, row } from '../expr.ts'
import { sigmoid as sigmoidKernel, softplus as softplusKernel } from '../kernels.ts'
import { add, div, exp, ln, mul, neg, sub } from './arithmetic.ts'
import { gt, maximum, where } from './condition.ts'

export const sigmoid: Row = row({
  name: 'sigmoid',
  title: 'sigmoid',
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(_, self) => mul(self as Expr, sub(1, self as Expr))],
  meaning: (node) => div(1, add(1, exp(neg(node.args[0] as Expr)))),
  kernel: sigmoidKernel,
  latex: '\\sigma',
  spell: { scipy: 'special.expit', jax: 'nn.sigmoid', torch: ['sigmoid', 'nn.functional.sigmoid'], tensorflow: ['sigmoid', 'nn.sigmoid', 'math.sigmoid'], text: ['σ', 'sigmoid'] },
})

export const softplus: Row = row({
  name: 'softplus',
  title: 'softplus',
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(x) => sigmoid(x)],
  meaning: (node) => ln(add(1, exp(node.args[0] as Expr))),
  kernel: softplusKernel,
  latex: '\\operatorname{softplus}',
  spell: { jax: 'nn.softplus', torch: 'nn.functional.softplus', tensorflow: ['math.softplus', 'nn.softplus'], text: 'softplus' },
})

export const relu: Row = row({
  name: 'relu',
  title: 'rectifier',
  args: ['x'],
  elementwise: true,
  layer: true,
  derivative: [(x) => where(gt(x, 0), 1, 0)],
  meaning: (node) => maximum(node.args[0] as Expr, 0),
  kernel: (x) => (x > 0 ? x : 0),
  latex: '\\operatorname{ReLU}',
  spell: { jax: 'nn.relu', torch: ['relu', 'nn.functional.relu'], tensorflow: 'nn.relu', matlab: 'relu', text: ['relu', 'ReLU'] },
  kinks: [{ where: (x) => x, convention: "relu'(0) = 0, as PyTorch" }],
})

export const activationRows: readonly Operation[] = [sigmoid, softplus, relu].map((r) => r.op)
