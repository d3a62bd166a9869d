/** Hand-written derivatives: the warning on the wrong term, its quick fix, and silence about everything else. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { driver, eventually } from './driver.ts'
import { closeEverything, openText } from './workbench.ts'

const wrong = `import numpy as np

def f(x):
    return x**2 * np.sin(x)

def df(x):
    return 2 * x * np.sin(x) - x**2 * np.cos(x)

def g(x):
    return np.exp(-x)

def dg(x):
    return -np.exp(-x)
`

const ownWarnings = (uri: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'Nabla')

describe('hand-written derivatives', () => {
  before(() => vscode.extensions.getExtension('nabla-math.nabla')?.activate())
  beforeEach(closeEverything)

  it('are underlined where they are wrong, and mended by the quick fix', async () => {
    const { document } = await openText(wrong, 'python')
    const warning = await eventually(() => {
      const [first, ...rest] = ownWarnings(document.uri)
      assert.ok(first && rest.length === 0, 'there is one warning')
      return first
    })
    assert.equal(document.getText(warning.range), '- x**2 * np.cos(x)')
    // What is wrong stands before the point, which may be long.
    assert.match(warning.message, / is not the derivative of .*: the sign is wrong.*\.\nAt x = .*\.$/)
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', document.uri, warning.range)
    const fix = actions.find(({ title }) => title.startsWith('Replace - x**2 * np.cos(x) by '))
    assert.ok(fix?.edit)
    await vscode.workspace.applyEdit(fix.edit)
    await eventually(() => assert.deepEqual(ownWarnings(document.uri), []))
  })

  it('are all listed with their verdicts on request', async () => {
    await openText(wrong, 'python')
    // The list stands where the palette was, and stays until something is chosen.
    const listed = vscode.commands.executeCommand('nabla.checkGradients')
    await eventually(async () => assert.match(await driver.text('.quick-input-list'), /df[\s\S]*sign is wrong[\s\S]*dg[\s\S]*is the derivative of g/))
    await driver.press('Escape')
    await listed
  })

  it('are not looked at where the setting says so', async () => {
    const configuration = vscode.workspace.getConfiguration('nabla')
    await configuration.update('checkGradients', false, vscode.ConfigurationTarget.Global)
    try {
      const { document } = await openText(wrong, 'python')
      await new Promise((resolve) => setTimeout(resolve, 2500))
      assert.deepEqual(ownWarnings(document.uri), [])
      await configuration.update('checkGradients', undefined, vscode.ConfigurationTarget.Global)
      await eventually(() => assert.equal(ownWarnings(document.uri).length, 1))
    } finally {
      await configuration.update('checkGradients', undefined, vscode.ConfigurationTarget.Global)
    }
  })
})
