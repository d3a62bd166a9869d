/** The page starts in every kind of theme, says that it is ready, and breaks no rule of the content security policy. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPanel } from './harness.ts'
import { themeKinds } from './themes.ts'

for (const theme of themeKinds)
  test(`the page starts in the theme ${theme}`, async () => {
    const panel = await openPanel({ theme })
    try {
      assert.equal((await panel.calls())[0]?.method, 'ready')
      assert.deepEqual(panel.problems, [])
    } finally {
      await panel.close()
    }
  })
