/** The commands: what people can ask for, and from which place in which document. */
import * as vscode from 'vscode'
import type { CodeLanguage } from '../math/api.ts'
import { ask, type Found, insertable, isMathematics } from './analyst.ts'
import { copy, insertBelow } from './deliver.ts'
import { chooseExample } from './examples.ts'
import type { GradientCheck } from './gradientCheck.ts'
import { callOf, isIn, mayBeTested, testFor, whyUntested } from './gradientTest.ts'
import { codeLabels } from './languages.ts'
import { guarded } from './log.ts'
import type { Session } from './session.ts'
import * as settings from './settings.ts'
import { documentOf, type Passage, type Place, passageAt, placeOf } from './source.ts'
import { codesOf, resultsOf } from './view.ts'

/** Commands by name; links in hovers may call those that `linkable` names, with plain arguments only. */
export const linkable = ['nabla.differentiateSelection', 'nabla.copyLatex', 'nabla.insertCode']

export function registerCommands(context: vscode.ExtensionContext, session: Session, gradientCheck: GradientCheck): vscode.Disposable[] {
  const commands: Record<string, (...args: unknown[]) => unknown> = {
    'nabla.differentiateSelection': (target) => differentiate(session, target),
    'nabla.copyLatex': (latex) => copyLatex(session, latex),
    'nabla.copyCode': () => copyCode(session),
    'nabla.insertCode': (target) => insertCode(session, target),
    'nabla.insertTest': (target) => insertTest(session, target),
    'nabla.chooseVariable': () => chooseVariable(session),
    'nabla.checkGradients': () => gradientCheck.report(),
    'nabla.openPanel': () => session.welcome(),
    'nabla.openExamples': () => chooseExample(context.extensionUri),
    'nabla.togglePin': () => session.setPinned(!session.pinned),
    'nabla.back': () => session.travel(-1),
    'nabla.forward': () => session.travel(1),
  }
  return Object.entries(commands).map(([name, action]) =>
    vscode.commands.registerCommand(name, (...args: unknown[]) => guarded(name, () => action(...args))),
  )
}

async function differentiate(session: Session, target: unknown): Promise<void> {
  const place = placeFrom(target) ?? session.cursor
  if (place) await session.differentiate(place)
  else session.welcome()
}

/** The place meant: one given by a link, a notebook's cell by its toolbar, else where the cursor is. */
function placeFrom(target: unknown): Place | undefined {
  if (isPlace(target)) return target
  const cell = cellOf(target)
  if (cell) return placeInCell(cell)
  const editor = vscode.window.activeTextEditor
  if (editor) return placeOf(editor.document, editor.selection)
  const notebook = vscode.window.activeNotebookEditor
  return notebook && notebook.notebook.cellCount > 0 ? placeInCell(notebook.notebook.cellAt(notebook.selection.start)) : undefined
}

function isPlace(target: unknown): target is Place {
  if (typeof target !== 'object' || target === null) return false
  const { uri, start, end } = target as Partial<Place>
  return typeof uri === 'string' && typeof start === 'number' && typeof end === 'number'
}

function cellOf(target: unknown): vscode.NotebookCell | undefined {
  if (typeof target !== 'object' || target === null) return undefined
  const { notebook, document } = target as Partial<vscode.NotebookCell>
  return notebook && document ? (target as vscode.NotebookCell) : undefined
}

/** In a cell: what the cursor or selection is in, if that can be differentiated; else the cell as a whole. */
function placeInCell(cell: vscode.NotebookCell): Place {
  const { document } = cell
  const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === document)
  const whole = placeOf(document, new vscode.Range(new vscode.Position(0, 0), document.lineAt(document.lineCount - 1).range.end))
  const own = editor && placeOf(document, editor.selection)
  const passage = own && passageAt(document, own)
  return own && passage && isMathematics(ask(passage)) ? own : whole
}

/** What commands without a panel act on: the expression at the cursor, else the one the panel shows. */
async function current(session: Session, target?: unknown): Promise<Found | undefined> {
  for (const place of [placeFrom(target) ?? session.cursor, session.shown?.place]) {
    if (!place) continue
    const passage = passageAt(await documentOf(place), place)
    const analysis = passage && ask(passage)
    if (analysis && isMathematics(analysis)) return { passage, analysis }
  }
  void vscode.window.showInformationMessage(vscode.l10n.t('There is no expression here that can be differentiated.'))
  return undefined
}

async function copyLatex(session: Session, latex: unknown): Promise<void> {
  if (typeof latex === 'string') return copy(latex, 'LaTeX')
  const found = await current(session)
  if (found) await copy(found.analysis.derivatives.map((derivative) => derivative.latex).join('\n'), 'LaTeX')
}

/** The derivative's code in every language that has it, to choose from. */
async function copyCode(session: Session): Promise<void> {
  const found = await current(session)
  if (!found) return
  const idiom = settings.codeIdiom(found.passage.languageId, found.passage.source.text)
  const all = [idiom.language, ...(Object.keys(codeLabels) as CodeLanguage[]).filter((language) => language !== idiom.language)]
  const items = all.flatMap((language) => {
    const code = codesOf(found.analysis, language, idiom).join('\n\n')
    return code ? [{ label: codeLabels[language], detail: code.split('\n')[0], code }] : []
  })
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Copy the derivative as …') })
  if (chosen) await copy(chosen.code, chosen.label)
}

async function insertCode(session: Session, target: unknown): Promise<void> {
  const found = await current(session, target)
  if (!found) return
  const whole = insertable(found)
  if (!whole) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This is a part of what a function returns: nothing is done below it.'))
    return
  }
  const { passage, analysis } = whole
  const idiom = settings.codeIdiom(passage.languageId, passage.source.text)
  const results = resultsOf(analysis, passage.source.text, passage.languageId, idiom)
  await insertBelow({ passage, range: analysis.range, site: analysis.site }, results)
}

async function insertTest(session: Session, target: unknown): Promise<void> {
  const place = placeFrom(target) ?? session.cursor ?? session.shown?.place
  const passage = place && passageAt(await documentOf(place), place)
  const insertion = passage && testFor(passage)
  if (!passage || !insertion) {
    void vscode.window.showInformationMessage(untested(passage))
    return
  }
  const { below, texts } = insertion
  if (texts.every((text) => isIn(passage.source.text, text))) {
    void vscode.window.showInformationMessage(vscode.l10n.t('This gradient check stands here already.'))
    return
  }
  // In a notebook nobody looks for tests and calls them.
  const calls = passage.locate(below).cell === undefined ? [] : texts.flatMap((text) => callOf(text) ?? [])
  await insertBelow({ passage, range: below, site: { below } }, [...texts, ...(calls.length > 0 ? [calls.join('\n')] : [])])
}

/** Why there is no test, in a sentence. */
function untested(passage: Passage | undefined): string {
  const why = passage === undefined || mayBeTested(passage) ? undefined : whyUntested(passage)
  if (why === 'language') return vscode.l10n.t('A gradient check is a test in Python, JavaScript, TypeScript, Julia or MATLAB: there is none here.')
  if (why === 'method') return vscode.l10n.t('There is no gradient check of a method as a test: it needs a function that can be called by itself.')
  if (why === 'place') return vscode.l10n.t('Put the cursor into a function: a gradient check is a test of its derivative.')
  return vscode.l10n.t('There is no gradient check of this: it takes a function that can be called by itself, at points where it is smooth.')
}

async function chooseVariable(session: Session): Promise<void> {
  const { shown } = session
  if (!shown) return session.welcome()
  const items = shown.view.symbols
    .filter(({ role }) => role !== 'constant')
    .map(({ name, role }) => ({ label: name, description: role, picked: role === 'variable' }))
  const chosen = await vscode.window.showQuickPick(items, { canPickMany: true, placeHolder: vscode.l10n.t('Differentiate by …') })
  if (chosen?.length) await session.change({ variables: chosen.map(({ label }) => label) })
}
