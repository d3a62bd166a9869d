/** Text of the document is shown, never run: markup, links, macro bombs, formulas that are none, numbers that are none. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { drawn, isVisible, textOf } from './asked.ts'
import { layer, poles, refused, square } from './gallery/views.ts'
import { openPanel, type Panel } from './harness.ts'

const markup = '<img src=x onerror="document.title=\'broken\'"><script>document.title="broken"</script>'

let panel: Panel
before(async () => {
  panel = await openPanel({ state: { format: 1, folds: { steps: true, code: true, notes: true }, kept: [] } })
})
after(async () => {
  assert.deepEqual(panel.problems, [])
  await panel.close()
})

test('markup in every text stays text', async () => {
  const view = poles()
  view.name = markup
  view.origin.label = markup
  view.source.text = markup
  view.symbols = view.symbols.map((symbol) => ({ ...symbol, name: markup, latex: markup }))
  view.notes = view.notes.map((note) => ({ ...note, message: markup }))
  for (const derivative of view.derivatives) {
    derivative.text = markup
    derivative.latex = markup
    derivative.code = [{ language: markup, label: markup, text: markup }]
    derivative.steps = { rule: markup, title: markup, before: markup, after: markup, steps: [] }
    derivative.verified = { method: 'none', why: markup }
  }
  if (view.plot?.kind === 'curve')
    view.plot = { ...view.plot, variable: markup, variableLatex: markup, labels: { x: markup, f: markup, derivative: markup, second: markup } }
  await panel.call('show', view)
  await panel.call('refuse', { ...refused(), message: markup, hint: markup, text: markup, range: { start: 3, end: 9 } })
  assert.equal(await panel.page.locator('img, main script').count(), 0)
  assert.notEqual(await panel.page.title(), 'broken')
  assert.equal((await panel.page.locator('.code-text').textContent())?.trimEnd(), markup)
  assert.equal(await textOf(panel, '.refusal-message'), markup)
})

for (const [what, latex] of [
  ['a link', '\\href{javascript:alert(1)}{x}'],
  ['a picture', '\\includegraphics{https://example.org/x.png}'],
  ['a style', '\\htmlStyle{position:fixed;inset:0}{x}'],
  ['a macro that calls itself', '\\def\\a{\\a\\a}\\a'],
  ['a macro bomb', '\\def\\a#1{#1#1#1#1#1#1#1#1#1#1}\\def\\b{\\a{\\a{\\a{\\a{\\a{\\a{\\a{x}}}}}}}}\\b'],
  ['a giant', '\\rule{100000em}{100000em}'],
  ['no LaTeX', '\\frac{{{'],
  ['a very long formula', 'x + '.repeat(20_000)],
] as const)
  test(`${what} as formula harms nothing`, async () => {
    const view = square()
    view.value.latex = latex
    for (const derivative of view.derivatives) derivative.latex = latex
    const started = Date.now()
    await panel.call('show', view)
    assert.ok(Date.now() - started < 3000)
    assert.equal(await panel.page.locator('a[href], main img').count(), 0)
    assert.ok(await isVisible(panel, '.answer'))
    const box = await panel.page.locator('.answer-formula').boundingBox()
    assert.ok(box && box.width <= 720)
  })

test('numbers that JSON lacks arrive and are named', async () => {
  const view = layer()
  const [first] = view.derivatives
  assert.ok(first)
  first.value = [
    [Number.NaN, Number.POSITIVE_INFINITY, -0],
    [Number.NEGATIVE_INFINITY, 1e300, 1e-300],
  ]
  await panel.call('show', view)
  const cells = await panel.page.locator('.matrix-heat tbody td').allInnerTexts()
  assert.deepEqual(cells, ['–', '∞', '0', '−∞', '1e300', '1e−300'])
})

test('an operation without numbers leaves a sentence in place of the plot', async () => {
  const view = square()
  if (view.plot?.kind === 'curve') {
    const { inputs, constants, instructions, outputs } = view.plot.program
    outputs[1] = inputs.length + constants.length + instructions.push({ op: '__proto__', args: [0] }) - 1
  }
  await panel.call('show', view)
  assert.match(await textOf(panel, '.plot-remark'), /^There is no plot of this: no operation __proto__/)
  await panel.call('show', square())
  assert.ok(await isVisible(panel, '.chart-box canvas'))
})

test('messages that are not for the page, and methods that are none, do nothing', async () => {
  await panel.page.evaluate(() => {
    for (const data of [
      null,
      7,
      'show',
      { nabla: 1, method: 'constructor', args: [] },
      { nabla: 1, method: 'show' },
      { nabla: 2, method: 'welcome', args: [[]] },
    ])
      window.postMessage(data, '*')
  })
  await drawn(panel)
  assert.ok(await isVisible(panel, '.answer-formula'))
})
