/**
 * What no test inside a window can see, because it ends with it: after the window is reloaded, the panel is back with the
 * expression it showed. Driven from outside, in a window without tests.
 */
import type { Browser, Page } from 'playwright-core'
import { windowOf } from '../../scripts/vscode.mjs'

/** Throws an error that says what was not as it should be. */
export async function panelSurvivesReload(browser: Browser, address: string): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1500, height: 950 } })
  page.setDefaultTimeout(30_000)
  const window = windowOf(page)
  const answer = async () => (await window.panelFrame().locator('.answer-formula annotation').first().textContent({ timeout: 30_000 })) ?? ''
  try {
    await page.goto(address)
    await page.locator('.monaco-workbench .part.editor').waitFor()
    await page.locator('.explorer-viewlet .monaco-list-row', { hasText: 'derivatives.py' }).first().dblclick()
    await page.locator('.editor-instance .view-line', { hasText: 'import' }).first().click()
    const line = page.locator('.editor-instance .view-line', { hasText: 'np.sin(x**2)' }).first()
    await line.click()
    await window.command('Nabla: Differentiate selection')
    const before = await answer()
    if (!before.includes('\\cos')) throw new Error(`the panel shows ${before} before the reload`)
    await stored(page, 'nabla.shown')
    // Waited for from before: a quick window has loaded again by the time the palette is gone.
    const loaded = page.waitForEvent('load', { timeout: 60_000 })
    await window.command('Developer: Reload Window')
    await loaded
    const after = await answer()
    if (after !== before) throw new Error(`the panel shows ${after} after the reload, ${before} before`)
    await window.panelFrame().locator('.plot-curve canvas').waitFor()
  } finally {
    await page.close()
  }
}

/** Waits until the window has stored a value of this name, which it does a moment after the value changes. */
async function stored(page: Page, name: string): Promise<void> {
  const isThere = async (wanted: string): Promise<boolean> => {
    const result = <T>(request: IDBRequest<T>) =>
      new Promise<T>((done, fail) => {
        request.onsuccess = () => done(request.result)
        request.onerror = () => fail(request.error)
      })
    for (const { name: database = '' } of await indexedDB.databases()) {
      const opened = await result(indexedDB.open(database))
      try {
        for (const store of opened.objectStoreNames) {
          const values = await result(opened.transaction(store).objectStore(store).getAll())
          if (values.some((value) => typeof value === 'string' && value.includes(wanted))) return true
        }
      } finally {
        opened.close()
      }
    }
    return false
  }
  for (const end = Date.now() + 30_000; !(await page.evaluate(isThere, name)); await new Promise((done) => setTimeout(done, 100)))
    if (Date.now() > end) throw new Error(`${name} was not stored`)
}
