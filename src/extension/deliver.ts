/** Taking results away: to the clipboard, into the document below the expression, into a file. */
import * as vscode from 'vscode'
import type { Range } from '../math/api.ts'
import { type Block, enclosingBlock, isCrowded } from './block.ts'
import { inPlace } from './rewrite.ts'
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
    const block = prose ? undefined : blockAt(document, target)
    const end = block?.end ?? document.positionAt(endOfDisplay(document.getText(), document.offsetAt(target.end))).line
    const text = results.map((result) => (prose ? display(result, passage.source.language) : result.trimEnd())).join('\n\n')
    const isLast = end === document.lineCount - 1
    const isFollowed = block !== undefined && isCrowded(linesOf(document), end)
    const below = `\n\n${indented(text, block?.indent ?? '')}${isLast || isFollowed ? '\n' : ''}`
    edit.insert(document.uri, document.lineAt(end).range.end, withLineEnds(document, below))
  }
  await vscode.workspace.applyEdit(edit)
}

/**
 * Writes a result in the place of what it was derived from: an expression or formula where that stands; a function, which what has a name
 * gets, in the place of the whole function or statement.
 */
export async function replaceBy(passage: Passage, range: Range, result: string, isNamed: boolean): Promise<void> {
  const { source } = passage
  const { document, range: target } = passage.locate(range)
  const edit = new vscode.WorkspaceEdit()
  if (source.language === 'latex' || source.language === 'markdown') edit.replace(document.uri, target, result)
  else if (!isNamed) edit.replace(document.uri, target, inPlace(result.trim(), source.text, range))
  else {
    const { start, end, indent } = blockAt(document, target)
    const place = new vscode.Range(document.lineAt(start).range.start, document.lineAt(end).range.end)
    edit.replace(document.uri, place, withLineEnds(document, indented(result.trimEnd(), indent)))
  }
  await vscode.workspace.applyEdit(edit)
}

/** The function or statement that a range is in. */
function blockAt(document: vscode.TextDocument, range: vscode.Range): Block {
  const block = enclosingBlock(linesOf(document), range.start.line)
  // A function may be written without indenting what is in it; its range goes on to the next line that is not empty.
  const written = document.getText(range).trimEnd().length
  return { ...block, end: Math.max(block.end, document.positionAt(document.offsetAt(range.start) + written).line) }
}

const linesOf = (document: vscode.TextDocument): string[] => document.getText().split(/\r?\n/)

const indented = (text: string, indent: string): string => text.replace(/^(?=.)/gm, indent)

const withLineEnds = ({ eol }: vscode.TextDocument, text: string): string => (eol === vscode.EndOfLine.CRLF ? text.replace(/\n/g, '\r\n') : text)

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
