/** The extension is there, and a test can see and touch what a person does. */
import assert from 'node:assert/strict'
import * as vscode from 'vscode'
import { driver, eventually } from './driver.ts'

describe('the extension', () => {
  it('is installed from what would be packaged', () => {
    assert.ok(vscode.extensions.getExtension('nabla-math.nabla'))
  })

  it('runs in the version under test', async () => {
    const { version } = await driver.settings()
    assert.equal(vscode.version.split('.')[1], version.split('.')[1])
  })

  it('can be driven by the keyboard', async () => {
    const document = await vscode.workspace.openTextDocument({ content: '', language: 'plaintext' })
    await vscode.window.showTextDocument(document)
    await driver.type('x = 1')
    await eventually(() => assert.equal(document.getText(), 'x = 1'))
    await driver.press('Control+A', 'Delete')
    await eventually(() => assert.equal(document.getText(), ''))
  })
})
