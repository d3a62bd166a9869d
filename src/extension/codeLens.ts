/** Above each function of a program, where the person wants it: its derivative in one line, a click away from the panel. */
import * as vscode from 'vscode'
import type { Analysis, Range } from '../math/api.ts'
import { findFunctions } from '../math/index.ts'
import { ask, isMathematics } from './analyst.ts'
import { readLanguageIds } from './languages.ts'
import { guarded } from './log.ts'
import * as settings from './settings.ts'
import { type Passage, passageAt, placeOf } from './source.ts'
import { equationsOf, gradientEquationOf } from './view.ts'

/** Functions of a document that get one, the time that they may take together in ms, and the characters of a line. */
const [MOST, BUDGET, LONGEST] = [80, 1500, 100]
/** Longer texts would be read anew at each pause of typing. */
const LONGEST_TEXT = 200_000
/** A gradient of more parts is for the panel. */
const PARTS = 4

export function registerCodeLens(): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>()
  return vscode.Disposable.from(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('nabla.codeLens') && changed.fire()),
    vscode.languages.registerCodeLensProvider(readLanguageIds, {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: (document, token) => guarded('code lens', () => lensesOf(document, token)),
    }),
  )
}

/** Function by function, leaving the editor time in between: what has no derivative has no line above it either. */
async function lensesOf(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<vscode.CodeLens[]> {
  const passage = settings.showsCodeLens() ? passageAt(document, { start: 0, end: 0 }) : undefined
  if (!passage || passage.source.language === 'latex' || passage.source.language === 'markdown' || passage.source.text.length > LONGEST_TEXT)
    return []
  const lenses: vscode.CodeLens[] = []
  const begun = Date.now()
  for (const own of findFunctions(passage.source).slice(0, MOST)) {
    const { document: where, range: place } = passage.locate(own.range)
    // The cells of a notebook are one text; each is asked for its own.
    if (where !== document) continue
    await new Promise<void>((resolve) => setTimeout(resolve, 0))
    if (token.isCancellationRequested || Date.now() - begun > BUDGET) break
    const lens = lensAt(document, new vscode.Range(place.start, place.start), own.range)
    if (lens) lenses.push(lens)
  }
  return lenses
}

/** `own` is where the function stands: a constructor, which has no derivative, is read as what its class computes, and that has its own. */
function lensAt(document: vscode.TextDocument, range: vscode.Range, own: Range): vscode.CodeLens | undefined {
  const place = placeOf(document, range)
  const passage = passageAt(document, place)
  const analysis = passage && ask(passage)
  if (!passage || !analysis || !isMathematics(analysis) || analysis.value.operations === 0) return undefined
  if (analysis.range.start < own.start || analysis.range.end > own.end) return undefined
  const title = shortened(derivativeLine(passage, analysis))
  return new vscode.CodeLens(range, { title, command: 'nabla.differentiateSelection', arguments: [place] })
}

function derivativeLine({ source: { text } }: Passage, analysis: Analysis): string {
  const whole = gradientEquationOf(analysis, text, PARTS)
  if (whole) return whole.text
  const [first, ...more] = equationsOf(analysis, text)
  const line = first?.text ?? ''
  return more.length > 0 ? `${line} · ${vscode.l10n.t('and {0} more', more.length)}` : line
}

const shortened = (line: string): string => (line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line)
