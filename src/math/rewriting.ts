/** Other ways to write an expression where it stands: shorter, or stable to compute. */
import type { CodeLanguage, Formula, Stability } from './api.ts'
import { type Expr, topological } from './expr.ts'
import { ExprFormula } from './formula.ts'
import { printableCode } from './print/code/code.ts'
import { printText } from './print/text/text.ts'
import { simplify } from './simplify/simplify.ts'
import { notation } from './simplify/tensors/notation.ts'
import { recognise } from './simplify/whole/recognise.ts'
import { stability } from './stability.ts'

/** An expression written anew in the language it is to stand in. */
export interface Rewriting {
  readonly kind: 'simplified' | 'stable'
  readonly text: string
  /** What the form that stands there loses, and what this one does, where that is why. */
  readonly stability?: Stability
}

/** Larger expressions are not rewritten while somebody waits. */
const LARGEST = 300
/** A relative error that is more than rounding, and how much smaller another form's must be to be worth it. */
const [LOST, BETTER] = [1e-9, 1e-3]

const lengthOf = (text: string): number => text.replaceAll(/\s/g, '').length

/**
 * The forms of a formula that are better than the one that was read, in a language and with the file's name for its array library; none
 * where there is none. Throws TypeError for a formula of another module.
 */
export function rewritings(formula: Formula, language: CodeLanguage, alias?: string): Rewriting[] {
  if (!(formula instanceof ExprFormula)) throw new TypeError('not a formula of this module')
  const { shown } = formula
  if (topological([shown]).length > LARGEST) return []
  const write = (expr: Expr): string | undefined =>
    language === 'latex'
      ? formula.latexOf(expr)
      : printableCode(formula.inPlace(expr, language), language, {
          alias: alias ?? formula.aliasIn(language),
          symbols: formula.context.symbols,
          constants: formula.constants,
        })
  const found: Rewriting[] = []
  const add = (kind: Rewriting['kind'], expr: Expr, measured?: Stability): void => {
    const text = write(expr)
    // What needs a function beside it cannot stand in the place of an expression.
    const isNew = found.every((one) => one.text !== text)
    if (text !== undefined && !text.includes('\n') && isNew) found.push({ kind, text, ...(measured && { stability: measured }) })
  }
  const simplified = formula.inOrder(() => notation(recognise(simplify(shown))))
  if (lengthOf(printText(simplified)) < lengthOf(printText(shown))) add('simplified', simplified)
  const measured = language === 'latex' ? undefined : stability(formula)
  if (measured !== undefined && measured.naive.error > LOST && measured.stable.error < BETTER * measured.naive.error)
    add('stable', formula.settled, measured)
  return found
}
