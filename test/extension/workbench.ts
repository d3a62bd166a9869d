/** What the tests do as a person would: open an example, put the cursor somewhere, ask, and read what the panel shows. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { driver, eventually, panelEvaluate } from './driver.ts'

function exampleUri(name: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]
  assert.ok(folder, 'the examples are the workspace')
  return vscode.Uri.joinPath(folder.uri, name)
}

export async function openFile(name: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(exampleUri(name), { viewColumn: vscode.ViewColumn.One, preview: false })
}

/** A document that is not on disk. */
export async function openText(content: string, language: string): Promise<vscode.TextEditor> {
  const { uri } = await vscode.workspace.openTextDocument({ content, language })
  await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.One, preview: false })
  // Just after another document of this name was closed, what is opened may still be that one.
  return eventually(() => {
    const editor = vscode.window.activeTextEditor
    assert.equal(editor?.document.getText(), content)
    return editor as vscode.TextEditor
  })
}

export async function openNotebook(name: string): Promise<vscode.NotebookEditor> {
  const notebook = await vscode.workspace.openNotebookDocument(exampleUri(name))
  return vscode.window.showNotebookDocument(notebook, { viewColumn: vscode.ViewColumn.One })
}

/** Puts the cursor into the first occurrence of a text, or selects a part of it. */
export function putCursor(editor: vscode.TextEditor, text: string, options: { at?: string; select?: string } = {}): vscode.Position {
  const { document } = editor
  const start = document.getText().indexOf(text)
  assert.ok(start >= 0, `${text} is in ${document.fileName}`)
  const wanted = options.select ?? options.at ?? text
  const from = start + text.indexOf(wanted)
  const position = document.positionAt(options.select === undefined ? from + (options.at === undefined ? 0 : 1) : from)
  const end = options.select === undefined ? position : document.positionAt(from + wanted.length)
  editor.selection = new vscode.Selection(position, end)
  editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenter)
  return position
}

/** Puts the cursor into the cell that holds a text, as a click into the cell would. */
export async function putCursorInCell(notebook: vscode.NotebookEditor, text: string, at: string): Promise<vscode.TextEditor> {
  const index = notebook.notebook.getCells().findIndex((cell) => cell.kind === vscode.NotebookCellKind.Code && cell.document.getText().includes(text))
  assert.ok(index >= 0, `${text} is in a cell`)
  const range = new vscode.NotebookRange(index, index + 1)
  const { document } = notebook.notebook.cellAt(index)
  const editor = await eventually(async () => {
    // Whatever has the focus, the panel's page too, loses it to the notebook; without it the command does nothing.
    const shown = await vscode.window.showNotebookDocument(notebook.notebook, { viewColumn: vscode.ViewColumn.One, selections: [range] })
    shown.revealRange(range, vscode.NotebookEditorRevealType.InCenter)
    await vscode.commands.executeCommand('notebook.cell.edit')
    return eventually(() => {
      const active = vscode.window.activeTextEditor
      assert.equal(active?.document.uri.toString(), document.uri.toString())
      return active as vscode.TextEditor
    }, 2000)
  }, 30_000)
  putCursor(editor, text, { at })
  return editor
}

/** The command, from the palette. */
export const differentiate = () => driver.command('Nabla: Differentiate selection')

/** LaTeX of the formulas in the panel, without what only spaces or sizes them. */
export async function formulas(selector: string): Promise<string[]> {
  const all = await panelEvaluate((within) => [...document.querySelectorAll(`${within} annotation`)].map((node) => node.textContent ?? ''), selector)
  return all.map(plain)
}

/** LaTeX by what it says: `\left( x^{2} \right)` is `(x^2)`. */
export function plain(latex: string): string {
  return latex
    .replace(/\\(left|right|bigl|bigr|Bigl|Bigr)(?![a-zA-Z])|\\[,;!:]/g, '')
    .replace(/\\(operatorname|mathrm)\{(\w+)\}/g, '$2')
    .replace(/\{(\w)\}/g, '$1')
    .replace(/\s+/g, '')
}

/** Waits until the panel's answer is this. */
export async function answerIs(expected: string | RegExp): Promise<void> {
  await eventually(async () => {
    const [answer = ''] = await formulas('.answer-formula')
    if (typeof expected === 'string') assert.equal(answer, expected)
    else assert.match(answer, expected)
  })
}

export interface ChartData {
  title: string
  labels: string[]
  axes: { x: string; y: string }
  scale: string
  range: [number, number]
  legend: boolean
  grid: boolean
  lines: { x: number; y: number | null }[][]
}

/** A canvas with what Chart.js keeps on it. */
interface Charted {
  chart: {
    options: {
      plugins: { title: { text: unknown }; legend: { display?: boolean } }
      scales: Record<'x' | 'y', { title: { text: unknown }; grid: { display?: boolean } }>
    }
    data: { datasets: { label: string; data: { x: number; y: number | null }[] }[] }
    scales: { x: { min: number; max: number }; y: { type: unknown } }
  }
}

/** What the chart of one variable holds. */
export async function chart(): Promise<ChartData> {
  return panelEvaluate(() => {
    const { chart } = document.querySelector('.plot-curve canvas') as unknown as Charted
    const { options, data, scales } = chart
    return {
      title: String(options.plugins.title.text),
      labels: data.datasets.map(({ label }) => label),
      axes: { x: String(options.scales.x.title.text), y: String(options.scales.y.title.text) },
      scale: String(scales.y.type),
      range: [scales.x.min, scales.x.max],
      legend: options.plugins.legend.display !== false,
      grid: options.scales.x.grid.display !== false && options.scales.y.grid.display !== false,
      lines: data.datasets.map((set) => set.data.map(({ x, y }) => ({ x, y }))),
    }
  }) as Promise<ChartData>
}

/** Checks a line of the chart, point by point, against a function written here. */
export function lineIs(line: { x: number; y: number | null }[] | undefined, f: (x: number) => number): void {
  const points = (line ?? []).filter(({ y }) => y !== null && Number.isFinite(y))
  assert.ok(points.length > 50, `${points.length} points`)
  for (const { x, y } of points) assert.ok(Math.abs((y ?? 0) - f(x)) <= 1e-9 * Math.max(1, Math.abs(f(x))), `at ${x}: ${y} is not ${f(x)}`)
}

/** Something is drawn there, not only a background. */
export async function isDrawn(selector: string): Promise<void> {
  const picture = await eventually(async () => {
    const seen = await driver.panelPicture(selector)
    assert.ok(seen.colours > 20, `${selector} shows ${seen.colours} colours`)
    return seen
  })
  assert.ok(picture.width > 100 && picture.height > 100, `${selector} is ${picture.width} by ${picture.height}`)
}

export async function closeEverything(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors')
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isUntitled || !document.isDirty) continue
    await vscode.window.showTextDocument(document)
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor')
  }
  await eventually(async () => assert.equal(await driver.panelIsOpen(), false))
}
