/** JavaScript and C: choice by a question mark, powers by function or **, numbers that must not divide as integers. */
import { type Expr, exactOf } from '../../expr.ts'
import { cHelpers } from '../../helpers/c.ts'
import { javascriptHelpers, typescriptHelpers } from '../../helpers/javascript.ts'
import { LEVEL } from '../printer.ts'
import { cLoopForms, fillArray } from './cLoops.ts'
import { ofArrays } from './cMatrices.ts'
import type { CodeForm, CodePrinter, Syntax } from './codePrinter.ts'
import { commonForms, infix } from './commonForms.ts'
import { arrayOf, loopForms } from './loops.ts'
import { call } from './numpyParts.ts'

export const javascriptSyntax: Syntax = {
  language: 'javascript',
  libraries: ['javascript'],
  alias: 'Math',
  qualify: (spelling) => spelling,
  reserved: new Set(
    (
      'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in ' +
      'instanceof interface let new null package private protected public return static super switch this throw true try typeof undefined var void while with yield Math Infinity NaN'
    ).split(' '),
  ),
  integer: (digits) => digits,
  helpers: javascriptHelpers,
  array: arrayOf,
  axisLength: (name, axis) => `${name}${'[0]'.repeat(axis)}.length`,
  roundUp: (above, below) => `Math.ceil((${above}) / ${below})`,
  minusBeforePower: true,
}

export const typescriptSyntax: Syntax = { ...javascriptSyntax, language: 'typescript', helpers: typescriptHelpers }

export const cSyntax: Syntax = {
  language: 'c',
  roundUp: (above, below) => `(${above} + ${Number(below) - 1}) / ${below}`,
  libraries: ['c'],
  alias: 'math',
  qualify: (spelling) => spelling,
  reserved: new Set(
    (
      'auto break case char const continue default do double else enum extern float for goto if inline int long register restrict return short signed sizeof static struct ' +
      'switch typedef union unsigned void volatile while pow exp log sqrt fabs sin cos tan sinh cosh tanh erf fmax fmin floor ceil round ' +
      // The Bessel functions and lgamma's relatives of math.h take these names.
      'j0 j1 jn y0 y1 yn gamma I main'
    ).split(' '),
  ),
  helpers: cHelpers,
  // C++'s, GNU's and POSIX' own; of C99 is none of them.
  foreign: new Set('M_PI M_E beta exp10 real imag arg conj polar cyl_bessel_i cyl_bessel_k'.split(' ')),
  binary: true,
  ofArrays,
  array: fillArray,
  // 1 / 2 would be 0.
  integer: (digits) => (/^-?\d+$/.test(digits) ? `${digits}.0` : digits),
}

/** c ? a : b. */
const question: CodeForm = (printer, node) => {
  const [condition, then, otherwise] = node.args as [Expr, Expr, Expr]
  const text = `${printer.at(condition, LEVEL.or)} ? ${printer.at(then, LEVEL.or)} : ${printer.piece(otherwise)}`
  printer.level = LEVEL.open
  printer.mark = 0
  return text
}

const not: CodeForm = (printer, node) => {
  const text = `!${printer.at(node.args[0] as Expr, LEVEL.atom)}`
  printer.level = LEVEL.sign
  printer.mark = 0
  return text
}

const logicForms: { readonly [row: string]: CodeForm } = {
  where: question,
  and: infix(' && ', LEVEL.and, LEVEL.not),
  or: infix(' || ', LEVEL.or, LEVEL.and),
  not,
}

export const javascriptForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  ...loopForms,
  ...logicForms,
  // The sign of the dividend, as the row has it.
  rem: infix(' % ', LEVEL.product, LEVEL.sign),
  eq: infix(' === ', LEVEL.relation, LEVEL.sum),
  ne: infix(' !== ', LEVEL.relation, LEVEL.sum),
  pow: (printer, node) => printer.power(node, ' ** '),
}

/** pow(x, 3.0), and x * x for the square of a name. */
function power(printer: CodePrinter, node: Expr): string {
  const base = printer.piece(node.args[0] as Expr)
  if (printer.level === LEVEL.atom && base.length < 16 && exactOf(node.args[1] as Expr)?.asInteger === 2 && /^[A-Za-z_]\w*$/.test(base)) {
    printer.level = LEVEL.product
    return `${base} * ${base}`
  }
  return printer.apply('pow', node.args)
}

/** The math library's functions of Bessel take whole numbers as their order, and cut off what is behind the point. */
const ofWholeOrder =
  (name: string): CodeForm =>
  (printer, node) =>
    exactOf(node.args[0] as Expr)?.isInteger === true ? printer.apply(name, node.args) : printer.absent(node)

export const cForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  call,
  whole_call: call,
  ...cLoopForms,
  ...logicForms,
  pow: power,
  besselj: ofWholeOrder('jn'),
  bessely: ofWholeOrder('yn'),
}
