/** `npm start` on a machine without a screen: it gets to an address, and there is a VS Code with the extension. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { test } from 'node:test'
import { openBrowser } from '../../scripts/vscode.mjs'

test('npm start prints the address of a VS Code in which the extension is', { timeout: 120_000 }, async () => {
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
    await page.keyboard.press('F1')
    const input = page.locator('.quick-input-widget input[type="text"]').first()
    await input.waitFor()
    await input.fill('>Nabla: Differentiate')
    const command = page.locator('.quick-input-list .monaco-list-row', { hasText: 'Differentiate' }).first()
    assert.match(await command.innerText(), /Nabla: Differentiate selection/i)
  } finally {
    await browser.close()
    start.kill('SIGINT')
    await new Promise((done) => start.on('close', done))
  }
})
