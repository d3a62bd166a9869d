/** LaTeX as a textbook sets it, accepted by KaTeX in strict mode: the forms of scalar rows, and the entry. */
import type { Exact } from '../../exact.ts'
import { type Expr, exactOf, nameOf, type Operation } from '../../expr.ts'
import { latexName } from '../identifier.ts'
import type { TextLetters } from '../indices/indices.ts'
import { withOuterProducts } from '../indices/upright.ts'
import { Dialect, type Form, LEVEL } from '../printer.ts'
import { LatexPrinter, MARK } from './latexPrinter.ts'
import { tensorForms } from './latexTensor.ts'

/** A template such as \left|#1\right| as a form: arguments in braces or delimiters stand free, others as factors. */
function template(latex: string): Form<LatexPrinter> {
  const parts = latex.split(/#(\d)/)
  const relation = /(?:^|[^\\a-z])(?:[<>=]|\\(?:le|ge|ne|neq|lt|gt)\b)/.test(latex.replaceAll(/[{(|].*[})|]/g, ''))
  let depth = 0
  let level: number = LEVEL.atom
  for (let i = 0; i < latex.length; i++) {
    const c = latex[i]
    if (c === '{' || c === '(') depth++
    else if (c === '}' || c === ')') depth--
    else if (depth === 0 && (c === '+' || c === '-') && i > 0) level = LEVEL.sum
    else if (depth === 0 && c === '^' && level === LEVEL.atom) level = LEVEL.power
  }
  if (relation) level = LEVEL.relation
  else if (level === LEVEL.atom && /\)$/.test(latex)) level = LEVEL.sign
  else if (level === LEVEL.atom && /\\frac/.test(latex)) level = LEVEL.sign
  const tall = /\\(?:frac|binom|sum|int|prod|begin)\b/.test(latex) ? MARK.tall : 0
  const begin = /^\d/.test(latex)
    ? MARK.digit
    : /^[a-zA-Z]/.test(latex)
      ? MARK.letter
      : /^\\[a-zA-Z]+(?:_\{\w+\})?[({\\]/.test(latex)
        ? MARK.function
        : 0
  const free = parts.map((_, k) => {
    const before = parts[k - 1] ?? ''
    const after = parts[k + 1] ?? ''
    const opened = /(?:[{(|[,]|\\[lr][vV]ert|\\lfloor|\\lceil)\s*$/.test(before)
    const closed = /^\s*(?:[})|\],]|\\right|\\[lr][vV]ert|\\rfloor|\\rceil)/.test(after)
    return opened && closed
  })
  const sized = /\\left/.test(latex)
  return (printer, node) => {
    let high = tall
    let text = ''
    for (let k = 0; k < parts.length; k++) {
      const part = parts[k] as string
      if (k % 2 === 0) text += part
      else {
        const arg = node.args[Number(part) - 1] as Expr
        const own = parts[k + 1]?.startsWith('^') === true ? LEVEL.atom : level === LEVEL.relation ? LEVEL.sum : LEVEL.product
        text += free[k] ? printer.piece(arg) : printer.at(arg, own)
        high |= printer.mark & MARK.tall
      }
    }
    // Delimiters grow only around what is tall.
    if (sized && high === 0) text = text.replaceAll(/\\(?:left|right)(?![a-zA-Z])/g, '')
    printer.level = level
    printer.mark = high | begin
    return text
  }
}

function generic(operation: Operation): Form<LatexPrinter> {
  const latex = operation.latex ?? `\\operatorname{${latexOperator(operation.name)}}`
  if (!EULER.test(latex)) return written(operation, latex)
  const [plain, upright] = [written(operation, latex), written(operation, latex.replace(EULER, '\\mathrm{e}'))]
  return (printer, node) => (printer.hasSymbol('e') ? upright : plain)(printer, node)
}

/** Euler's number at the beginning of a form. */
const EULER = /^e(?=\^|$)/

function written(operation: Operation, latex: string): Form<LatexPrinter> {
  if (operation.args.length === 0) {
    return (printer) => {
      printer.level = LEVEL.atom
      printer.mark = /^[a-zA-Z]/.test(latex) ? MARK.letter : /\\[a-zA-Z]+$/.test(latex) ? MARK.word : 0
      return latex
    }
  }
  if (latex.includes('#')) return template(latex)
  return (printer, node) => printer.apply(latex, node)
}

const latexOperator = (name: string): string => name.replaceAll('_', '\\_')

/** Whether an absolute value stands within a few levels: bars inside bars need \\left and \\right to be told apart. */
const hasBars = (node: Expr, depth: number): boolean => node.op.name === 'abs' || (depth > 0 && node.args.some((arg) => hasBars(arg, depth - 1)))

const scalarForms: { readonly [row: string]: Form<LatexPrinter> } = {
  number: (printer, node) => printer.number(exactOf(node) as Exact),
  symbol: (printer, node) => printer.symbol(nameOf(node) as string),
  add: (printer, node) => printer.sum(node),
  neg: (printer, node) => {
    const text = `-${printer.at(node.args[0] as Expr, LEVEL.product - 0.5)}`
    printer.level = LEVEL.sum
    printer.mark &= MARK.tall | MARK.bare
    return text
  },
  mul: (printer, node) => (node.rank > 0 ? (tensorForms['mul'] as Form<LatexPrinter>)(printer, node) : printer.product(node)),
  div: (printer, node) => printer.quotient(node),
  pow: (printer, node) => printer.power(node),
  exp: (printer, node) => printer.exponential(node),
  abs: (printer, node) => {
    const arg = node.args[0] as Expr
    const piece = printer.piece(arg)
    const tall = printer.mark & MARK.tall
    printer.level = LEVEL.atom
    printer.mark = tall | MARK.function
    return tall !== 0 || hasBars(arg, 3) ? `\\left|${piece}\\right|` : `|${piece}|`
  },
  factorial: (printer, node) => {
    const text = printer.at(node.args[0] as Expr, LEVEL.atom)
    // A power of it stands on parentheses: n!^2 may be meant to be (n^2)!.
    printer.level = LEVEL.power
    printer.mark &= MARK.tall | MARK.digit | MARK.letter | MARK.paren | MARK.upright
    return `${text}!`
  },
  sigmoid: (printer, node) => printer.apply(printer.hasSymbol('sigma') ? '\\operatorname{sigmoid}' : '\\sigma', node, true),
  and: (printer, node) => printer.infix(node, ' \\land ', LEVEL.and, LEVEL.not),
  or: (printer, node) => printer.infix(node, ' \\lor ', LEVEL.or, LEVEL.and),
  not: (printer, node) => {
    const text = `\\lnot ${printer.at(node.args[0] as Expr, LEVEL.product)}`
    printer.level = LEVEL.not
    return text
  },
}

const dialect = new Dialect<LatexPrinter>({ ...tensorForms, ...scalarForms }, generic)

export interface LatexOptions {
  /** LaTeX of symbols as written in the source, by name. */
  readonly names?: ReadonlyMap<string, string>
  /** Letters for indices. */
  readonly letters?: TextLetters | undefined
}

/** The expression as LaTeX. */
export function printLatex(expr: Expr, options: LatexOptions = {}): string {
  const whole = withOuterProducts(expr)
  const { text, definitions } = new LatexPrinter(whole, dialect, options.names, options.letters).print(whole)
  if (definitions.length === 0) return text
  return whereLatex(
    text,
    definitions.map(({ name, text: own }) => [latexName(name), own]),
  )
}

/** A formula with the names in it explained. */
export const whereLatex = (main: string, definitions: readonly (readonly [string, string])[]): string =>
  `${main}, \\quad ${definitions.map(([name, text]) => `${name} = ${text}`).join(', \\; ')}`
