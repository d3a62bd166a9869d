/** The states of the panel: welcome, answer, refusal, waiting, reload; what is asked of the host, and what is dropped. */
import assert from 'node:assert/strict'
import { after, before, beforeEach, test } from 'node:test'
import { asked, eventually, isVisible, latexIn, textOf } from './asked.ts'
import { chain, examples, layer, poles, refused, square } from './gallery/views.ts'
import { openPanel, type Panel } from './harness.ts'

let panel: Panel
before(async () => {
  panel = await openPanel()
})
beforeEach(async () => {
  await panel.call('welcome', examples)
})
after(async () => {
  assert.deepEqual(panel.problems, [])
  await panel.close()
})

const text = (selector: string) => textOf(panel, selector)
const visible = (selector: string) => isVisible(panel, selector)
const latexOf = (selector: string) => latexIn(panel, selector)

test('the welcome says what to do and opens an example', async () => {
  assert.match(await text('.welcome-text'), /^Select a formula/)
  assert.equal(await panel.page.locator('.example').count(), 3)
  await panel.page.locator('.example').nth(1).click()
  assert.deepEqual(await asked(panel, 'openExample'), ['bowl'])
})

test('an answer shows formula, symbols, derivative, badge, and where it came from', async () => {
  await panel.call('show', chain())
  assert.equal(await latexOf('.reading-formula'), 'g(x) = \\sin\\left(x^{2}\\right)')
  assert.equal(await latexOf('.answer-formula'), "g'(x) = 2x\\cos\\left(x^{2}\\right)")
  assert.equal((await text('.badge')).trim(), '24 points, error 3e−16')
  assert.match((await panel.page.locator('.chip').first().getAttribute('aria-label')) ?? '', /^x: variable, scalar/)
  assert.equal(await text('.origin-link'), 'g · notebook.ipynb, cell 4')
  await panel.page.locator('.origin-link').click()
  await asked(panel, 'reveal')
  assert.match(await panel.page.locator('[aria-live=polite].visually-hidden').innerText(), /derivative by x: 2\*x\*np\.cos/)
})

test('the answer is the largest thing on the page', async () => {
  await panel.call('show', square())
  const sizes = await panel.page.evaluate(() =>
    [...document.querySelectorAll('.katex')].map((node) => [
      node.closest('.answer-formula') !== null,
      Number.parseFloat(getComputedStyle(node).fontSize),
    ]),
  )
  const largest = Math.max(...sizes.map(([, size]) => size as number))
  for (const [inAnswer, size] of sizes) assert.equal(size === largest, inAnswer, `${size} of ${largest}`)
})

test('a refusal says what and where, and leaves the last answer dimmed', async () => {
  await panel.call('show', square())
  await panel.call('refuse', refused())
  assert.match(await text('.refusal-message'), /The call of open/)
  assert.equal(await text('.refusal-place'), 'open(path).read()')
  assert.equal(await text('.refusal-hint'), 'Select the formula without the call.')
  assert.ok(await visible('.answer-formula'))
  assert.ok(await panel.page.locator('.analysis.stale').isVisible())
  await panel.call('show', square())
  assert.equal(await visible('.refusal'), false)
  assert.equal(await panel.page.locator('.stale').count(), 0)
})

test('another expression and a refusal are seen from their beginning; the same one, typed anew, stays where it is', async () => {
  await panel.page.setViewportSize({ width: 720, height: 320 })
  const scrolledTo = () => panel.page.evaluate(() => scrollY)
  const scrollDown = async () => {
    await panel.page.evaluate(() => scrollTo(0, 200))
    assert.equal(await scrolledTo(), 200)
  }
  await panel.call('show', { ...square(), target: 1 })
  await scrollDown()
  await panel.call('show', { ...square(), key: 'typed', target: 1 })
  assert.equal(await scrolledTo(), 200)
  await panel.call('show', { ...chain(), target: 2 })
  assert.equal(await scrolledTo(), 0)
  await scrollDown()
  await panel.call('refuse', refused())
  assert.equal(await scrolledTo(), 0)
  assert.ok((await panel.page.locator('.refusal').boundingBox())?.y)
  await panel.page.setViewportSize({ width: 720, height: 900 })
})

test('a late answer is dropped', async () => {
  const early = square()
  await panel.call('show', chain())
  await panel.call('show', early)
  assert.match(await latexOf('.answer-formula'), /^g'/)
})

test('waiting shows a line after 150 ms and a way out after 2 s, and moves nothing', async () => {
  await panel.call('show', square())
  const place = () => panel.page.locator('.answer-formula').boundingBox()
  const start = await place()
  // Noted in the page itself: a busy machine looks late.
  await panel.page.evaluate(() => {
    const appeared: [string, number][] = []
    const from = performance.now()
    for (const name of ['progress', 'cancel']) {
      const node = document.querySelector<HTMLElement>(`.${name}`)
      if (node) new MutationObserver(() => node.hidden || appeared.push([name, performance.now() - from])).observe(node, { attributes: true })
    }
    Object.assign(window, { appeared })
  })
  await panel.call('busy', true)
  await panel.page.locator('.cancel').waitFor({ state: 'visible', timeout: 15_000 })
  const [[first, early], [second, late]] = await panel.page.evaluate(
    () => (window as unknown as { appeared: [[string, number], [string, number]] }).appeared,
  )
  assert.deepEqual([first, second], ['progress', 'cancel'])
  assert.ok(early >= 150 && late >= 2000, `${early} ms, ${late} ms`)
  await panel.page.locator('.progress').waitFor({ state: 'visible' })
  assert.deepEqual(await place(), start)
  await panel.page.locator('.cancel').click()
  await asked(panel, 'cancel')
  await panel.call('busy', false)
  assert.equal(await visible('.progress'), false)
  assert.equal(await visible('.cancel'), false)
})

test('history and pin ask the host and show its answer', async () => {
  await panel.call('show', square())
  const back = panel.page.getByRole('button', { name: 'Back' })
  assert.ok(await back.isDisabled())
  await panel.call('setHistory', { back: true, forward: false })
  await back.click()
  assert.deepEqual(await asked(panel, 'history'), [-1])
  await panel.page.getByRole('button', { name: /^Pin/ }).click()
  assert.deepEqual(await asked(panel, 'setPinned'), [true])
  await panel.call('setPinned', true)
  await panel.page.getByRole('button', { name: /^Unpin/ }).click()
  assert.deepEqual(await asked(panel, 'setPinned'), [false])
  await panel.call('setPinned', false)
})

test('notes: readings stand at the formula, warnings in their fold; a badge says why nothing was verified', async () => {
  await panel.call('show', poles())
  assert.match(await text('.readings'), /Read a\(x \+ 1\) as the product/)
  assert.match(await text('.badge'), /not verified: no point/)
  const fold = panel.page.getByRole('button', { name: 'Notes (3)' })
  await fold.click()
  assert.equal(await panel.page.locator('.remarks .note').count(), 3)
  await panel.page.locator('.note-kink').hover()
  assert.deepEqual(await asked(panel, 'highlight', (args) => args[0] !== null), [{ start: 2, end: 6 }])
  await fold.click()
})

test('tabs by variable: each its own answer, VJP and numbers; the choice outlives the answer', async () => {
  await panel.call('show', layer())
  const tabs = panel.page.getByRole('tab')
  assert.deepEqual(await tabs.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('aria-label'))), ['by x', 'by W', 'by b'])
  await panel.page.getByRole('tab', { name: 'by b' }).click()
  assert.match(await latexOf('.answer-formula'), /partial b/)
  assert.match(await latexOf('.vjp .strip'), /= G \\odot s/)
  await panel.page.keyboard.press('ArrowLeft')
  assert.match(await latexOf('.answer-formula'), /partial W/)
  assert.equal(await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'by W')
  await panel.call('show', square())
  await panel.call('show', layer())
  assert.match(await latexOf('.answer-formula'), /partial W/)
})

test('of many tabs the chosen one is in sight, and the row fades where it goes on', async () => {
  const view = layer()
  const [first] = view.derivatives
  assert.ok(first)
  view.derivatives = Array.from({ length: 40 }, (_, i) => ({ ...first, wrt: `W_${i}`, wrtLatex: `W_{${i}}`, text: 'x'.repeat(i === 0 ? 1000 : 1) }))
  await panel.call('show', view)
  const row = panel.page.locator('.answer-tabs .tabs')
  const classes = async () => (await row.getAttribute('class')) ?? ''
  await eventually(async () => assert.match(await classes(), /more-right/))
  assert.doesNotMatch(await classes(), /more-left/)
  const tab = (i: number) => panel.page.locator(`[data-key="tab:Derivatives:by:W_${i}"]`)
  await tab(0).focus()
  await panel.page.keyboard.press('End')
  await eventually(async () => {
    assert.equal(await tab(39).getAttribute('aria-selected'), 'true')
    const [outer, inner] = await Promise.all([row.boundingBox(), tab(39).boundingBox()])
    assert.ok(outer && inner && inner.x >= outer.x && inner.x + inner.width <= outer.x + outer.width + 1, 'the last tab is in sight')
    assert.match(await classes(), /more-left/)
  })
  // Nobody wants to be read a thousand letters.
  const said = await panel.page.locator('[aria-live=polite].visually-hidden').innerText()
  assert.match(said, /^derivative by W_0: a long formula; derivative by W_1: x;/)
})

test('a long definition behind a formula keeps its name and sign together', async () => {
  const view = square()
  const terms = Array.from({ length: 20 }, (_, i) => `a_{${i}} x^{${i}}`)
  view.value = { ...view.value, latex: `2v, \\quad v = \\frac{${terms.slice(0, 9).join(' + ')}}{2} + ${terms.join(' + ')}` }
  await panel.call('show', view)
  // Lines break between KaTeX's bases.
  const bases = await panel.page.locator('.reading-formula .katex-html > .katex-base').allInnerTexts()
  const at = bases.findIndex((text) => text.replace(/\s/g, '').startsWith('v='))
  assert.ok(at > 0 && (bases[at] ?? '').replace(/\s/g, '').length > 10, bases.join(' | '))
})

test('a long list of arguments breaks between them', async () => {
  const view = square()
  const names = Array.from({ length: 30 }, (_, i) => `a_{${i}}`)
  view.leftLatex = `f(${names.join(', ')})`
  await panel.call('show', view)
  const strip = panel.page.locator('.understood .strip')
  await eventually(async () => assert.ok(await strip.evaluate((node) => node.scrollWidth <= node.clientWidth + 1)))
  // What is taken away is as it was.
  await panel.page.getByRole('button', { name: 'Copy', exact: true }).first().click()
  await panel.page.locator('.menu').getByText('Function as LaTeX').click()
  assert.equal((await asked(panel, 'copy'))[0], `${view.leftLatex} = ${view.value.latex}`)
})

test('after a reload the last view is there before the host has said anything, with folds and tab', async () => {
  await panel.call('show', layer())
  await panel.page.getByRole('tab', { name: 'by b' }).click()
  await panel.page.getByRole('button', { name: 'Steps' }).click()
  // VS Code keeps it as JSON.
  const state = await eventually(async () => {
    const json = JSON.stringify(await panel.state())
    assert.match(json, /by:b/)
    assert.match(json, /"steps":true/)
    return JSON.parse(json)
  })
  const again = await openPanel({ state })
  try {
    assert.match(await latexIn(again, '.answer-formula'), /partial b/)
    assert.ok(await again.page.locator('.step-tree').isVisible())
    // The host counts anew after a reload: its first answer is newer than what was kept.
    await again.call('show', { ...square(), version: 1 })
    assert.match(await latexIn(again, '.answer-formula'), /^f'/)
    assert.deepEqual(again.problems, [])
  } finally {
    await again.close()
  }
})
