/** The examples that come with the extension: opened as copies, so that one may play with them on every kind of host. */
import * as vscode from 'vscode'
import { type Place, placeOf } from './source.ts'

/** Offered by the page while there is nothing to show: functions of derivatives.py. */
const offered = [
  { definition: 'def g(x)', label: 'A function within a function', latex: 'g(x) = \\sin(x^2)' },
  { definition: 'def f(x, y)', label: 'A gradient in the plane', latex: 'f(x, y) = x^2 + y^2' },
  { definition: 'def layer(', label: 'A layer of a network', latex: 'y = \\sigma(W x + b)' },
]
export const examples = offered.map(({ definition, label, latex }) => ({ name: definition, label, latex }))

const files = [
  { file: 'derivatives.ipynb', label: '$(notebook) Notebook', language: '' },
  { file: 'derivatives.py', label: '$(file-code) Python', language: 'python' },
  { file: 'derivatives.tex', label: '$(file) LaTeX', language: 'latex' },
  { file: 'derivatives.md', label: '$(markdown) Markdown', language: 'markdown' },
  { file: 'derivatives.ts', label: '$(file-code) TypeScript', language: 'typescript' },
  { file: 'gradients.py', label: '$(checklist) Hand-written derivatives, one of them wrong', language: 'python' },
]

/** Lets one choose an example file and opens it. */
export async function chooseExample(extension: vscode.Uri): Promise<void> {
  const chosen = await vscode.window.showQuickPick(files, { placeHolder: vscode.l10n.t('Open the five examples as …') })
  if (!chosen) return
  if (chosen.file.endsWith('.ipynb')) await openNotebook(vscode.Uri.joinPath(extension, 'examples', chosen.file))
  else await vscode.window.showTextDocument(await openCopy(extension, chosen.file, chosen.language))
}

/** Opens the Python example at one of its functions; gives the place of the function's name. */
export async function openExample(extension: vscode.Uri, name: string): Promise<Place> {
  const document = await openCopy(extension, 'derivatives.py', 'python')
  const known = offered.some(({ definition }) => definition === name)
  const position = document.positionAt(known ? document.getText().indexOf(name) + 'def '.length : 0)
  const selection = new vscode.Range(position, position)
  await vscode.window.showTextDocument(document, { selection, viewColumn: vscode.ViewColumn.One, preserveFocus: false })
  return placeOf(document, selection)
}

/** The copy opened before is used again as long as it is open. */
async function openCopy(extension: vscode.Uri, file: string, language: string): Promise<vscode.TextDocument> {
  const content = await read(vscode.Uri.joinPath(extension, 'examples', file))
  const open = vscode.workspace.textDocuments.find((document) => document.isUntitled && !document.isClosed && document.getText() === content)
  return open ?? vscode.workspace.openTextDocument({ language, content })
}

interface StoredNotebook {
  cells: { cell_type: 'code' | 'markdown'; source: string | string[] }[]
}

async function openNotebook(uri: vscode.Uri): Promise<void> {
  const { cells } = JSON.parse(await read(uri)) as StoredNotebook
  const data = cells.map(({ cell_type: type, source }) => {
    const code = type === 'code'
    const text = Array.isArray(source) ? source.join('') : source
    return new vscode.NotebookCellData(code ? vscode.NotebookCellKind.Code : vscode.NotebookCellKind.Markup, text, code ? 'python' : 'markdown')
  })
  const notebook = await vscode.workspace.openNotebookDocument('jupyter-notebook', new vscode.NotebookData(data))
  await vscode.window.showNotebookDocument(notebook)
}

async function read(uri: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri))
}
