/** A window for one test: closed at the end, and pictured under test-results/ when the test fails. */
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { launch } from '../../scripts/vscode.mjs'

export type Window = Awaited<ReturnType<typeof launch>>

/** @param test import.meta.url of the test's file, whose name the picture gets */
export async function inWindow(test: string, options: Parameters<typeof launch>[0], body: (window: Window) => Promise<void>): Promise<void> {
  const window = await launch(options)
  try {
    await body(window)
  } catch (error) {
    await window.screenshot(`failed-${basename(fileURLToPath(test), '.mjs')}`)
    if (window.problems.length) console.log(window.problems.join('\n'))
    throw error
  } finally {
    await window.close()
  }
}
