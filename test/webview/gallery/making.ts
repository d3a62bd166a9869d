/** What views of the gallery are made of: symbols, steps, derivatives with their code, and plots. */
import type { AnalysisView, DerivativeView, Step, SymbolView, Value } from '../../../src/protocol.ts'
import { type Node, program } from './program.ts'

/** `after`: what comes of it, or the rule filled in and that. */
export const step = (
  title: string,
  before: string,
  after: string | [filled: string, after: string],
  steps: Step[] = [],
  range?: { start: number; end: number },
): Step => ({
  rule: title.toLowerCase().split(' ')[0] ?? title,
  title,
  before,
  ...(typeof after === 'string' ? { after } : { filled: after[0], after: after[1] }),
  steps,
  ...(range ? { range } : {}),
})
export const scalar = (name: string, role: SymbolView['role'] = 'variable', value?: Value): SymbolView => ({
  name,
  latex: name,
  shape: [],
  traits: {},
  role,
  ...(value === undefined ? {} : { value }),
})

export const verified = { method: 'dual numbers', points: 24, worst: 3.1e-16 }

export function derivative(
  wrt: string,
  leftLatex: string,
  latex: string,
  text: string,
  steps: Step,
  more: Partial<DerivativeView> = {},
): DerivativeView {
  return {
    wrt,
    wrtLatex: wrt,
    leftLatex,
    latex,
    text,
    shape: [],
    kind: 'derivative',
    verified,
    steps,
    code: [
      { language: 'numpy', label: 'NumPy', text: `def df_d${wrt}(${wrt}):\n    return ${text}`, fits: true },
      { language: 'jax', label: 'JAX', text: `def df_d${wrt}(${wrt}):\n    return ${text}  # jnp` },
      { language: 'torch', label: 'PyTorch', text },
      { language: 'javascript', label: 'JavaScript', text: `const df = (${wrt}) => ${text}` },
      { language: 'julia', label: 'Julia', text },
      { language: 'latex', label: 'LaTeX', text: latex },
    ],
    ...more,
  }
}

type Rest = Pick<AnalysisView, 'name' | 'leftLatex' | 'derivatives'> & Partial<AnalysisView> & { latex: string; text: string }

/** Versions grow from view to view, as the host's do. */
let version = 0
export const nextVersion = (): number => ++version
export function view({ latex, text, ...rest }: Rest): () => AnalysisView {
  return () => ({
    version: nextVersion(),
    key: `notebook.ipynb#${rest.name}`,
    origin: { label: 'notebook.ipynb, cell 4' },
    source: { text, start: 120 },
    value: { latex, text, shape: [] },
    symbols: [scalar('x')],
    order: 1,
    layout: 'numerator',
    notes: [],
    // A test may change its view.
    ...structuredClone(rest),
  })
}

/** f of one variable with its first two derivatives, plotted. */
export function curve(name: string, range: [number, number], outputs: Node[], parameters: string[] = [], scale: 'linear' | 'logarithmic' = 'linear') {
  return {
    kind: 'curve' as const,
    variable: 'x',
    variableLatex: 'x',
    range,
    scale,
    program: program(['x', ...parameters], outputs),
    labels: { x: 'x', f: `${name}(x)`, derivative: `${name}′(x)`, second: `${name}″(x)` },
    parameters: parameters.map((parameter) => ({ name: parameter, latex: parameter, value: 1, range: [-5, 5] as [number, number] })),
  }
}

/** A surface over two letters. */
export const over = (...variables: [string, string]) => ({ kind: 'surface' as const, variables, variablesLatex: variables, axes: variables })
