/** The light bulb: "Differentiate" where there is something to differentiate; other ways to write an expression that is selected. */
import * as vscode from 'vscode'
import type { Analysis } from '../math/api.ts'
import { rewritings } from '../math/index.ts'
import { ask, isHere, isMathematics } from './analyst.ts'
import { mayBeTested, testFor } from './gradientTest.ts'
import { idiomOf, readLanguageIds } from './languages.ts'
import { guarded } from './log.ts'
import { inPlace, isRewritable, namesIn, usesOnly } from './rewrite.ts'
import { type Passage, passageAt, placeOf } from './source.ts'

const kind = vscode.CodeActionKind.Refactor.append('nabla')

export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    readLanguageIds,
    { provideCodeActions: (document, range, { triggerKind }) => guarded('code actions', () => actionsAt(document, range, triggerKind)) },
    { providedCodeActionKinds: [kind, rewriteKind] },
  )
}

function actionsAt(document: vscode.TextDocument, range: vscode.Range, trigger: vscode.CodeActionTriggerKind): vscode.CodeAction[] {
  const place = placeOf(document, range)
  const passage = passageAt(document, place)
  const analysis = passage && ask(passage)
  if (!analysis || !isMathematics(analysis) || !isHere(passage, analysis)) return []
  // Making a test takes long for a light that follows the cursor.
  const isTested = mayBeTested(passage) && (trigger !== vscode.CodeActionTriggerKind.Invoke || testFor(passage) !== undefined)
  return [
    action(vscode.l10n.t('Differentiate in the panel'), 'nabla.differentiateSelection', place),
    action(vscode.l10n.t('Insert the derivative below'), 'nabla.insertCode', place),
    ...(isTested ? [action(vscode.l10n.t('Insert a gradient check as a test'), 'nabla.insertTest', place)] : []),
    ...rewrites(passage, analysis),
  ]
}

const rewriteKind = vscode.CodeActionKind.RefactorRewrite.append('nabla')

/** A selected expression in a shorter form, and in one that is stable to compute: in its place, where its own names say it. */
function rewrites(passage: Passage, analysis: Analysis): vscode.CodeAction[] {
  const { source, languageId } = passage
  const expression = source.text.slice(analysis.range.start, analysis.range.end)
  if (!isRewritable(source.text, source.selection, analysis.range, source.language)) return []
  // What is made of other lines may not be known by these names here.
  const isFormula = source.language === 'latex' || source.language === 'markdown'
  if (!isFormula && !analysis.variables.every(({ name }) => namesIn(expression).has(name))) return []
  const { language, alias } = isFormula ? { language: 'latex' as const } : idiomOf(languageId, source.text)
  return rewritings(analysis.value, language, alias).flatMap(({ kind: form, text }) => {
    // Beside np.exp a function of another library would be given arrays that it does not take.
    if (!isFormula && !usesOnly(text, expression, source.language)) return []
    const { document, range } = passage.locate(analysis.range)
    const isStable = form === 'stable'
    const made = new vscode.CodeAction(
      isStable ? vscode.l10n.t('Rewrite in a stable form: {0}', short(text)) : vscode.l10n.t('Simplify: {0}', short(text)),
      rewriteKind,
    )
    made.edit = new vscode.WorkspaceEdit()
    made.edit.replace(document.uri, range, isFormula ? text : inPlace(text, source.text, analysis.range))
    return [made]
  })
}

/** As long as fits in a menu. */
const short = (text: string): string => (text.length > 50 ? `${text.slice(0, 49)}…` : text)

function action(title: string, command: string, argument: unknown): vscode.CodeAction {
  const made = new vscode.CodeAction(title, kind)
  made.command = { title, command, arguments: [argument] }
  return made
}
