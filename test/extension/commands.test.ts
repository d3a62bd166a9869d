/** What else the extension offers: copies of the examples, and the tool for chat assistants. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { driver, eventually } from './driver.ts'
import { closeEverything } from './workbench.ts'

describe('the examples', () => {
  beforeEach(closeEverything)
  after(closeEverything)

  /** Not from the palette: its own list takes the palette's place at once. */
  const choose = async (label: string) => {
    const done = vscode.commands.executeCommand('nabla.openExamples')
    await driver.click(`.quick-input-list .monaco-list-row:has-text("${label}")`)
    await done
  }

  it('open as copies to play with', async () => {
    await choose('Markdown')
    await eventually(() => {
      const document = vscode.window.activeTextEditor?.document
      assert.ok(document?.isUntitled)
      assert.equal(document.languageId, 'markdown')
      assert.match(document.getText(), /A layer of a neural network/)
    })
  })

  it('open as a notebook', async () => {
    await choose('Notebook')
    await eventually(() => {
      const notebook = vscode.window.activeNotebookEditor?.notebook
      assert.ok(notebook?.isUntitled)
      assert.ok(notebook.getCells().some(({ document }) => document.getText().includes('def layer(x, W, b)')))
    })
  })
})

describe('the tool for chat assistants', () => {
  const invoke = async (input: object) => {
    await vscode.extensions.getExtension('nabla-math.nabla')?.activate()
    const result = await vscode.lm.invokeTool('nabla_differentiate', { input, toolInvocationToken: undefined })
    return result.content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('')
  }

  it('answers with the derivative, its code and its proof', async () => {
    const answer = await invoke({ expression: 'def g(x):\n    return np.sin(x**2)', language: 'python' })
    assert.match(answer, /g'\(x\) = 2x\\cos/)
    assert.match(answer, /np\.cos\(x\*\*2\)/)
    assert.match(answer, /Verified at \d+ points/)
  })

  it('differentiates by what is asked for, as often as is asked for', async () => {
    assert.match(await invoke({ expression: 'f(x, y) = x^3 y', language: 'plain', variables: ['x'], order: 2 }), /6xy/)
  })

  it('says why where there is none', async () => {
    assert.match(await invoke({ expression: 'x +* 2', language: 'python' }), /^Not differentiated: /)
  })
})
