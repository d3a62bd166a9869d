/** The light bulb: "Differentiate" where there is something to differentiate. */
import * as vscode from 'vscode'
import { ask, isHere, isMathematics } from './analyst.ts'
import { readLanguageIds } from './languages.ts'
import { guarded } from './log.ts'
import { passageAt, placeOf } from './source.ts'

const kind = vscode.CodeActionKind.Refactor.append('nabla')

export function registerCodeActions(): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(
    readLanguageIds,
    { provideCodeActions: (document, range) => guarded('code actions', () => actionsAt(document, range)) },
    { providedCodeActionKinds: [kind] },
  )
}

function actionsAt(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
  const place = placeOf(document, range)
  const passage = passageAt(document, place)
  const analysis = passage && ask(passage)
  if (!analysis || !isMathematics(analysis) || !isHere(passage, analysis)) return []
  return [
    action(vscode.l10n.t('Differentiate in the panel'), 'nabla.differentiateSelection', place),
    action(vscode.l10n.t('Insert the derivative below'), 'nabla.insertCode', place),
  ]
}

function action(title: string, command: string, argument: unknown): vscode.CodeAction {
  const made = new vscode.CodeAction(title, kind)
  made.command = { title, command, arguments: [argument] }
  return made
}
