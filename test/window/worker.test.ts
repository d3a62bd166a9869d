/** The extension in the web worker host, where vscode.dev runs it: no Node, another bundle, typesetting imported from a blob. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inWindow } from './window.ts'

test('the panel and the hover work in the web worker host', { timeout: 300_000 }, () =>
  inWindow(import.meta.url, { host: '1.100.3', worker: true, file: 'derivatives.tex' }, async (window) => {
    const { keyboard } = window.page
    await window.page.locator('.monaco-editor .view-lines').first().click()
    await keyboard.press('Control+End')
    await keyboard.type('\n$t^3$')
    await keyboard.press('ArrowLeft')
    await window.command('Nabla: Differentiate selection')
    const answer = window.panelFrame().locator('.answer-formula annotation').first()
    await answer.waitFor({ state: 'attached', timeout: 60_000 })
    assert.match((await answer.textContent())?.replaceAll(/[{}\s]/g, '') ?? '', /3t\^2$/)
    // The first hover loads the typesetting, which a busy machine does not do in the time a hover is waited for.
    const hover = await window.hover().catch(() => window.hover())
    await hover.locator('img[src^="data:image/svg+xml"]').first().waitFor({ timeout: 60_000 })
    assert.deepEqual(window.problems, [])
  }),
)
