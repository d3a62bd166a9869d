/** Taking results away: to the clipboard, into the document below the expression, into a file. */
import * as vscode from 'vscode'
import type { Range, Site } from '../math/api.ts'
import { blockAt, indented, insertionBelow, isProse } from './insertion.ts'
import { inPlace } from './rewrite.ts'
import type { Passage } from './source.ts'

export async function copy(text: string, what: string): Promise<void> {
  await vscode.env.clipboard.writeText(text)
  vscode.window.setStatusBarMessage(vscode.l10n.t('$(copy) Copied: {0}', what), 3000)
}

/** What is delivered below or instead of: a range of a passage, and where code may stand that comes of it. */
export interface Target {
  readonly passage: Passage
  readonly range: Range
  readonly site?: Site
}

/**
 * Writes results below an expression: code on the lines after it, or in a notebook in a cell of its own, where it is no member of a class;
 * formulas in LaTeX and Markdown as displays after the one they come from.
 */
export async function insertBelow({ passage, range, site }: Target, results: readonly string[]): Promise<void> {
  const { document, range: target, cell } = passage.locate(range)
  const { language } = passage.source
  const edit = new vscode.WorkspaceEdit()
  if (cell !== undefined && !isProse(language) && site?.inClass?.isMember !== true) {
    const data = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, results.join('\n\n').trimEnd(), document.languageId)
    edit.set(vscode.Uri.parse(passage.home), [vscode.NotebookEdit.insertCells(cell + 1, [data])])
  } else {
    const below = site && offsetsIn(document, passage.locate(site.below).range)
    const { offset, text } = insertionBelow(document.getText(), language, offsetsIn(document, target), results, below)
    edit.insert(document.uri, document.positionAt(offset), withLineEnds(document, text))
  }
  await vscode.workspace.applyEdit(edit)
}

/**
 * Writes a result in the place of what it was derived from: an expression or formula where that stands; a function, which what has a name
 * gets, in the place of the whole function or statement.
 */
export async function replaceBy({ passage, range, site }: Target, result: string, isNamed: boolean): Promise<void> {
  const { source } = passage
  const { document, range: target } = passage.locate(range)
  const edit = new vscode.WorkspaceEdit()
  if (isProse(source.language)) edit.replace(document.uri, target, result)
  else if (!isNamed) edit.replace(document.uri, target, inPlace(result.trim(), source.text, range))
  else {
    const below = site && offsetsIn(document, passage.locate(site.below).range)
    const { start, end, indent } = blockAt(document.getText(), offsetsIn(document, target), below)
    const place = new vscode.Range(document.lineAt(start).range.start, document.lineAt(end).range.end)
    edit.replace(document.uri, place, withLineEnds(document, indented(result.trimEnd(), indent)))
  }
  await vscode.workspace.applyEdit(edit)
}

const offsetsIn = (document: vscode.TextDocument, { start, end }: vscode.Range): Range => ({
  start: document.offsetAt(start),
  end: document.offsetAt(end),
})

const withLineEnds = ({ eol }: vscode.TextDocument, text: string): string => (eol === vscode.EndOfLine.CRLF ? text.replace(/\n/g, '\r\n') : text)

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
