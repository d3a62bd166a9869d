/** Asks src/math and remembers the answers: hover, code action and panel look at the same expression one after the other. */
import type { Analysis, AnalyzeOptions, Refusal } from '../math/api.ts'
import { analyze } from '../math/index.ts'
import type { AnalysisSettings } from '../protocol.ts'
import { logError } from './log.ts'
import { Recent } from './recent.ts'
import * as settings from './settings.ts'
import { type Passage, passageAt, placeOf } from './source.ts'
import { nameOf } from './view.ts'

const answers = new Recent<Analysis | Refusal>(64)

/** The analysis of a passage under what the person has set for the expression. */
export function ask(passage: Passage, chosen: AnalysisSettings = {}): Analysis | Refusal {
  const options = optionsOf(chosen)
  const { selection, language } = passage.source
  const key = JSON.stringify([passage.stamp, language, selection, options])
  return answers.get(key) ?? answers.set(key, safely(passage, options))
}

function optionsOf(chosen: AnalysisSettings): AnalyzeOptions {
  return {
    keepsDefaults: true,
    asked: true,
    layout: chosen.layout ?? settings.layout(),
    ...(chosen.variables?.length ? { wrt: chosen.variables } : {}),
    ...(chosen.order ? { order: chosen.order } : {}),
    ...(chosen.shapes && Object.keys(chosen.shapes).length ? { shapes: chosen.shapes } : {}),
    ...(chosen.traits && Object.keys(chosen.traits).length ? { traits: chosen.traits } : {}),
    ...(chosen.numbers && Object.keys(chosen.numbers).length ? { numbers: chosen.numbers } : {}),
    ...(chosen.readings?.length ? { readings: chosen.readings } : {}),
  }
}

/** `analyze` answers every text; should it ever throw, that is told to the log, and the person gets a sentence. */
function safely(passage: Passage, options: AnalyzeOptions): Analysis | Refusal {
  try {
    return analyze(passage.source, options)
  } catch (error) {
    logError('analysis', error)
    return { ok: false, message: 'Nabla failed on this expression; the log (Output: Nabla) says why.', range: passage.source.selection }
  }
}

/** What tells an expression apart within its file or notebook: its name, else its text. */
export function keyOf(passage: Passage, analysis: Analysis): string {
  const { text } = passage.source
  const expression = text.slice(analysis.range.start, analysis.range.end)
  return `${passage.home}#${nameOf(analysis) ?? expression.replace(/\s+/g, ' ').slice(0, 200)}`
}

/** Whether there is something to differentiate: a number or a name bound to one is no mathematics to show unasked. */
export function isMathematics(analysis: Analysis | Refusal): analysis is Analysis {
  return analysis.ok && analysis.derivatives.length > 0
}

/** Whether what was found stands where the cursor is, in code also beside it on the line, at `return`; in prose not merely near it. */
export function isHere({ source: { selection, text } }: Passage, { range, site }: Analysis): boolean {
  const at = selection.start
  if (selection.end > at || (range.start <= at && at <= range.end)) return true
  const between = at < range.start ? text.slice(at, range.start) : text.slice(range.end, at)
  return site !== undefined && !between.includes('\n')
}

export interface Found {
  passage: Passage
  analysis: Analysis
}

/** What code is put in for: itself, or the function of whose value it is a mere part; undefined where that has no derivative. */
export function insertable({ passage, analysis }: Found): Found | undefined {
  const { around, isPart } = analysis.site ?? {}
  if (around === undefined || isPart !== true) return { passage, analysis }
  const { document, range } = passage.locate(around)
  const whole = passageAt(document, placeOf(document, range))
  const answer = whole && ask(whole)
  return answer && isMathematics(answer) ? { passage: whole, analysis: answer } : undefined
}
