/**
 * Check my gradient: hand-written derivatives in the open documents are compared with exact ones. One that is proven wrong gets a
 * warning on the very term, with a quick fix; where nothing is proven, nothing is said.
 */
import * as vscode from 'vscode'
import type { Check } from '../math/api.ts'
import { checkDerivative, type DerivativePair, findDerivativePairs } from '../math/index.ts'
import { readLanguageIds } from './languages.ts'
import { guarded } from './log.ts'
import * as settings from './settings.ts'
import { type Passage, passageAt } from './source.ts'

/** How long after the last change a document is checked. */
const PAUSE = 600
/** Pairs of one document that are checked, and the time that they may take together, in ms. */
const [MOST, BUDGET] = [40, 4000]
/** Longer texts are no hand-written formulas; they would be read anew at each pause. */
const LONGEST = 200_000

const code = 'wrong-derivative'

/** A pair with its verdict. */
interface Judged {
  readonly pair: DerivativePair
  readonly check: Check
}

/** A warning as it was shown, and what should stand in its place. */
interface Warning {
  readonly uri: string
  readonly range: vscode.Range
  readonly message: string
  readonly fix?: string
}

export class GradientCheck implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('nabla')
  readonly #disposables: vscode.Disposable[]
  /** Warnings by the file or notebook they belong to, with the state of the text they are about. */
  readonly #warnings = new Map<string, { stamp: string; warnings: readonly Warning[] }>()
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>()

  constructor() {
    this.#disposables = [
      this.#diagnostics,
      vscode.window.onDidChangeVisibleTextEditors((editors) => {
        for (const { document } of editors) this.#soon(document)
      }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#soon(document)),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('nabla.checkGradients') && this.#restart()),
      vscode.languages.registerCodeActionsProvider(
        readLanguageIds,
        { provideCodeActions: (document, range, { diagnostics }) => this.#fixes(document, range, diagnostics) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    ]
    this.#restart()
  }

  dispose(): void {
    for (const timer of this.#waiting.values()) clearTimeout(timer)
    for (const disposable of this.#disposables) disposable.dispose()
  }

  #restart(): void {
    this.#diagnostics.clear()
    this.#warnings.clear()
    for (const { document } of vscode.window.visibleTextEditors) this.#soon(document)
  }

  /** After the person has paused; only what is seen is checked. */
  #soon(document: vscode.TextDocument): void {
    const passage = settings.checksGradients() ? passageOf(document) : undefined
    if (!passage || this.#warnings.get(passage.home)?.stamp === passage.stamp) return
    clearTimeout(this.#waiting.get(passage.home))
    this.#waiting.set(
      passage.home,
      setTimeout(() => {
        this.#waiting.delete(passage.home)
        void guarded('gradient check', () => this.#check(document))
      }, PAUSE),
    )
  }

  #forget(document: vscode.TextDocument): void {
    this.#diagnostics.delete(document.uri)
    this.#warnings.delete(document.uri.toString())
  }

  async #check(document: vscode.TextDocument): Promise<void> {
    const passage = document.isClosed ? undefined : passageOf(document)
    if (!passage || !isSeen(document)) return
    const judged = await judge(passage, () => passageOf(document)?.stamp !== passage.stamp)
    if (judged) this.#show(passage, judged)
  }

  #show(passage: Passage, judged: readonly Judged[]): void {
    const warnings = judged.flatMap(({ check }): Warning[] => {
      if (check.verdict !== 'different') return []
      const { document, range } = passage.locate(check.range)
      return [{ uri: document.uri.toString(), range, message: check.message, fix: check.fix }]
    })
    for (const { uri } of this.#warnings.get(passage.home)?.warnings ?? []) this.#diagnostics.delete(vscode.Uri.parse(uri))
    this.#warnings.set(passage.home, { stamp: passage.stamp, warnings })
    for (const uri of new Set(warnings.map((warning) => warning.uri))) {
      const own = warnings.filter((warning) => warning.uri === uri)
      this.#diagnostics.set(vscode.Uri.parse(uri), own.map(diagnosticOf))
    }
  }

  #fixes(document: vscode.TextDocument, range: vscode.Range, shown: readonly vscode.Diagnostic[]): vscode.CodeAction[] {
    const uri = document.uri.toString()
    const passage = passageOf(document)
    return [...this.#warnings].flatMap(([home, { stamp, warnings }]) =>
      warnings.flatMap((warning) => {
        // Places of a text that has changed since are places of another text.
        if (home !== passage?.home || stamp !== passage.stamp) return []
        if (warning.uri !== uri || warning.fix === undefined || !warning.range.intersection(range)) return []
        const action = new vscode.CodeAction(titleOf(warning.fix, document.getText(warning.range)), vscode.CodeActionKind.QuickFix)
        action.edit = new vscode.WorkspaceEdit()
        action.edit.replace(document.uri, warning.range, warning.fix)
        action.diagnostics = shown.filter(({ source, message }) => source === 'Nabla' && message === inLines(warning.message))
        action.isPreferred = true
        return [action]
      }),
    )
  }

  /** On request: every hand-written derivative of the document with its verdict; the chosen one is shown. */
  async report(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document
    const passage = document && passageOf(document)
    const judged = passage && (await judge(passage, () => false))
    if (!passage || !judged || judged.length === 0) {
      const message = vscode.l10n.t('There is no function here with a derivative beside it, such as f and df, loss and loss_grad, or f(x) and f′(x).')
      void vscode.window.showInformationMessage(message)
      return
    }
    this.#show(passage, judged)
    const items = judged.map(({ pair, check }) => ({
      label: `${icons[check.verdict]} ${pair.derivative}`,
      description: pair.function === pair.derivative ? vscode.l10n.t('returns its gradient') : vscode.l10n.t('derivative of {0}', pair.function),
      // What is wrong comes first: the line is cut where it is too long.
      detail: check.verdict === 'different' ? check.message.replace(/^.*?: /, '') : check.message,
      check,
    }))
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Hand-written derivatives of this document') })
    if (!chosen) return
    const { document: where, range } = passage.locate(chosen.check.range)
    await vscode.window.showTextDocument(where, { selection: range })
  }
}

const icons: Record<Check['verdict'], string> = {
  equal: '$(pass)',
  'equal-in-output': '$(pass)',
  different: '$(error)',
  unknown: '$(question)',
}

/** What is wrong first, then where one sees it, which is long for arrays: "f' is not the derivative of f: a factor 2 is missing", "At x = ..." */
function inLines(message: string): string {
  const [, claim, place, said] = /^(.*?): (at .*?); (.*)$/s.exec(message) ?? []
  return claim === undefined || place === undefined || said === undefined ? message : `${claim}: ${said}.\n${place.replace('at', 'At')}.`
}

function diagnosticOf({ range, message }: Warning): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(range, inLines(message), vscode.DiagnosticSeverity.Warning)
  diagnostic.source = 'Nabla'
  diagnostic.code = code
  return diagnostic
}

function passageOf(document: vscode.TextDocument): Passage | undefined {
  if (!readLanguageIds.includes(document.languageId)) return undefined
  const passage = passageAt(document, { start: 0, end: 0 })
  return passage && passage.source.text.length <= LONGEST ? passage : undefined
}

const isSeen = (document: vscode.TextDocument): boolean => vscode.window.visibleTextEditors.some((editor) => editor.document === document)

/** Pair by pair, leaving the editor time in between; undefined where the text has changed meanwhile. */
async function judge({ source }: Passage, isOver: () => boolean): Promise<Judged[] | undefined> {
  const judged: Judged[] = []
  const begun = Date.now()
  for (const pair of findDerivativePairs(source).slice(0, MOST)) {
    if (Date.now() - begun > BUDGET) break
    await new Promise<void>((resolve) => setTimeout(() => resolve(), 0))
    if (isOver()) return undefined
    judged.push({ pair, check: checkDerivative(source, pair) })
  }
  return judged
}

/** Longer terms are not written out in a title. */
const IN_TITLE = 40

/** "Replace mean by sum", for small changes of the author's own term. */
function titleOf(fix: string, written: string): string {
  const isShort = [fix, written].every((text) => text.length > 0 && text.length <= IN_TITLE && !text.includes('\n'))
  return isShort ? vscode.l10n.t('Replace {0} by {1}', written, fix) : vscode.l10n.t('Replace by the exact derivative: {0}', fix)
}
