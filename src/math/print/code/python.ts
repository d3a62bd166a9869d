/** Python: the math module, and what NumPy, JAX, PyTorch and SymPy share with it. */
import { type Expr, exactOf, type Operation } from '../../expr.ts'
import { jaxHelpers, numpyHelpers, pythonHelpers } from '../../helpers/python.ts'
import { torchHelpers } from '../../helpers/torch.ts'
import { boundName } from '../../ops/binder.ts'
import { isNonnegative } from '../../simplify/sign.ts'
import { LEVEL } from '../printer.ts'
import { type CodeForm, type CodePrinter, finish, type Syntax } from './codePrinter.ts'
import { commonForms, ending, infix } from './commonForms.ts'
import { call, generator, quadrature } from './numpyParts.ts'
import { jaxTensorForms, numpyTensorForms, torchTensorForms } from './numpyTensor.ts'
import { safeForms } from './overflow.ts'
import { sympyArray, sympyTensorForms } from './sympyTensor.ts'

/** Keywords, and builtins that printed code calls. */
export const pythonReserved: ReadonlySet<string> = new Set(
  (
    'False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or ' +
    'pass raise return try while with yield abs max min round sum range len'
  ).split(' '),
)

const BUILTINS = new Set(['abs', 'max', 'min', 'round', 'sum', 'pow', 'len', 'int', 'float'])

export const pythonSyntax: Syntax = {
  language: 'python',
  libraries: ['python'],
  companions: ['scipy'],
  alias: 'math',
  helpers: pythonHelpers,
  qualify: (spelling, library, alias) => (BUILTINS.has(spelling) ? spelling : library === 'scipy' ? `scipy.${spelling}` : `${alias}.${spelling}`),
  reserved: pythonReserved,
  integer: (digits) => digits,
  axisLength: (name, axis) => `${name}.shape[${axis}]`,
  overflowThrows: true,
}

export const numpySyntax: Syntax = {
  ...pythonSyntax,
  helpers: numpyHelpers,
  language: 'numpy',
  libraries: ['numpy'],
  companions: ['scipy'],
  alias: 'np',
  countOfAll: (name) => `${name}.size`,
  qualify: (spelling, library, alias) => (library === 'scipy' ? `scipy.${spelling}` : `${alias}.${spelling}`),
  binary: true,
  overflowThrows: false,
}

export const jaxSyntax: Syntax = {
  ...numpySyntax,
  helpers: jaxHelpers,
  language: 'jax',
  libraries: ['jax'],
  companions: [],
  alias: 'jnp',
  qualify: (spelling, _, alias) => (/^(?:nn|scipy|lax)\./.test(spelling) ? `jax.${spelling}` : `${alias}.${spelling}`),
}

/** The math module's name of a row, for arguments that are plain numbers. */
function plainPython({ spell }: Operation): string | undefined {
  const spelled = spell?.python
  const name = typeof spelled === 'string' ? spelled : spelled?.[0]
  return name === undefined || name.includes('#') ? undefined : BUILTINS.has(name) ? name : `math.${name}`
}

export const torchSyntax: Syntax = {
  ...numpySyntax,
  language: 'torch',
  libraries: ['torch'],
  companions: [],
  alias: 'torch',
  countOfAll: (name) => `${name}.numel()`,
  helpers: torchHelpers,
  plain: plainPython,
}

export const sympySyntax: Syntax = {
  ...pythonSyntax,
  helpers: undefined,
  overflowThrows: false,
  language: 'sympy',
  countsTruths: false,
  libraries: ['sympy'],
  companions: [],
  alias: 'sp',
  qualify: (spelling, _, alias) => `${alias}.${spelling}`,
  array: sympyArray,
  rational: (p, q, alias) => `${alias}.Rational(${p}, ${q})`,
  index: (name, alias) => `${alias}.Symbol('${name}')`,
}

/* Scalars. */

const power: CodeForm = (printer, node) => printer.power(node, '**')

/** a if c else b. */
const conditional: CodeForm = (printer, node) => {
  const [condition, then, otherwise] = node.args as [Expr, Expr, Expr]
  const text = `${printer.at(then, LEVEL.or)} if ${printer.at(condition, LEVEL.or)} else ${printer.piece(otherwise)}`
  printer.level = LEVEL.open
  return text
}

const prefix =
  (sign: string, own: number, inner: number): CodeForm =>
  (printer, node) => {
    const text = sign + printer.at(node.args[0] as Expr, inner)
    printer.level = own
    return text
  }

export const pythonForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  ...safeForms,
  pow: power,
  where: conditional,
  and: infix(' and ', LEVEL.and, LEVEL.not),
  or: infix(' or ', LEVEL.or, LEVEL.and),
  not: prefix('not ', LEVEL.not, LEVEL.relation),
  // The sign of the divisor, as the row has it.
  mod: infix(' % ', LEVEL.product, LEVEL.sign),
  call,
  whole_call: call,
  series: ending(generator('sum')),
  product_series: ending((printer, node) => generator(`${printer.alias}.prod`)(printer, node)),
  integral: quadrature,
}

/** Arrays: conditions are joined by & and |, which bind more tightly than comparisons. */
const arrayForms: { readonly [row: string]: CodeForm } = {
  ...commonForms,
  pow: power,
  and: infix(' & ', LEVEL.and, LEVEL.sum),
  or: infix(' | ', LEVEL.or, LEVEL.sum),
  not: prefix('~', LEVEL.sign, LEVEL.atom),
}

export const numpyForms: { readonly [row: string]: CodeForm } = { ...arrayForms, ...numpyTensorForms }
export const jaxForms: { readonly [row: string]: CodeForm } = { ...arrayForms, ...jaxTensorForms }

/** Torch's functions of two tensors take no numbers: a bound that is one is clamped to. */
const clamp =
  (keyword: 'min' | 'max', name: string): CodeForm =>
  (printer, node) => {
    const isBound = (arg: Expr): boolean => arg.rank === 0 && printer.isConstant(arg)
    const numbers = node.args.filter(isBound)
    if (numbers.length !== 1 || node.args.length !== 2) return printer.call(`${printer.alias}.${name}`, node)
    const tensor = node.args.find((arg) => !isBound(arg)) as Expr
    const text = `${printer.alias}.clamp(${printer.piece(tensor)}, ${keyword}=${printer.piece(numbers[0] as Expr)})`
    printer.level = LEVEL.atom
    printer.mark = 0
    return text
  }

export const torchForms: { readonly [row: string]: CodeForm } = {
  ...arrayForms,
  ...torchTensorForms,
  maximum: clamp('min', 'maximum'),
  minimum: clamp('max', 'minimum'),
}

/** sp.Piecewise((a, c), (b, True)). */
const piecewise: CodeForm = (printer, node) => {
  let text = ''
  let rest = node
  for (let k = 0; rest.op.name === 'where' && k < 64; k++) {
    text += `(${printer.piece(rest.args[1] as Expr)}, ${printer.piece(rest.args[0] as Expr)}), `
    rest = rest.args[2] as Expr
  }
  text = `${printer.alias}.Piecewise(${text}(${printer.piece(rest)}, True))`
  printer.level = LEVEL.atom
  return text
}

const relation =
  (name: string): CodeForm =>
  (printer, node) =>
    printer.apply(`${printer.alias}.${name}`, node.args)

/** SymPy's incomplete gamma functions are not divided by Γ(a). */
function incomplete(printer: CodePrinter, node: Expr, name: string): string {
  const [a, x] = node.args.map((arg) => printer.piece(arg)) as [string, string]
  printer.level = LEVEL.product
  printer.mark = 0
  return `${printer.alias}.${name}(${a}, ${x}) / ${printer.alias}.gamma(${a})`
}

/** SymPy's roots of negative numbers are complex: the sign is put before that of the size, which it differentiates and evaluates. */
const realRoot: CodeForm = (printer, node) => {
  const [x, n] = node.args as [Expr, Expr?]
  const { alias } = printer
  const degree = n === undefined ? 3 : exactOf(n)?.asInteger
  if (degree === undefined) return printer.apply(`${alias}.real_root`, node.args)
  if (degree % 2 === 0 || isNonnegative(x)) return n === undefined ? printer.apply(`${alias}.cbrt`, [x]) : printer.apply(`${alias}.root`, node.args)
  const text = printer.piece(x)
  printer.level = LEVEL.product
  printer.mark = 0
  return `${alias}.sign(${text}) * ${alias}.Abs(${text})**${alias}.Rational(1, ${degree})`
}

/** An even power of a cube root needs no sign. */
const sympyPower: CodeForm = (printer, node) => {
  const [base, exponent] = node.args as [Expr, Expr]
  const even = base.op.name === 'cbrt' && !isNonnegative(base.args[0] as Expr) ? exactOf(exponent)?.asInteger : undefined
  if (even === undefined || even % 2 !== 0) return power(printer, node)
  const text = `${printer.alias}.Abs(${printer.piece(base.args[0] as Expr)})**${printer.alias}.Rational(${even}, 3)`
  printer.level = LEVEL.power
  printer.mark = 0
  return text
}

/** sp.Sum(body, (k, low, high)). */
const bound =
  (name: string): CodeForm =>
  (printer, node) => {
    const [body, low, high] = node.args.map((arg) => printer.piece(arg))
    return finish(printer, `${printer.alias}.${name}(${body}, (${printer.spellName(boundName(node))}, ${low}, ${high}))`)
  }

export const sympyForms: { readonly [row: string]: CodeForm } = {
  ...arrayForms,
  ...sympyTensorForms,
  where: piecewise,
  gammainc: (printer, node) => incomplete(printer, node, 'lowergamma'),
  gammaincc: (printer, node) => incomplete(printer, node, 'uppergamma'),
  pow: sympyPower,
  cbrt: realRoot,
  nthroot: realRoot,
  eq: relation('Eq'),
  ne: relation('Ne'),
  call,
  whole_call: call,
  series: bound('Sum'),
  product_series: bound('Product'),
  integral: bound('Integral'),
}
