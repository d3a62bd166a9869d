/**
 * The gallery: every view in every kind of theme, and in pages from narrow to wide. Each is drawn without a breach of the
 * policy or an error, nothing widens the page, everything has a name; the pictures are left under test-results/ to look at.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { drawn } from './asked.ts'
import { examples, refused, views } from './gallery/views.ts'
import { openPanel, type Panel } from './harness.ts'
import { themeKinds } from './themes.ts'

/** Waits for the plot, and for the surface, which is loaded when it is first needed. */
async function settled(panel: Panel, kind: string | undefined): Promise<void> {
  if (kind === 'curve') await panel.page.locator('.chart-box canvas').waitFor()
  if (kind === 'surface') await panel.page.locator('.surface canvas').first().waitFor()
  await drawn(panel)
}

async function soundPage(panel: Panel, name: string): Promise<void> {
  const found = await panel.page.evaluate(() => ({
    width: document.documentElement.scrollWidth,
    window: innerWidth,
    nameless: [...document.querySelectorAll<HTMLElement>('button, input, select, canvas[role], [role=tab]')]
      .filter(
        (node) =>
          node.checkVisibility() && !node.getAttribute('aria-label') && !node.textContent?.trim() && !(node as HTMLInputElement).labels?.length,
      )
      .map((node) => node.outerHTML.slice(0, 80)),
    errors: document.querySelectorAll('.raw-tex, .katex-error').length,
  }))
  assert.ok(found.width <= found.window, `${name}: ${found.width} px wide in a window of ${found.window}`)
  assert.deepEqual(found.nameless, [], name)
  assert.equal(found.errors, 0, `${name}: a formula could not be typeset`)
  assert.deepEqual(panel.problems, [], name)
}

async function showAll(panel: Panel, suffix: string): Promise<void> {
  for (const [name, view] of Object.entries(views)) {
    const shown = view()
    await panel.call('show', shown)
    await settled(panel, shown.plot?.kind)
    await soundPage(panel, `${name} ${suffix}`)
    await panel.screenshot(`gallery-${name}-${suffix}`)
  }
  await panel.call('refuse', refused())
  await soundPage(panel, `refusal ${suffix}`)
  await panel.screenshot(`gallery-refusal-${suffix}`)
  await panel.call('welcome', examples)
  await soundPage(panel, `welcome ${suffix}`)
  await panel.screenshot(`gallery-welcome-${suffix}`)
}

for (const theme of themeKinds)
  test(`every view in ${theme}`, async () => {
    const panel = await openPanel({ theme, reducedMotion: theme === 'light' })
    try {
      await showAll(panel, theme)
    } finally {
      await panel.close()
    }
  })

const open = { format: 1, folds: { steps: true, code: true, notes: true }, kept: [] }
for (const [width, height] of [
  [320, 800],
  [1600, 1000],
] as const)
  test(`every view at ${width} px, with all folds open`, async () => {
    const panel = await openPanel({ theme: 'light', width, height, state: open })
    try {
      await showAll(panel, `${width}`)
    } finally {
      await panel.close()
    }
  })
