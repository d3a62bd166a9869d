/** The tool that chat assistants can call: exact derivatives with their proof, instead of remembered ones. */
import * as vscode from 'vscode'
import type { AnalyzeOptions, Language } from '../math/api.ts'
import { analyze } from '../math/index.ts'
import { idiomOf } from './languages.ts'
import { componentOf, leftOfDerivative, leftOfValue } from './left.ts'
import { codeOf, derivativeName, subjectOf, writtenVariable } from './view.ts'

interface Input {
  expression: string
  language: Language
  variables?: string[]
  order?: number
}

export function registerTool(): vscode.Disposable {
  return vscode.lm.registerTool<Input>('nabla_differentiate', {
    prepareInvocation: ({ input }) => ({ invocationMessage: vscode.l10n.t('Differentiating {0}', input.expression.slice(0, 80)) }),
    invoke: ({ input }) => new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(answerTo(input))]),
  })
}

/** The answer as Markdown: LaTeX, code, and how it was verified; or why there is none. */
export function answerTo({ expression, language, variables, order = 1 }: Input): string {
  const options: AnalyzeOptions = { order, ...(variables?.length ? { wrt: variables } : {}) }
  const analysis = analyze({ language, text: expression }, options)
  if (!analysis.ok) {
    const place = expression.slice(analysis.range.start, analysis.range.end)
    return [`Not differentiated: ${analysis.message}`, place && `At: ${place}`, analysis.hint].filter(Boolean).join('\n')
  }
  const subject = subjectOf(analysis, expression)
  const idiom = idiomOf(language, expression)
  const parts = analysis.derivatives.map((derivative) => {
    const by = writtenVariable(analysis, derivative.wrt)
    const left = leftOfDerivative(
      subject,
      { kind: derivative.kind, shape: derivative.shape, letters: derivative.letters, by },
      analysis.value.shape,
      order,
    )
    const code =
      idiom.language === 'latex'
        ? undefined
        : codeOf(derivative, idiom.language, idiom, derivativeName(analysis.name, Array(order).fill(derivative.wrt)))
    const { verified } = derivative
    const proof =
      verified.method === 'none' || !('points' in verified)
        ? 'Not verified.'
        : `Verified at ${verified.points} points, largest relative error ${errorText(verified.worst)}.`
    return [`$$${left.latex} = ${derivative.latex}$$`, code && `\`\`\`\n${code}\n\`\`\``, proof].filter(Boolean).join('\n')
  })
  const notes = analysis.notes.map(({ message }) => `Note: ${message}`)
  return [`$$${componentOf(leftOfValue(subject), analysis.value.letters).latex} = ${analysis.value.latex}$$`, ...parts, ...notes].join('\n\n')
}

/** Doubles tell no relative error below half a unit in the last place. */
const errorText = (worst: number): string => {
  const unit = Number.EPSILON / 2
  return worst < unit ? `below ${unit.toExponential(1)}` : worst.toExponential(1)
}
