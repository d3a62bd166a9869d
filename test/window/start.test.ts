/** `npm start` on a machine without a screen: it gets to an address, and there is a VS Code with the extension. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { openBrowser, windowOf } from '../../scripts/vscode.mjs'

test('npm start prints the address of a VS Code in which the extension is', { timeout: 300_000 }, async () => {
  const start = spawn(process.execPath, ['scripts/start.mjs', '--server'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const browser = await openBrowser()
  try {
    const address = await new Promise<string>((found, failed) => {
      let output = ''
      start.stdout.on('data', (chunk) => {
        output += chunk
        const match = /http:\/\/127\.0\.0\.1:\d+\/\S*/.exec(output)
        if (match) found(match[0])
      })
      start.on('close', (code) => failed(new Error(`npm start ended with ${code}\n${output}`)))
    })
    const page = await browser.newPage()
    await page.goto(address)
    await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 })
    const { command, panelFrame } = windowOf(page)
    await command('Nabla: Differentiate selection')
    await panelFrame().locator('body').waitFor({ timeout: 60_000 })
    assert.notEqual((await panelFrame().locator('body').innerText()).trim(), '')
  } finally {
    await browser.close()
    start.kill('SIGINT')
    await new Promise((done) => start.on('close', done))
  }
})
