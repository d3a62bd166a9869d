/** Finding the text: from a place in a document or notebook to the source that is analysed, and from offsets in it back to places. */
import * as vscode from 'vscode'
import type { Range, Source } from '../math/api.ts'
import { Joined, withoutMagics } from './cells.ts'
import { languageIdOf, languageOf } from './languages.ts'
import { type PlotHint, plotHint } from './plotHint.ts'

/** A range of a document, as plain data that outlives the document being closed and the window being reloaded. */
export interface Place extends Range {
  /** The document's address; for a cell, the cell's. */
  uri: string
  /** The notebook and the cell's index in it: cells get new addresses when a window is reloaded. */
  notebook?: string
  cell?: number
}

/** A text to analyse, and how it lies in the documents it is made of. */
export interface Passage {
  source: Source & { selection: Range }
  document: vscode.TextDocument
  languageId: string
  /** The file's or notebook's address: expressions are told apart within it. */
  home: string
  /** Changes with every edit of the text. */
  stamp: string
  /** Where a range of the text stands. */
  locate(range: Range): { document: vscode.TextDocument; range: vscode.Range; cell?: number }
  /** "losses.py, line 12" or "notebook.ipynb, cell 4". */
  label(range: Range): string
  /** What the document says about plotting what stands at a range. */
  hint(range: Range): PlotHint
}

export function placeOf(document: vscode.TextDocument, selection: vscode.Range): Place {
  const range = { start: document.offsetAt(selection.start), end: document.offsetAt(selection.end) }
  const notebook = notebookOf(document)
  if (!notebook) return { uri: document.uri.toString(), ...range }
  const cell = notebook.getCells().findIndex((candidate) => candidate.document === document)
  return { uri: document.uri.toString(), notebook: notebook.uri.toString(), cell, ...range }
}

/** The document of a place, opened where it is not open. Throws when it is gone. */
export async function documentOf(place: Place): Promise<vscode.TextDocument> {
  const open = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === place.uri)
  if (open && !open.isClosed) return open
  if (place.notebook === undefined || place.cell === undefined) return vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri))
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.parse(place.notebook))
  return notebook.cellAt(place.cell).document
}

/** The source around a selection; undefined in a language Nabla does not read. */
export function passageAt(document: vscode.TextDocument, selection: Range): Passage | undefined {
  const language = languageOf(languageIdOf(document))
  if (!language) return undefined
  const notebook = notebookOf(document)
  return notebook ? cellPassage(document, notebook, language, selection) : filePassage(document, language, selection)
}

function filePassage(document: vscode.TextDocument, language: Source['language'], selection: Range): Passage {
  const text = document.getText()
  const prose = language === 'markdown' || language === 'latex' || language === 'plain'
  return {
    source: { language, text, selection },
    document,
    languageId: languageIdOf(document),
    home: document.uri.toString(),
    stamp: stampOf(document),
    locate: ({ start, end }) => ({ document, range: new vscode.Range(document.positionAt(start), document.positionAt(end)) }),
    label: ({ start }) => `${fileName(document.uri)}, line ${document.positionAt(start).line + 1}`,
    hint: ({ start, end }) => plotHint(text.slice(0, start), text.slice(end), prose),
  }
}

/** All cells of the same language in document order are one text. */
function cellPassage(document: vscode.TextDocument, notebook: vscode.NotebookDocument, language: Source['language'], selection: Range): Passage {
  const all = notebook.getCells()
  const cells = all.filter(({ document: other }) => languageOf(other.languageId) === language)
  const joined = new Joined(cells.map(({ document: other }) => ({ text: language === 'python' ? withoutMagics(other.getText()) : other.getText() })))
  const own = cells.findIndex(({ document: other }) => other === document)
  const place = (range: Range) => {
    const start = joined.toPart(range.start)
    const end = joined.toPart(range.end)
    const cell = cells[start.part]
    const where = cell?.document ?? document
    const last = end.part === start.part ? end.offset : where.getText().length
    return {
      document: where,
      range: new vscode.Range(where.positionAt(start.offset), where.positionAt(last)),
      cell: cell ? all.indexOf(cell) : undefined,
    }
  }
  return {
    source: {
      language,
      text: joined.text,
      selection: { start: joined.toJoined(own, selection.start), end: joined.toJoined(own, selection.end) },
    },
    document,
    languageId: languageIdOf(document),
    home: notebook.uri.toString(),
    stamp: cells.map(({ document: other }) => stampOf(other)).join(),
    locate: place,
    label: (range) => `${fileName(notebook.uri)}, cell ${(place(range).cell ?? 0) + 1}`,
    hint: (range) => {
      const { cell = 0, range: within, document: where } = place(range)
      const text = where.getText()
      return cellHint(all, cell, text.slice(0, where.offsetAt(within.start)), text.slice(where.offsetAt(within.end)))
    },
  }
}

/** In a notebook the plot is made in the cell itself or in the next one, and announced in the Markdown cell before. */
function cellHint(cells: vscode.NotebookCell[], index: number, before: string, after: string): PlotHint {
  const own = plotHint(before, after, false)
  if (own.range) return own
  const next = cells[index + 1]
  const following = next?.kind === vscode.NotebookCellKind.Code ? plotHint('', `\n${next.document.getText()}`, false) : {}
  const previous = cells
    .slice(0, index)
    .filter(({ kind }) => kind === vscode.NotebookCellKind.Markup)
    .at(-1)
  const announced = previous ? plotHint(previous.document.getText(), '', true) : {}
  return { ...announced, ...following, ...own }
}

const numbers = new WeakMap<vscode.TextDocument, number>()
let opened = 0

/** Names a state of a document. Its address and version would not do: one that is closed and opened again begins anew with both. */
function stampOf(document: vscode.TextDocument): string {
  const number = numbers.get(document) ?? ++opened
  numbers.set(document, number)
  return `${number}@${document.version}`
}

function notebookOf(document: vscode.TextDocument): vscode.NotebookDocument | undefined {
  if (document.uri.scheme !== 'vscode-notebook-cell') return undefined
  return vscode.workspace.notebookDocuments.find((notebook) => notebook.getCells().some((cell) => cell.document === document))
}

function fileName(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf('/') + 1)
}
