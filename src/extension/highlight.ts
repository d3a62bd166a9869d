/** Marks in the editors: the source range of the step pointed at, and going to where a formula stands. */
import * as vscode from 'vscode'
import type { Range } from '../math/api.ts'
import type { Passage } from './source.ts'

export class Highlight implements vscode.Disposable {
  readonly #decoration = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('editor.wordHighlightStrongBackground'),
    border: '1px solid',
    borderColor: new vscode.ThemeColor('editor.wordHighlightStrongBorder'),
    overviewRulerColor: new vscode.ThemeColor('editorOverviewRuler.wordHighlightStrongForeground'),
  })

  /** Marks a range of a passage wherever it is visible; null takes the mark away. */
  show(passage: Passage | undefined, range: Range | null): void {
    this.clear()
    if (!passage || !range) return
    const { document, range: marked } = passage.locate(range)
    for (const editor of vscode.window.visibleTextEditors) {
      if (editor.document === document) editor.setDecorations(this.#decoration, [marked])
    }
  }

  clear(): void {
    for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(this.#decoration, [])
  }

  dispose(): void {
    this.#decoration.dispose()
  }
}

/** Goes to a range of a passage, in the editor that shows it already if there is one. */
export async function reveal(passage: Passage, range: Range): Promise<void> {
  const { document, range: target, cell } = passage.locate(range)
  if (cell !== undefined) return revealCell(vscode.Uri.parse(passage.home), cell, document, target)
  const open = vscode.window.visibleTextEditors.find((editor) => editor.document === document)
  const options = { selection: target, viewColumn: open?.viewColumn ?? vscode.ViewColumn.One }
  await vscode.window.showTextDocument(document, options)
}

async function revealCell(uri: vscode.Uri, cell: number, document: vscode.TextDocument, target: vscode.Range): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(uri)
  const open = vscode.window.visibleNotebookEditors.find((editor) => editor.notebook === notebook)
  const selection = new vscode.NotebookRange(cell, cell + 1)
  await vscode.window.showNotebookDocument(notebook, { selections: [selection], viewColumn: open?.viewColumn ?? vscode.ViewColumn.One })
  const editor = vscode.window.visibleTextEditors.find((candidate) => candidate.document === document)
  if (!editor) return
  editor.selection = new vscode.Selection(target.start, target.end)
  editor.revealRange(target, vscode.TextEditorRevealType.InCenterIfOutsideViewport)
}
