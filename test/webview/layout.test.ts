/** How the page is laid out where it is narrow: where formulas break, what folds, what is wrapped, and what boxes to tick look like. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { brackets, potential } from './gallery/several.ts'
import { slider, square, views, wide } from './gallery/views.ts'
import { openPanel, type Panel } from './harness.ts'
import { themeKinds } from './themes.ts'

let panel: Panel
before(async () => {
  panel = await openPanel({ width: 400, state: { format: 1, folds: { steps: true, code: true }, kept: [] } })
})
after(async () => {
  assert.deepEqual(panel.problems, [])
  await panel.close()
})

/** A page of another width, when it has taken notice of that. */
const widen = async (width: number): Promise<void> => {
  await panel.page.setViewportSize({ width, height: 900 })
  await panel.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}

/** The text of the lines of a formula, and whether all of it is seen. */
const linesOf = (selector: string): Promise<{ lines: string[]; fits: boolean }> =>
  panel.page
    .locator(selector)
    .first()
    .evaluate((strip) => {
      const lines = new Map<number, string>()
      for (const part of strip.querySelectorAll('.katex-display > .katex > .katex-html > .katex-base')) {
        const { bottom } = part.querySelector('.katex-strut')?.getBoundingClientRect() ?? part.getBoundingClientRect()
        const at = [...lines.keys()].find((other) => Math.abs(other - bottom) < 20) ?? bottom
        lines.set(at, (lines.get(at) ?? '') + (part.textContent ?? ''))
      }
      return { lines: [...lines.values()].map((line) => line.replaceAll('\u200b', '').trim()), fits: strip.scrollWidth <= strip.clientWidth + 1 }
    })

test('lines of a formula begin with a sign, and do not break inside brackets', async () => {
  await panel.call('show', brackets())
  for (const width of [250, 320, 400, 500]) {
    await widen(width)
    for (const selector of ['.answer-formula', '.step-formula', '.reading-formula']) {
      const { lines } = await linesOf(selector)
      for (const line of lines.slice(1)) assert.match(line, /^[=+−]/, `${selector} at ${width} px: ${lines.join(' / ')}`)
      for (const line of lines) assert.equal(line.split(/[([]/).length, line.split(/[)\]]/).length, `${selector} at ${width} px: ${line}`)
    }
  }
  const { lines } = await linesOf('.step-formula')
  assert.ok(lines.length > 1)
})

test('a gradient is a row, a column where that is too wide, and equations where that is', async () => {
  const long = potential()
  const [first] = long.derivatives
  const sum = Array.from({ length: 9 }, (_, i) => `\\cos(${i + 2} r)`).join(' + ')
  assert.ok(first && long.whole)
  first.latex = sum
  long.whole.latex = `\\left(${sum},\\; s^{2}\\right)`
  long.whole.narrowLatex = `\\begin{pmatrix} ${sum} \\\\ s^{2} \\end{pmatrix}`
  await panel.call('show', long)
  for (const [width, shape] of [
    [1600, /^∇V\(r,e,s\)= ?\(cos/],
    [500, /^∂r∂V/],
    [1600, /^∇V\(r,e,s\)= ?\(cos/],
  ] as const) {
    await widen(width)
    const { lines, fits } = await linesOf('.answer-formula')
    assert.match(lines.join('').replaceAll(/\s/g, ''), shape)
    assert.ok(fits, `at ${width} px`)
  }
  await widen(400)
})

test('a matrix folds to what fits', async () => {
  await panel.call('show', wide())
  const columns = async () =>
    (
      await panel.page
        .locator('.matrix thead th')
        .evaluateAll((nodes) =>
          nodes.map((node) => node.querySelector('.katex-html .msupsub')?.textContent?.replace('\u200b', '') ?? node.textContent),
        )
    ).join(' ')
  const fits = () => panel.page.locator('.matrix-scroll').evaluate((node) => node.scrollWidth <= node.clientWidth + 1)
  for (const [width, shown] of [
    [900, '1 2 3 4 ⋯ 39 40'],
    [320, '1 2 ⋯ 40'],
    [900, '1 2 3 4 ⋯ 39 40'],
  ] as const) {
    await widen(width)
    assert.equal(await columns(), shown)
    assert.ok(await fits(), `at ${width} px`)
  }
  await widen(400)
})

test('long lines of code are wrapped behind their indent, and copied as they are', async () => {
  await panel.call('show', brackets())
  await widen(320)
  const box = panel.page.locator('.code-text')
  assert.ok(await box.evaluate((node) => node.scrollWidth <= node.clientWidth))
  const text = 'def df_dx(x):\n    return W2 @ np.diag(W1 @ x + b1 > 0) @ W1 + W3 @ (b + c - d) + e + f + g + h'
  assert.equal((await box.textContent())?.trimEnd(), text)
  const rows = await box
    .locator('.code-line')
    .nth(1)
    .evaluate((node) => {
      const range = document.createRange()
      range.selectNodeContents(node.firstChild as Text)
      const start = node.getBoundingClientRect().left
      const lefts = new Map<number, number>()
      for (const { top, left } of range.getClientRects()) lefts.set(top, Math.min(left - start, lefts.get(top) ?? left))
      return [...lefts.values()].map(Math.round)
    })
  const copied = await box.evaluate((node) => {
    getSelection()?.selectAllChildren(node)
    const clipboard = new DataTransfer()
    node.dispatchEvent(new ClipboardEvent('copy', { clipboardData: clipboard, bubbles: true, cancelable: true }))
    return clipboard.getData('text/plain')
  })
  assert.equal(copied.trimEnd(), text)
  const [first = 0, ...others] = rows
  assert.ok(others.length > 0 && others.every((left) => left > first), rows.join(' '))
  await widen(400)
})

test('nothing widens a page of 250 px', async () => {
  await widen(250)
  for (const [name, view] of Object.entries(views)) {
    await panel.call('show', view())
    assert.ok(await panel.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), name)
  }
  await widen(400)
})

test('a box to tick is empty until it is ticked, in every theme', async () => {
  await panel.call('show', square())
  const look = (index: number) =>
    panel.page
      .locator('.tick')
      .nth(index)
      .evaluate((box: HTMLInputElement) => {
        const paint = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
        const plain = (colour: string) => {
          paint.fillStyle = colour
          return paint.fillStyle
        }
        const style = getComputedStyle(box)
        const theme = getComputedStyle(document.documentElement)
        return {
          checked: box.checked,
          mark: getComputedStyle(box, '::before').visibility,
          own: plain(style.backgroundColor) === plain(theme.getPropertyValue('--vscode-checkbox-background')),
          edge: plain(style.borderTopColor) !== plain(style.backgroundColor),
        }
      })
  for (const theme of themeKinds) {
    await panel.setTheme(theme)
    assert.deepEqual(await look(2), { checked: false, mark: 'hidden', own: true, edge: true }, theme)
    assert.equal((await look(0)).mark, 'visible', theme)
  }
})

test('in high contrast buttons begin where the text does', async () => {
  await panel.setTheme('high-contrast')
  await panel.call('show', wide())
  const left = (selector: string) =>
    panel.page
      .locator(selector)
      .first()
      .evaluate((node) => node.getBoundingClientRect().left)
  const edge = await left('.answer-formula')
  for (const selector of ['.matrix-box > .action', '.fold', '.code-bar select']) assert.equal(await left(selector), edge, selector)
  await panel.call('show', slider())
  const border = await panel.page
    .locator('.fold')
    .first()
    .evaluate((node) => getComputedStyle(node).borderTopColor)
  assert.notEqual(border, 'rgba(0, 0, 0, 0)')
})
