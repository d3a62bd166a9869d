/** Watches cursor and edits, and says when there may be something new to show: at rest, never at every keystroke. */
import * as vscode from 'vscode'
import type { Edit } from './anchor.ts'
import { languageOf } from './languages.ts'
import { guarded } from './log.ts'
import { type Place, placeOf } from './source.ts'

export interface FollowTarget {
  /** The cursor has come to rest somewhere. */
  moved(place: Place): Promise<unknown>
  /** At once, at every edit: to keep places on their text. */
  edited(uri: string, edits: readonly Edit[]): void
  /** Edits have come to rest. */
  changed(uri: vscode.Uri): Promise<unknown>
  /** Whether anybody looks. */
  watching(): boolean
}

/** Long enough for a cursor on its way, short enough not to be noticed. */
const pause = 100

export class Follower implements vscode.Disposable {
  #timer: number | undefined
  readonly #subscriptions: vscode.Disposable[]

  constructor(private readonly target: FollowTarget) {
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#moved(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#moved(editor)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || document.uri.scheme === 'output') return
        target.edited(document.uri.toString(), contentChanges)
        if (target.watching()) this.#later(() => target.changed(document.uri))
      }),
    ]
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #moved(editor: vscode.TextEditor): void {
    if (!this.target.watching() || editor !== vscode.window.activeTextEditor) return
    if (!languageOf(editor.document.languageId) || editor.document.uri.scheme === 'output') return
    this.#later(() => this.target.moved(placeOf(editor.document, editor.selection)))
  }

  #later(action: () => Promise<unknown>): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void guarded('following the cursor', action), pause)
  }
}
