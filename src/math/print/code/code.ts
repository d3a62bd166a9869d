/** Formulas as code: an expression, or a whole function with what repeats computed once. */
import type { CodeLanguage, InClass, Value } from '../../api.ts'
import type { Exact } from '../../exact.ts'
import { type Expr, nameOf, someNode, symbolsOf, topological, traitsOf } from '../../expr.ts'
import { neededHelpers, withHelpers } from '../../helpers/helpers.ts'
import { boundNames, isBinder } from '../../ops/binder.ts'
import { isSize } from '../../ops/structure.ts'
import { type Length, SCALAR } from '../../shape.ts'
import { measure } from '../../simplify/measure.ts'
import { familiesIn } from '../formula/members.ts'
import { readable } from '../formula/readable.ts'
import { latexName, unicodeName } from '../identifier.ts'
import type { TextLetters } from '../indices/indices.ts'
import { printLatex } from '../latex/latex.ts'
import { lowered } from '../latex/latexScript.ts'
import { printText } from '../text/text.ts'
import { areOfAnyRank } from './anyRank.ts'
import { juliaForms, juliaSyntax, matlabForms, matlabSyntax } from './arrayLanguages.ts'
import { type Supposed, sizeChecks, writeChecks } from './checks.ts'
import { writeLoops } from './cLoops.ts'
import { cForms, cSyntax, javascriptForms, javascriptSyntax, typescriptSyntax } from './clike.ts'
import { type Target, target } from './codeDialect.ts'
import { CodePrinter } from './codePrinter.ts'
import { type FunctionParts, writeDefinition, writeFunction } from './function.ts'
import { Lacking, orRefusal, orUndefined } from './lacking.ts'
import { withoutOverflowErrors } from './overflow.ts'
import {
  jaxForms,
  jaxSyntax,
  numpyForms,
  numpySyntax,
  pythonForms,
  pythonSyntax,
  sympyForms,
  sympySyntax,
  torchForms,
  torchSyntax,
} from './python.ts'
import { handedOn, inNamedRows, sharedNames } from './shared.ts'

const targets = new Map<CodeLanguage, Target>([
  ['numpy', target(numpySyntax, numpyForms)],
  ['python', target(pythonSyntax, pythonForms)],
  ['jax', target(jaxSyntax, jaxForms)],
  ['torch', target(torchSyntax, torchForms)],
  ['sympy', target(sympySyntax, sympyForms)],
  ['javascript', target(javascriptSyntax, javascriptForms)],
  ['typescript', target(typescriptSyntax, javascriptForms)],
  ['julia', target(juliaSyntax, juliaForms)],
  ['matlab', target(matlabSyntax, matlabForms)],
  ['c', target(cSyntax, cForms)],
])

export interface CodeOptions {
  /** Print a function of this name. */
  readonly name?: string
  /** What the file calls the library: np, jnp, m. */
  readonly alias?: string
  /** Parameters of the function, in order; default: the free symbols. */
  readonly parameters?: readonly string[]
  /** Names that stand for numbers: a function gives them these. */
  readonly constants?: ReadonlyMap<string, Exact>
  /** The values that parameters of a function have where none are given. */
  readonly defaults?: ReadonlyMap<string, Value> | undefined
  /** The symbols of the whole problem: lengths of axes can be taken from any of them. Default: those of the expression. */
  readonly symbols?: readonly Expr[]
  /** Names of the source for subexpressions. */
  readonly labels?: ReadonlyMap<Expr, string>
  /** What the text says, where that is known of which it is made. */
  readonly text?: Expr | undefined
  /** Sizes for which alone the code is right: a function raises where it is given others. */
  readonly supposed?: Supposed | undefined
  /** For mathematics as people read it: the letters of the text for indices. Families of matrices are written by their members then. */
  readonly letters?: TextLetters | undefined
  /** The class in which the code is to stand: a function as a member of it, and fields as they are written there. */
  readonly inClass?: InClass | undefined
}

/** With more operations than this, each as often as it is written, what repeats gets a name. */
const WRITTEN = 1000

/**
 * The expression as code in a language: one expression, or a whole function when a name is given; beside it the functions that it
 * needs and the language lacks. What the language cannot say is a comment that tells what it lacks.
 */
export const printCode = (expr: Expr, language: CodeLanguage, options: CodeOptions = {}): string =>
  orRefusal(language, options.name !== undefined, (own) => codeIn(expr, own, options))

/** The same; undefined where the language cannot say it. */
export const printableCode = (expr: Expr, language: CodeLanguage, options: CodeOptions = {}): string | undefined =>
  orUndefined(() => codeIn(expr, language, options))

function codeIn(expr: Expr, language: CodeLanguage, options: CodeOptions): string {
  const { name } = options
  const isLong = measure([expr]).treeOperations > WRITTEN
  if (language === 'latex' || language === 'text') return printMathematics(expr, language, options, isLong)
  const target = targetOf(language, [expr])
  const alias = options.alias ?? target.syntax.alias
  if (name !== undefined) return printFunction(expr, target, { ...options, name, alias })
  // Loops are statements: an expression of C cannot hold them; and nobody reads one in which everything is written again and again.
  if (isLong || (language === 'c' && needsLoops(expr))) return printFunction(expr, target, { ...options, name: 'compute', alias })
  // Written out by components, a tensor must be said by rows that have components.
  const safe = target.syntax.overflowThrows === true ? withoutOverflowErrors(expr, options).expr : expr
  const isByParts = target.syntax.array !== undefined || target.syntax.ofArrays !== undefined
  const whole = isByParts && hasTensors(expr) ? inNamedRows(expr, target).expr : safe
  const printer = new CodePrinter(target.syntax, target.dialect, alias, () => options.symbols ?? freeSymbols(expr), {
    constants: options.constants,
    fields: options.inClass?.fields,
    isOfAnyRank: areOfAnyRank(options.text, [whole]),
  })
  // What is indexed has a name in a language that indexes nothing else.
  const { ofArrays } = target.syntax
  const handed = ofArrays === undefined ? [] : [...handedOn(topological([whole]), ofArrays)].filter((node) => node !== whole)
  const taken = new Set(symbolsOf(whole).map(nameOf))
  const fresh = Array.from({ length: handed.length + taken.size }, (_, k) => `t${k}`).filter((name) => !taken.has(name))
  const named = handed.length === 0 ? undefined : new Map(handed.map((node, k) => [node, fresh[k] as string]))
  const { text, definitions } = printer.print(whole, named)
  return complete([...definitions.map((definition) => writeDefinition(language, definition.name, definition.text)), text].join('\n'), printer)
}

/** The dialect for expressions: the math module of Python knows no arrays. */
export const targetOf = (language: CodeLanguage, exprs: readonly Expr[]): Target =>
  targets.get(language === 'python' && exprs.some(hasTensors) ? 'numpy' : language) as Target

/** The expression in a language. */
export const print = (expr: Expr, language: CodeLanguage): string => printCode(expr, language)

const isTensor = (node: Expr): boolean => node.rank > 0 || isSize(node)
const hasTensors = (expr: Expr): boolean => someNode(expr, isTensor)
const needsLoops = (expr: Expr): boolean => someNode(expr, (node) => isTensor(node) || isBinder(node))

/** The free symbols of an expression, in order of first appearance. */
function freeSymbols(expr: Expr): Expr[] {
  const bound = boundNames(topological([expr]))
  return symbolsOf(expr).filter((node) => !bound.has(nameOf(node) as string))
}

function printMathematics(expr: Expr, language: 'latex' | 'text', { name, parameters, letters }: CodeOptions, isLong: boolean): string {
  const isFamily = letters !== undefined && familiesIn(expr, letters) !== undefined
  const written = isFamily || isLong ? readable(expr, isFamily ? { letters } : {}) : undefined
  const right = written?.[language] ?? (language === 'latex' ? printLatex(expr) : printText(expr))
  if (name === undefined) return right
  const spell = language === 'latex' ? latexName : unicodeName
  const at = isFamily ? (written?.letters.join('') ?? '') : ''
  const left = at === '' ? spell(name) : language === 'latex' ? lowered(spell(name), at) : `${spell(name)}_${at}`
  return `${left}(${(parameters ?? freeSymbols(expr).map((node) => nameOf(node) as string)).map(spell).join(', ')}) = ${right}`
}

/** A number as all languages write it: 1e-5, not 0.00001. */
const literal = (value: number): string => (value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential() : String(value))

/** With `several`, the expression's arguments are that many results. */
export function printFunction(
  expr: Expr,
  target: Target,
  options: CodeOptions & { readonly name: string; readonly alias: string },
  several = 0,
): string {
  const { syntax, dialect } = target
  const safe = syntax.overflowThrows === true ? withoutOverflowErrors(expr, options) : { expr, labels: options.labels }
  const { expr: whole, labels } = inNamedRows(safe.expr, target, safe.labels)
  const symbols = new Map(freeSymbols(expr).map((node) => [nameOf(node) as string, node]))
  const constants = [...(options.constants ?? [])].filter(([name]) => symbols.has(name))
  const parameters = (options.parameters ?? [...symbols.keys()]).filter((name) => options.constants?.has(name) !== true)
  const avoid = new Set([...parameters, options.name, options.alias])
  const shared = sharedNames(whole, labels, avoid, syntax.overflowThrows === true, syntax.array !== undefined, several > 0, syntax.ofArrays)
  const { inClass } = options
  const isMember = inClass?.isMember === true
  const printer = new CodePrinter(syntax, dialect, options.alias, () => options.symbols ?? freeSymbols(expr), {
    occupied: new Set([options.name]),
    constants: options.constants,
    fields: isMember ? inClass.fields : undefined,
    isOfAnyRank: areOfAnyRank(options.text, several > 0 ? whole.args : [whole]),
  })
  const known = new Map((options.symbols ?? []).map((node) => [nameOf(node) as string, node]))
  const taken = isMember ? parameters.filter((name) => !inClass.fields.has(name)) : parameters
  const spelled = taken.map((name) => {
    const node = symbols.get(name) ?? known.get(name)
    return { name: printer.spellName(name), shape: node?.shape ?? SCALAR, whole: node !== undefined && traitsOf(node).integer === true }
  })
  const { text: result, definitions } = printer.print(whole, shared)
  const initials = taken
    .map((name) => options.defaults?.get(name))
    .map((value) => (typeof value === 'number' && Number.isFinite(value) ? literal(value) : undefined))
  // Behind one that has to be given all others have to be.
  const before = Math.max(0, initials.lastIndexOf(undefined) + 1, printer.unknownLengths.size > 0 ? taken.length : 0)
  const parts: FunctionParts = {
    name: printer.spellName(options.name),
    parameters: [
      ...spelled.map((parameter, k) => {
        const initial = k < before ? undefined : initials[k]
        return initial === undefined ? parameter : { ...parameter, initial }
      }),
      ...[...printer.unknownLengths]
        .filter((length) => !parameters.includes(length))
        .map((length) => ({ name: printer.spellName(length), shape: SCALAR })),
    ],
    checks: writeChecks(
      syntax.language,
      sizeChecks(options.supposed, parameters, (own) => printer.spellName(own)),
    ),
    definitions: [
      ...(syntax.index === undefined ? [] : [...boundNames(topological([whole]))])
        .map((name) => printer.spellName(name))
        .map((name) => ({ name, text: syntax.index?.(name, printer.alias) ?? '', shape: SCALAR })),
      ...constants.map(([name, number]) => ({ name: printer.spellName(name), text: printer.number(number), shape: SCALAR })),
      ...definitions.map((definition) => ({ name: printer.spellName(definition.name), text: definition.text, shape: definition.node.shape })),
    ],
    result,
    results: several > 0 ? whole.args.map((arg) => printer.piece(arg)) : undefined,
    shapes: several > 0 ? whole.args.map((arg) => arg.shape) : [expr.shape],
    shape: expr.shape,
    length: (length: Length) => printer.length(length),
    ...(isMember && { member: { receiver: inClass.receiver } }),
  }
  const text = syntax.language === 'c' ? writeLoops(parts) : writeFunction(syntax.language, parts)
  // A class has no place for functions beside its members.
  const inside = isMember ? neededHelpers(text, syntax.helpers) : []
  return inside.length > 0 ? checked(writeFunction(syntax.language, { ...parts, inside }), printer) : complete(text, printer)
}

/** With the functions that it needs. Throws Lacking where it calls what nobody has. */
const complete = (text: string, printer: CodePrinter): string => withHelpers(checked(text, printer), printer.syntax.helpers)

function checked(text: string, { lacks }: CodePrinter): string {
  const missing = [...lacks].filter(({ name }) => new RegExp(`(?<![\\w.])${name}(?!\\w)`).test(text))
  if (missing.length > 0) throw new Lacking(missing)
  return text
}
