/** Taking results away: to the clipboard, into the document below the expression, into a file. */
import * as vscode from 'vscode'
import type { Range } from '../math/api.ts'
import type { Passage } from './source.ts'

export async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text)
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(copy) Copied: {0}', what), 3000)
}

/** Writes code below an expression: in a file on the lines after it, in a notebook into a cell of its own. */
export async function insertBelow(passage: Passage, range: Range, code: string): Promise<void> {
  const { document, range: target, cell } = passage.locate(range)
  const edit = new vscode.WorkspaceEdit()
  if (cell !== undefined) {
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, document.languageId)
    edit.set(vscode.Uri.parse(passage.home), [vscode.NotebookEdit.insertCells(cell + 1, [data])])
  } else {
    const line = document.lineAt(target.end.line)
    const newline = document.eol === vscode.EndOfLine.CRLF ? '\r\n' : '\n'
    const block = code.trimEnd().replace(/\r?\n/g, newline)
    edit.insert(document.uri, line.range.end, newline.repeat(2) + block + (line.lineNumber === document.lineCount - 1 ? newline : ''))
  }
  await vscode.workspace.applyEdit(edit)
}

/** Asks where to, and writes an image that the page drew there. */
export async function saveImage(name: string, dataUri: string): Promise<void> {
  const data = /^data:image\/(png|svg\+xml)[^,]*,/.exec(dataUri)
  if (!data) return
  const extension = data[1] === 'png' ? 'png' : 'svg'
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri
  const file = `${name.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/\.(png|svg)$/, '')}.${extension}`
  const target = await vscode.window.showSaveDialog({
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, file) } : {}),
    filters: { [extension.toUpperCase()]: [extension] },
  })
  if (target) await vscode.workspace.fs.writeFile(target, decode(dataUri.slice(data[0].length), data[0].includes(';base64')))
}

function decode(body: string, base64: boolean): Uint8Array {
  if (!base64) return new TextEncoder().encode(decodeURIComponent(body))
  return Uint8Array.from(atob(body), (character) => character.charCodeAt(0))
}
