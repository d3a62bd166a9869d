/** The panel as a companion of the editor: it follows, keeps what it showed, can be pinned, goes back, and refuses with reasons. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { driver, eventually, panelEvaluate } from './driver.ts'
import { answerIs, closeEverything, differentiate, formulas, openFile, openText, putCursor } from './workbench.ts'

const code = `import numpy as np

def f(x):
    return x**2

def g(x):
    return np.sin(x)

print("nothing to differentiate here")
`

/** Longer than the pause after which the panel follows the cursor. */
const settle = () => new Promise((done) => setTimeout(done, 500))

describe('the panel', () => {
  beforeEach(closeEverything)

  it('opens beside the editor, which keeps the focus', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'return x**2', { at: 'x**2' })
    await differentiate()
    await answerIs("f'(x)=2x")
    assert.equal(vscode.window.activeTextEditor?.document, editor.document)
    const tab = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => label === 'Nabla')
    assert.notEqual(tab?.group.viewColumn, editor.viewColumn)
  })

  it('follows the cursor, and rests where there is no mathematics', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'return x**2', { at: 'x**2' })
    await differentiate()
    await answerIs("f'(x)=2x")
    putCursor(editor, 'np.sin(x)', { at: 'sin' })
    await answerIs(/\\cos/)
    putCursor(editor, 'return x**2', { at: 'return' })
    await answerIs("f'(x)=2x")
    putCursor(editor, 'np.sin(x)', { at: 'sin' })
    await answerIs(/\\cos/)
    putCursor(editor, 'print("nothing', { at: 'nothing' })
    await settle()
    await answerIs(/\\cos/)
    assert.equal(await driver.panelCount('.refusal:visible'), 0)
  })

  it('follows edits', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'return x**2', { at: 'x**2' })
    await differentiate()
    await answerIs("f'(x)=2x")
    await editor.edit((edit) => edit.replace(new vscode.Range(3, 11, 3, 15), 'x**3'))
    await answerIs("f'(x)=3x^2")
  })

  it('stays where it is while pinned, but shows edits of what it is pinned to', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'return x**2', { at: 'x**2' })
    await differentiate()
    await answerIs("f'(x)=2x")
    await driver.panelClick('[aria-label^="Pin"]')
    await driver.panelWait('[aria-label^="Unpin"]')
    putCursor(editor, 'np.sin(x)', { at: 'sin' })
    await settle()
    await answerIs("f'(x)=2x")
    await editor.edit((edit) => edit.replace(new vscode.Range(3, 11, 3, 15), '5 * x'))
    await answerIs("f'(x)=5")
    await driver.panelClick('[aria-label^="Unpin"]')
    putCursor(editor, 'np.sin(x)', { at: 'np' })
    await answerIs(/\\cos/)
  })

  it('goes back and forward through what it showed', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'def f', { at: 'f' })
    await differentiate()
    await answerIs("f'(x)=2x")
    putCursor(editor, 'def g', { at: 'g' })
    await answerIs(/\\cos/)
    await driver.panelClick('[aria-label="Back"]')
    await answerIs("f'(x)=2x")
    await driver.panelClick('[aria-label="Forward"]')
    await answerIs(/\\cos/)
  })

  it('says what it cannot read and where, and keeps its last answer', async () => {
    const editor = await openText(`${code}\ny = x +* 2\n`, 'python')
    putCursor(editor, 'return x**2', { at: 'x**2' })
    await differentiate()
    await answerIs("f'(x)=2x")
    putCursor(editor, 'y = x +* 2', { select: 'x +* 2' })
    await differentiate()
    await driver.panelWait('.refusal')
    assert.ok((await driver.panelText('.refusal-message')).length > 10)
    assert.match(await driver.panelText('.refusal-text'), /x \+\* 2/)
    assert.match(await driver.panelText('.refusal-place'), /[+*]/)
    assert.deepEqual(await formulas('.answer-formula'), ["f'(x)=2x"])
    putCursor(editor, 'np.sin(x)', { at: 'sin' })
    await answerIs(/\\cos/)
    await driver.panelWait('.refusal', { hidden: true })
  })

  it('begins at the top with what is new to it, and stays where it is while that is typed', async () => {
    const long = 'import numpy as np\n\ndef f(x):\n    return np.sin(x**2)*np.exp(-x) + x**2\n\ndef g(x):\n    return np.cos(x**3)\n'
    const editor = await openText(`${long}\ny = x +* 2\n`, 'python')
    putCursor(editor, 'def f', { at: 'f' })
    await differentiate()
    await driver.panelWait('.answer-formula')
    if (!(await driver.panelCount('.step:visible'))) await driver.panelClick('button:has-text("Steps")')
    await vscode.commands.executeCommand('workbench.action.focusFirstEditorGroup')
    const scrolledTo = () => panelEvaluate(() => scrollY)
    const scrollDown = async () => {
      await panelEvaluate(() => scrollTo(0, 40))
      assert.equal(await scrolledTo(), 40)
    }
    await scrollDown()
    await editor.edit((edit) => edit.replace(new vscode.Range(3, 40, 3, 41), '3'))
    await answerIs(/3x\^2/)
    assert.equal(await scrolledTo(), 40)
    putCursor(editor, 'def g', { at: 'g' })
    await answerIs(/^g'/)
    assert.equal(await scrolledTo(), 0)
    await scrollDown()
    putCursor(editor, 'y = x +* 2', { select: 'x +* 2' })
    await differentiate()
    await driver.panelWait('.refusal')
    assert.equal(await scrolledTo(), 0)
    await driver.panelClick('button:has-text("Steps")')
  })

  it('says so in a language that is not read', async () => {
    await openText('SELECT 1', 'sql')
    await differentiate()
    await driver.panelWait('.refusal', { text: 'sql' })
  })

  it('comes back as it was after it was hidden', async () => {
    const editor = await openText(code, 'python')
    putCursor(editor, 'def f', { at: 'f' })
    await differentiate()
    await answerIs("f'(x)=2x")
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: 'in front', language: 'plaintext' }), {
      viewColumn: vscode.ViewColumn.Two,
    })
    await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup')
    await vscode.commands.executeCommand('workbench.action.openEditorAtIndex1')
    await answerIs("f'(x)=2x")
  })

  it('goes to the formula when its origin is clicked', async () => {
    const editor = await openFile('derivatives.py')
    putCursor(editor, 'def g', { at: 'g' })
    await differentiate()
    await answerIs(/\\cos/)
    await driver.panelClick('[aria-label^="Pin"]')
    await driver.panelWait('[aria-label^="Unpin"]')
    editor.selection = new vscode.Selection(0, 0, 0, 0)
    await driver.panelClick('.origin-link')
    await eventually(() => {
      const selected = vscode.window.activeTextEditor
      assert.match(selected?.document.getText(selected.selection) ?? '', /np\.sin\(x\*\*2\)/)
    })
  })

  it('changes the variable', async () => {
    const editor = await openText('def f(x, y):\n    return x**2 * y\n', 'python')
    putCursor(editor, 'def f', { at: 'f' })
    await differentiate()
    await answerIs(/^\\nablaf\(x,y\)/)
    await driver.panelClick('[data-key="chip:x"]')
    await driver.panelClick('.menu-item:has-text("parameter")')
    await answerIs(/=x\^2$/)
  })

  it('shows a recurrence along an input of unknown length for a length, and says so', async () => {
    // A name of its own: untitled files are called alike, and what was chosen for a function is remembered.
    const editor = await openText('def q(y, a):\n    s = 0\n    for v in y:\n        s = a*s**2 + v\n    return s\n', 'python')
    putCursor(editor, 'def q', { at: 'q' })
    await differentiate()
    await answerIs(/^\\nabla_yq=/)
    await driver.panelWait('[aria-label^="y: variable, vector 3"]')
    await driver.panelWait('.readings .note:has-text("shown for y of length 3")')
  })

  it('writes the derivative in the place of what it was derived from', async () => {
    const editor = await openText(
      'import numpy as np\n\ny = 3 * np.sin(x**2)\n\ndef r(t):\n    u = t**2\n    return np.cos(u)\n\nprint(1)\n',
      'python',
    )
    const replaced = async (expected: RegExp) => {
      await differentiate()
      await driver.panelWait('.answer-formula')
      if (!(await driver.panelCount('.code-text'))) await driver.panelClick('button:has-text("Code")')
      await driver.panelClick('button:has-text("Replace")')
      await eventually(() => assert.match(editor.document.getText(), expected))
    }
    putCursor(editor, 'np.sin(x**2)', { select: 'np.sin(x**2)' })
    await replaced(/^y = 3 \* \(2 \* x \* np\.cos\(x\*\*2\)\)$/m)
    putCursor(editor, 'def r', { at: 'r' })
    await replaced(/\n\ndef dr_dt\(t\):\n {4}return [^\n]+\n\nprint\(1\)\n$/)
    assert.doesNotMatch(editor.document.getText(), /def r\(/)
  })

  it('offers examples when there is nothing to differentiate', async () => {
    await driver.command('Nabla: Open panel')
    await driver.panelClick('.example >> nth=0')
    await answerIs("g'(x)=2x\\cos(x^2)")
  })
})
