/**
 * One question to the mathematics: from a place to what the page shows. It pauses between its steps, so that the editor
 * stays alive and an inquiry that nobody waits for any more ends early.
 */
import type { Analysis, Derivative, Refusal } from '../math/api.ts'
import { overComponents } from '../math/index.ts'
import type { AnalysisSettings, AnalysisView } from '../protocol.ts'
import { ask, isMathematics, keyOf } from './analyst.ts'
import { logError } from './log.ts'
import { mainDerivative } from './plot.ts'
import * as settings from './settings.ts'
import type { Passage } from './source.ts'
import { type ViewRequest, viewOf } from './view.ts'

export interface Answer {
  analysis: Analysis
  view: AnalysisView
}

export interface Inquiry {
  passage: Passage
  version: number
  /** What the person has set for an expression. */
  settingsOf(key: string): AnalysisSettings | undefined
  /** False once something newer was asked. */
  wanted(): boolean
}

/** The answer, the refusal, or undefined when it was overtaken. */
export async function inquire({ passage, version, settingsOf, wanted }: Inquiry): Promise<Answer | Refusal | undefined> {
  await breath()
  if (!wanted()) return undefined
  const plain = ask(passage)
  if (!plain.ok) return plain
  const key = keyOf(passage, plain)
  const chosen = placed(settingsOf(key), plain.range.start)
  await breath()
  if (!wanted()) return undefined
  const analysis = chosen ? ask(passage, chosen) : plain
  if (!analysis.ok) return analysis
  const order = chosen?.order ?? analysis.order ?? 1
  const second = await higher(passage, analysis, { ...chosen, order: order + 1 })
  if (!wanted()) return undefined
  const isSurface = analysis.derivatives.length === 2 || analysis.derivatives.some(({ shape }) => shape.length > 0)
  const slopes = order > 1 && isSurface ? ask(passage, { ...chosen, order: 1 }) : undefined
  const { text } = passage.source
  const request: ViewRequest = {
    analysis,
    second,
    ...(slopes && isMathematics(slopes) ? { slopes: slopes.derivatives } : {}),
    version,
    key,
    label: passage.label(analysis.range),
    text,
    idiom: settings.codeIdiom(passage.languageId, text),
    order,
    layout: chosen?.layout ?? settings.layout(),
    hint: passage.hint(analysis.range),
  }
  try {
    return { analysis, view: viewOf(request) }
  } catch (error) {
    logError('showing', error)
    const message = `this is understood, but cannot be shown: ${error instanceof Error ? error.message : String(error)}`
    return { ok: false, message, range: analysis.range, hint: 'The output of Nabla says more.' }
  }
}

/** The next derivative, which charts of one variable offer beside f and f'. */
async function higher(passage: Passage, analysis: Analysis, chosen: AnalysisSettings): Promise<Derivative | undefined> {
  const main = mainDerivative(analysis.derivatives)
  const drawn = main?.shape.length === 0 ? overComponents(analysis) : undefined
  // A function of two variables is a surface, which has no second curve.
  if (!main || drawn === undefined || drawn.slopes.length === 2) return undefined
  await breath()
  const next = ask(passage, chosen)
  return isMathematics(next) ? next.derivatives.find(({ wrt }) => wrt === main.wrt) : undefined
}

/** Settings stay with an expression that moves: their places are counted from its start, those of the mathematics from the text's. */
function placed(chosen: AnalysisSettings | undefined, start: number): AnalysisSettings | undefined {
  return chosen?.readings ? { ...chosen, readings: chosen.readings.map((offset) => start + offset) } : chosen
}

const breath = () => new Promise<void>((resolve) => setTimeout(resolve, 0))
