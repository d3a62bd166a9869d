/** What a person had in the panel is there again after the window was reloaded. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inWindow } from './window.ts'

/** Line, from 1, of a text in the LaTeX example. */
const lineOf = (text: string): number => readFileSync('examples/derivatives.tex', 'utf8').split(text)[0]?.split('\n').length ?? 0

test('the panel comes back after a reload of the window', { timeout: 300_000 }, () =>
  // The file is not opened by the address: what that names is opened anew instead of what was open.
  inWindow(import.meta.url, {}, async (window) => {
    await window.open('derivatives.tex')
    await window.goTo(lineOf('g(x) = '), 8)
    await window.command('Nabla: Differentiate selection')
    const answer = window.panelFrame().locator('.answer-formula annotation').first()
    await answer.waitFor({ state: 'attached', timeout: 60_000 })
    const before = await answer.textContent()
    assert.match(before ?? '', /\\cos/)
    // Waited for from before: a quick window has loaded again by the time the palette is gone.
    const loaded = window.page.waitForEvent('load', { timeout: 60_000 })
    await window.command('Developer: Reload Window')
    await loaded
    await answer.waitFor({ state: 'attached', timeout: 90_000 })
    assert.equal(await answer.textContent(), before)
    assert.deepEqual(window.problems, [])
  }),
)
