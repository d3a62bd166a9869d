/** Taking results away: to the clipboard, into the document below the expression, into a file. */
import * as vscode from 'vscode'
import type { Range } from '../math/api.ts'
import { enclosingBlock } from './block.ts'
import type { Passage } from './source.ts'

export async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text)
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(copy) Copied: {0}', what), 3000)
}

/**
 * Writes results below an expression: code on the lines after it, indented as it is, or in a notebook in a cell of its own;
 * formulas in LaTeX and Markdown as displays after the one they come from.
 */
export async function insertBelow(passage: Passage, range: Range, results: readonly string[]): Promise<void> {
  const { document, range: target, cell } = passage.locate(range)
  const edit = new vscode.WorkspaceEdit()
  const prose = passage.source.language === 'latex' || passage.source.language === 'markdown'
  if (cell !== undefined && !prose) {
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, results.join('\n\n').trimEnd(), document.languageId)
    edit.set(vscode.Uri.parse(passage.home), [vscode.NotebookEdit.insertCells(cell + 1, [data])])
  } else {
    const lines = document.getText().split(/\r?\n/)
    const block = prose ? undefined : enclosingBlock(lines, target.start.line)
    const end = block ? block.end : document.positionAt(endOfDisplay(document.getText(), document.offsetAt(target.end))).line
    const text = results.map((result) => (prose ? display(result, passage.source.language) : result.trimEnd())).join('\n\n')
    const below = `\n\n${text.replace(/^(?=.)/gm, block?.indent ?? '')}${end === document.lineCount - 1 ? '\n' : ''}`
    edit.insert(document.uri, document.lineAt(end).range.end, document.eol === vscode.EndOfLine.CRLF ? below.replace(/\n/g, '\r\n') : below)
  }
  await vscode.workspace.applyEdit(edit)
}

const display = (latex: string, language: string) => (language === 'markdown' ? `$$${latex}$$` : `\\[\n  ${latex}\n\\]`)

/** Where the formula's own delimiters end: nothing may be put between them. */
function endOfDisplay(text: string, offset: number): number {
  const closing = /\\end\{[^}]*\}|\\\]|\\\)|\$\$?/.exec(text.slice(offset, offset + 2000))
  return closing ? offset + closing.index + closing[0].length : offset
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
