/** Several expressions as one function that returns them all. */
import type { CodeLanguage } from '../../api.ts'
import { type Expr, make, nameOf, operation } from '../../expr.ts'
import { SCALAR } from '../../shape.ts'
import { type CodeOptions, printCode, printFunction, targetOf } from './code.ts'
import { orRefusal } from './lacking.ts'

const tupleOperation = operation({ name: 'tuple', title: 'several values', args: ['...values'], elementwise: false, shape: () => SCALAR, cost: 0 })

/** Languages whose functions return several values. */
const SEVERAL: ReadonlySet<CodeLanguage> = new Set<CodeLanguage>([
  'numpy',
  'python',
  'jax',
  'torch',
  'sympy',
  'javascript',
  'typescript',
  'julia',
  'matlab',
])

/** `names` are what the function calls its results; the first is the value itself. */
export function printTogether(
  exprs: readonly Expr[],
  names: readonly string[],
  language: CodeLanguage,
  options: CodeOptions & { readonly name: string },
): string {
  if (!SEVERAL.has(language))
    return exprs.map((expr, k) => printCode(expr, language, { ...options, name: k === 0 ? options.name : `${options.name}_${names[k]}` })).join('\n')
  // Labels of the text win over names of ours: what the text calls loss stays loss.
  const labels = new Map(options.labels)
  exprs.forEach((expr, k) => {
    if (nameOf(expr) === undefined && !labels.has(expr)) labels.set(expr, names[k] as string)
  })
  return orRefusal(language, true, (own) => {
    const target = targetOf(own, exprs)
    return printFunction(make(tupleOperation, exprs), target, { ...options, labels, alias: options.alias ?? target.syntax.alias }, exprs.length)
  })
}
