/** Left sides of what is shown: f(x), f'(x), ∂f/∂x, ∇f, as LaTeX and as plain text. */
import type { Derivative, Shape } from '../math/api.ts'
import { latexFunctionName, latexName, superscript, unicodeName } from '../math/print/identifier.ts'

/** A name in both writings. */
export interface Written {
  latex: string
  text: string
}

/** What the value is called: a function of its variables (`f(x)`), or a quantity (`y`). */
export interface Subject {
  name: Written
  isFunction: boolean
  /** What it is differentiated by and what else it is a function of, in order. */
  variables: Written[]
}

/** A name in both writings. */
export const writeName = (name: string): Written => ({ latex: latexName(name), text: unicodeName(name) })

/** The name of a function in both writings. */
export const writeFunctionName = (name: string): Written => ({ latex: latexFunctionName(name), text: unicodeName(name) })

/** A letter for an expression that has no name: what a textbook would take, unless the expression uses it itself. */
export function freeLetter(taken: readonly string[]): string {
  return ['f', 'g', 'h', 'F'].find((letter) => !taken.includes(letter)) ?? 'f'
}

/** `f(x, y)` or `y`. */
export function leftOfValue(subject: Subject): Written {
  const { name, variables } = subject
  if (!subject.isFunction || variables.length === 0) return name
  return {
    latex: `${name.latex}(${variables.map(({ latex }) => latex).join(', ')})`,
    text: `${name.text}(${variables.map(({ text }) => text).join(', ')})`,
  }
}

/** One component of what stands left: (∇E)_{ij}. */
export function componentOf({ latex, text }: Written, letters: readonly string[] = []): Written {
  if (letters.length === 0) return { latex, text }
  return { latex: `\\left(${latex}\\right)_{${letters.join('')}}`, text: `(${text})_${letters.join('')}` }
}

/** The left side of a derivative: primes where one variable leaves no doubt, else the quotient or ∇; at letters, of what stands there. */
export function leftOfDerivative(
  subject: Subject,
  derivative: Pick<Derivative, 'kind' | 'shape'> & { by: Written; letters?: readonly string[] | undefined },
  valueShape: Shape,
  order: number,
): Written {
  const { letters = [], by, kind, shape } = derivative
  // What stands at letters of a gradient is the derivative by what stands there of the variable: one matrix of a family, or one component.
  if (kind === 'gradient' && letters.length > 0 && !/[_^]/.test(by.latex)) {
    const script = letters.join('')
    const part = { latex: `${by.latex}_{${script}}`, text: `${by.text}_${script}` }
    if (letters.length === shape.length) return quotient(subject.name, part, order, false)
    return wholeDerivative({ ...subject, variables: [...subject.variables, part] }, { kind, by: part }, valueShape, order)
  }
  return componentOf(wholeDerivative(subject, derivative, valueShape, order), letters)
}

function wholeDerivative(subject: Subject, derivative: Pick<Derivative, 'kind'> & { by: Written }, valueShape: Shape, order: number): Written {
  const { name, variables } = subject
  const single = variables.length <= 1
  const { kind, by } = derivative
  if (kind === 'gradient')
    return {
      latex: single ? `\\nabla ${name.latex}` : `\\nabla_{\\!${by.latex}}\\, ${name.latex}`,
      text: single ? `∇${name.text}` : `∇_${by.text} ${name.text}`,
    }
  if (kind === 'hessian')
    return {
      latex: single ? `\\nabla^2 ${name.latex}` : `\\nabla^2_{\\!${by.latex}}\\, ${name.latex}`,
      text: single ? `∇²${name.text}` : `∇²_${by.text} ${name.text}`,
    }
  if (kind === 'derivative' && single && subject.isFunction && valueShape.length === 0) return primed(name, by, order)
  return quotient(name, by, order, kind === 'derivative' && single)
}

/** ∇f(x, y), ∇²f(x, y): left of the derivatives by all variables as one object, LaTeX. */
export function leftOfWhole({ name, isFunction, variables }: Subject, order: 1 | 2): string {
  const argument = isFunction ? `(${variables.map(({ latex }) => latex).join(', ')})` : ''
  return `\\nabla${order === 1 ? '' : '^2'} ${name.latex}${argument}`
}

/** ∂F/∂(x, y): left of the Jacobian by all variables, LaTeX. */
export const leftOfJacobian = ({ name, variables }: Subject): string =>
  `\\frac{\\partial ${name.latex}}{\\partial(${variables.map(({ latex }) => latex).join(', ')})}`

function primed(name: Written, by: Written, order: number): Written {
  if (order > 3) return { latex: `${name.latex}^{(${order})}(${by.latex})`, text: `${name.text}⁽${superscript(String(order))}⁾(${by.text})` }
  return { latex: `${name.latex}${"'".repeat(order)}(${by.latex})`, text: `${name.text}${['', '′', '″', '‴'][order]}(${by.text})` }
}

function quotient(name: Written, by: Written, order: number, total: boolean): Written {
  const d = total ? '\\mathrm{d}' : '\\partial'
  const sign = total ? 'd' : '∂'
  if (order === 1 && name.latex.startsWith('\\frac'))
    return { latex: `\\frac{${d}}{${d} ${by.latex}}\\, ${name.latex}`, text: `${sign}(${name.text})/${sign}${by.text}` }
  const above = /^\\(mathrm|text)/.test(name.latex) ? `\\,${name.latex}` : ` ${name.latex}`
  if (order === 1) return { latex: `\\frac{${d}${above}}{${d} ${by.latex}}`, text: `${sign}${name.text}/${sign}${by.text}` }
  return {
    latex: `\\frac{${d}^{${order}}${above}}{${d} ${by.latex}^{${order}}}`,
    text: `${sign}${superscript(String(order))}${name.text}/${sign}${by.text}${superscript(String(order))}`,
  }
}
