/** Watches cursor and edits, and says when there may be something new to show: at rest, never at every keystroke. */
import * as vscode from 'vscode'
import type { Edit } from './anchor.ts'
import { languageIdOf, languageOf } from './languages.ts'
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
  /** What happened since the last rest. */
  #changed: vscode.Uri | undefined
  #moved: vscode.TextEditor | undefined
  #last: vscode.TextEditor | undefined
  readonly #subscriptions: vscode.Disposable[]

  constructor(private readonly target: FollowTarget) {
    this.#subscriptions = [
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.#onMoved(textEditor)),
      vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.#onMoved(editor)),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || document.uri.scheme === 'output') return
        target.edited(document.uri.toString(), contentChanges)
        this.#changed = document.uri
        this.#later()
      }),
    ]
  }

  /** Where the cursor is; also while the focus is in the panel, where no editor is active. */
  cursor(): Place | undefined {
    const editor = vscode.window.activeTextEditor ?? this.#last
    if (!editor || editor.document.isClosed || !languageOf(languageIdOf(editor.document))) return undefined
    return placeOf(editor.document, editor.selection)
  }

  dispose(): void {
    clearTimeout(this.#timer)
    for (const subscription of this.#subscriptions) subscription.dispose()
  }

  #onMoved(editor: vscode.TextEditor): void {
    if (editor !== vscode.window.activeTextEditor || !languageOf(languageIdOf(editor.document)) || editor.document.uri.scheme === 'output') return
    this.#moved = editor
    this.#last = editor
    this.#later()
  }

  #later(): void {
    clearTimeout(this.#timer)
    if (this.target.watching()) this.#timer = setTimeout(() => void guarded('following the cursor', () => this.#rest()), pause)
  }

  /** Typing moves the cursor too: what was edited goes first, and looks at the cursor by itself. */
  async #rest(): Promise<void> {
    const changed = this.#changed
    const moved = this.#moved
    this.#changed = undefined
    this.#moved = undefined
    if (changed) await this.target.changed(changed)
    else if (moved) await this.target.moved(placeOf(moved.document, moved.selection))
  }
}
