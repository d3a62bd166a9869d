/** Julia and MATLAB: operators with dots between arrays, matrix operators without. */
import type { Expr } from '../../expr.ts'
import { matlabHelpers } from '../../helpers/matlab.ts'
import { isOne, isZero } from '../../ops/structure.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, finish, type Syntax } from './codePrinter.ts'
import { juliaTensorForms, matlabTensorForms } from './columnTensor.ts'
import { commonForms, infix } from './commonForms.ts'

export const juliaSyntax: Syntax = {
  language: 'julia',
  libraries: ['julia'],
  alias: '',
  qualify: (spelling) => spelling,
  reserved: new Set(
    'baremodule begin break catch const continue do else elseif end export false finally for function global if import in let local macro module quote return struct true try using while pi im'.split(
      ' ',
    ),
  ),
  integer: (digits) => digits,
  axisLength: (name, axis) => `size(${name}, ${axis + 1})`,
  countOfAll: (name) => `length(${name})`,
  roundUp: (above, below) => `cld(${above}, ${below})`,
  dotted: true,
  columnVectors: true,
  firstIndex: 1,
  broadcastCall: '.',
}

export const matlabSyntax: Syntax = {
  language: 'matlab',
  libraries: ['matlab'],
  alias: '',
  qualify: (spelling) => spelling,
  reserved: new Set(
    'break case catch classdef continue else elseif end for function global if otherwise parfor persistent return spmd switch try while pi i j e eps inf'.split(
      ' ',
    ),
  ),
  helpers: matlabHelpers,
  // Nothing but a variable is indexed.
  ofArrays: new Set(['take']),
  // Of two arguments it is nobody's.
  foreign: new Set(['heaviside']),
  binary: true,
  integer: (digits) => digits,
  axisLength: (name, axis) => `size(${name}, ${axis + 1})`,
  roundUp: (above, below) => `ceil((${above}) / ${below})`,
  dotted: true,
  columnVectors: true,
  firstIndex: 1,
}

const prefix =
  (sign: string): CodeForm =>
  (printer, node) => {
    const text = sign + printer.at(node.args[0] as Expr, LEVEL.atom)
    printer.level = LEVEL.sign
    return text
  }

/** A call with the arguments in another order, and more behind them. */
const called =
  (name: string, order: readonly number[], behind = '', after = ''): CodeForm =>
  (printer, node) =>
    finish(printer, `${name}(${order.map((k) => printer.piece(node.args[k] as Expr)).join(', ')}${behind})${after}`)

/** A relation or logic operator, with a dot before it between arrays. */
const dotted =
  (sign: string, own: number, inner: number): CodeForm =>
  (printer, node) =>
    printer.infix(node, node.rank > 0 ? ` .${sign} ` : ` ${sign} `, own, inner)

export const juliaForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  ...juliaTensorForms,
  gammainc: called('gamma_inc', [0, 1], '', '[1]'),
  gammaincc: called('gamma_inc', [0, 1], '', '[2]'),
  pow: (printer, node) => printer.power(node, '^'),
  where: (printer, node) => {
    if (node.rank > 0) return printer.apply('ifelse.', node.args, node)
    const [condition, then, otherwise] = node.args as [Expr, Expr, Expr]
    const text = `${printer.at(condition, LEVEL.or)} ? ${printer.at(then, LEVEL.or)} : ${printer.piece(otherwise)}`
    printer.level = LEVEL.open
    return text
  },
  lt: dotted('<', LEVEL.relation, LEVEL.sum),
  le: dotted('<=', LEVEL.relation, LEVEL.sum),
  gt: dotted('>', LEVEL.relation, LEVEL.sum),
  ge: dotted('>=', LEVEL.relation, LEVEL.sum),
  eq: dotted('==', LEVEL.relation, LEVEL.sum),
  ne: dotted('!=', LEVEL.relation, LEVEL.sum),
  and: dotted('&&', LEVEL.and, LEVEL.not),
  or: dotted('||', LEVEL.or, LEVEL.and),
  not: prefix('!'),
}

/** A condition is 1 or 0 itself; any other choice is that of a function printed along. */
const choice: CodeForm = (printer, node) => {
  const [condition, then, otherwise] = node.args as [Expr, Expr, Expr]
  if (isOne(then) && isZero(otherwise)) return finish(printer, `(${printer.piece(condition)})`)
  return isZero(then) && isOne(otherwise) ? finish(printer, `~(${printer.piece(condition)})`) : printer.absent(node)
}

export const matlabForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  ...matlabTensorForms,
  gammainc: called('gammainc', [1, 0]),
  gammaincc: called('gammainc', [1, 0], ", 'upper'"),
  hurwitz_zeta: called('hurwitzZeta', [0, 1]),
  hurwitz_zeta_derivative: called('hurwitzZeta', [0, 1, 2]),
  // a^b^c is (a^b)^c here: both sides stand in parentheses.
  pow: (printer, node) => printer.power(node, '^'),
  where: choice,
  // Not in MATLAB itself, only in a toolbox and for its own arrays.
  relu: (printer, node) => printer.piece((node.op.meaning as (node: Expr) => Expr)(node)),
  ne: infix(' ~= ', LEVEL.relation, LEVEL.sum),
  and: infix(' & ', LEVEL.and, LEVEL.not),
  or: infix(' | ', LEVEL.or, LEVEL.and),
  not: prefix('~'),
}
