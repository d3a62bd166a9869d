/** Julia and MATLAB: operators with dots between arrays, matrix operators without. */
import type { Expr } from '../expr.ts'
import { isOne, isZero } from '../ops/structure.ts'
import { type CodeForm, commonForms, infix, type Syntax } from './codePrinter.ts'
import { juliaTensorForms, matlabTensorForms } from './columnTensor.ts'
import { LEVEL } from './printer.ts'

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

/** A relation or logic operator, with a dot before it between arrays. */
const dotted =
  (sign: string, own: number, inner: number): CodeForm =>
  (printer, node) =>
    printer.infix(node, node.rank > 0 ? ` .${sign} ` : ` ${sign} `, own, inner)

export const juliaForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  ...juliaTensorForms,
  pow: (printer, node) => printer.power(node, '^'),
  where: (printer, node) => {
    if (node.rank > 0) return printer.apply('ifelse.', node.args)
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

/** The language has no choice within an expression: a mask of ones and zeros takes its part. */
const masked: CodeForm = (printer, node) => {
  const [condition, then, otherwise] = node.args as [Expr, Expr, Expr]
  const times = node.rank > 0 ? ' .* ' : ' * '
  const mask = `(${printer.piece(condition)})`
  const part = (chosen: string, value: Expr): string => {
    if (isZero(value)) return ''
    return isOne(value) ? chosen : chosen + times + printer.at(value, LEVEL.sign)
  }
  const text = [part(mask, then), part(`~${mask}`, otherwise)].filter((piece) => piece !== '').join(' + ')
  printer.level = LEVEL.sum
  printer.mark = 0
  return text === '' ? '0' : text
}

export const matlabForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  ...matlabTensorForms,
  // a^b^c is (a^b)^c here: both sides stand in parentheses.
  pow: (printer, node) => printer.power(node, '^'),
  where: masked,
  // Not in MATLAB itself, only in a toolbox and for its own arrays.
  relu: (printer, node) => printer.piece((node.op.meaning as (node: Expr) => Expr)(node)),
  ne: infix(' ~= ', LEVEL.relation, LEVEL.sum),
  and: infix(' & ', LEVEL.and, LEVEL.not),
  or: infix(' | ', LEVEL.or, LEVEL.and),
  not: prefix('~'),
}
