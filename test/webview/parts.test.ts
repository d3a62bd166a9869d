/** Menus, chips, steps and code: by mouse and by keyboard, and what they ask of the host. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { asked, isVisible, latexIn, textOf } from './asked.ts'
import { bowl, chain, layer, slider, square, wide } from './gallery/views.ts'
import { openPanel, type Panel } from './harness.ts'

let panel: Panel
before(async () => {
  panel = await openPanel()
})
after(async () => {
  assert.deepEqual(panel.problems, [])
  await panel.close()
})

const chip = (name: string) => panel.page.locator(`.chip[aria-label^="${name}:"]`)
const item = (name: string | RegExp) => panel.page.locator('.menu').getByText(name, { exact: typeof name === 'string' })

test('a chip changes the role of its symbol', async () => {
  await panel.call('show', slider())
  await chip('a').click()
  assert.equal(await panel.page.locator('.menu [aria-checked=true]').first().innerText(), 'Parameter')
  await item('Variable').click()
  assert.deepEqual(await asked(panel, 'change'), [{ variables: ['x', 'a'] }])
  await chip('k').click()
  await item('Differentiate by k only').click()
  assert.deepEqual(await asked(panel, 'change'), [{ variables: ['k'] }])
  // The only variable cannot stop being one.
  await chip('x').click()
  assert.equal(await item('Parameter').getAttribute('aria-disabled'), 'true')
  await panel.page.keyboard.press('Escape')
  assert.equal(await isVisible(panel, '.menu'), false)
})

test('a chip tells and changes what is known of its symbol beyond the shape', async () => {
  const view = layer()
  view.symbols = view.symbols.map((symbol) => (symbol.name === 'W' ? { ...symbol, traits: { symmetric: true, positiveDefinite: true } } : symbol))
  await panel.call('show', view)
  assert.match((await chip('W').getAttribute('aria-label')) ?? '', /, positive definite matrix 2 × 3/)
  await chip('W').click()
  assert.equal(await panel.page.getByRole('menuitemcheckbox', { name: 'Positive definite' }).getAttribute('aria-checked'), 'true')
  // What is positive definite is symmetric, so what is not symmetric is not that either.
  await item('Symmetric').click()
  assert.deepEqual(await asked(panel, 'change'), [{ traits: { W: { symmetric: false, positiveDefinite: false, diagonal: false } } }])
  await chip('W').click()
  await item('Orthogonal').click()
  assert.deepEqual(await asked(panel, 'change'), [{ traits: { W: { orthogonal: true } } }])
})

test('a chip with a value does not say that it is positive', async () => {
  const view = slider()
  view.symbols = view.symbols.map((symbol) => ({
    ...symbol,
    traits: { positive: true },
    ...(symbol.name === 'a' ? { value: 2.5 } : { value: undefined }),
  }))
  await panel.call('show', view)
  assert.match((await chip('k').getAttribute('aria-label')) ?? '', /, positive scalar/)
  assert.match((await chip('a').getAttribute('aria-label')) ?? '', /parameter, scalar, = 2\.5/)
})

test('the other reading of an ambiguous text is one click away', async () => {
  const view = square()
  const range = { start: view.source.start, end: view.source.start + 1 }
  view.notes = [{ kind: 'reading', message: 'read as a product', alternative: 'as a call', range }]
  await panel.call('show', view)
  await panel.page.getByRole('button', { name: 'Read as a call' }).click()
  assert.deepEqual(await asked(panel, 'reread'), [range.start])
})

test('a chip changes the shape of its symbol, also to one that is typed', async () => {
  await panel.call('show', slider())
  await chip('x').click()
  await item('Vector n').click()
  assert.deepEqual(await asked(panel, 'change'), [{ shapes: { x: ['n'] } }])
  await chip('x').click()
  await item(/^Matrix/).click()
  assert.deepEqual(await asked(panel, 'change'), [{ shapes: { x: ['m', 'n'] } }])
  await chip('a').click()
  const entry = panel.page.getByLabel('Axis lengths')
  await entry.fill('m, -3')
  await entry.press('Enter')
  assert.match(await textOf(panel, '.menu-problem'), /“-3” is neither a length nor a name/)
  await entry.fill('m, 3')
  await entry.press('Enter')
  assert.deepEqual(await asked(panel, 'change'), [{ shapes: { a: ['m', 3] } }])
})

test('the value that decides what the formula is can be typed', async () => {
  const view = slider()
  view.symbols = view.symbols.map((symbol) => (symbol.name === 'k' ? { ...symbol, value: 3, decides: true } : symbol))
  await panel.call('show', view)
  await chip('k').click()
  const entry = panel.page.getByLabel('The formula is shown for')
  assert.equal(await entry.inputValue(), '3')
  await entry.fill('many')
  await entry.press('Enter')
  assert.match(await textOf(panel, '.menu-problem'), /“many” is no number/)
  await entry.fill('10')
  await entry.press('Enter')
  assert.deepEqual(await asked(panel, 'change'), [{ numbers: { k: 10 } }])
  await chip('a').click()
  assert.equal(await panel.page.getByLabel('The formula is shown for').count(), 0)
  await panel.page.keyboard.press('Escape')
})

test('a menu is worked by keyboard and gives the focus back', async () => {
  await panel.call('show', slider())
  await chip('a').focus()
  await panel.page.keyboard.press('ArrowDown')
  await panel.page.keyboard.press('ArrowUp')
  await panel.page.keyboard.press('v')
  await panel.page.keyboard.press('Enter')
  assert.ok(await asked(panel, 'change'))
  assert.match((await panel.page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) ?? '', /^a:/)
})

test('the copy menu hands out LaTeX, text and code', async () => {
  await panel.call('show', chain())
  const copy = async (name: string) => {
    await panel.page.getByRole('button', { name: 'Copy', exact: true }).first().click()
    await item(name).click()
    return (await asked(panel, 'copy'))[0]
  }
  assert.equal(await copy('Derivative as LaTeX'), '2x\\cos\\left(x^{2}\\right)')
  assert.equal(await copy('Whole equation as LaTeX'), "g'(x) = 2x\\cos\\left(x^{2}\\right)")
  assert.match(await copy('Derivative as NumPy'), /^def df_dx\(x\):\n {4}return 2\*x\*np\.cos\(x\*\*2\)$/)
})

test('more: order, layout of matrices, the formula, the picture', async () => {
  const more = panel.page.getByRole('button', { name: 'More' })
  await panel.call('show', layer())
  await more.click()
  await item('Second derivative').click()
  assert.deepEqual(await asked(panel, 'change'), [{ order: 2 }])
  await more.click()
  await item('Denominator layout').click()
  assert.deepEqual(await asked(panel, 'change'), [{ layout: 'denominator' }])
  await panel.call('show', square())
  await more.click()
  assert.equal(await item('Denominator layout').count(), 0)
  await item('Save the plot as PNG').click()
  const [name, uri] = await asked(panel, 'saveImage')
  assert.equal(name, 'f.png')
  assert.match(uri, /^data:image\/png;base64,.{5000}/)
  for (const [shown, words] of [
    [square(), ['f(x) and its derivative', 'f′(x)', 'stroke-dasharray="9 4"']],
    [bowl(), ['>x</text>', '<image ', 'clip-path']],
  ] as const) {
    await panel.call('show', shown)
    await more.click()
    await item('Save the plot as SVG').click()
    const [file, svg] = await asked(panel, 'saveImage')
    assert.equal(file, 'f.svg')
    const text = decodeURIComponent(svg.replace('data:image/svg+xml;charset=utf-8,', ''))
    for (const word of words) assert.ok(text.includes(word), word)
    const problem = await panel.page.evaluate(
      (source) => new DOMParser().parseFromString(source, 'image/svg+xml').querySelector('parsererror')?.textContent,
      text,
    )
    assert.equal(problem, undefined)
  }
})

test('steps are a tree: it folds, and pointing or moving to a step highlights its source', async () => {
  await panel.call('show', chain())
  await panel.page.getByRole('button', { name: 'Steps' }).click()
  const items = panel.page.locator('[role=treeitem]:visible')
  assert.equal(await items.count(), 4)
  assert.match(await textOf(panel, '.step-title'), /^Chain rule: outer function sin\(u\), inner function u = x²$/)
  // The rule filled in has a line of its own, with room for it.
  const [before, filled, after] = [
    '\\frac{\\mathrm{d}}{\\mathrm{d}x} \\sin\\left(x^{2}\\right)',
    '\\cos\\left(x^{2}\\right) \\cdot 2x',
    '2x\\cos\\left(x^{2}\\right)',
  ]
  const lines = `\\begin{aligned} ${before} &= ${filled} \\\\[0.3em] &= ${after} \\end{aligned}`
  assert.equal(await latexIn(panel, '.step-formula'), lines)
  await panel.page.setViewportSize({ width: 150, height: 600 })
  await panel.page.waitForFunction(() => document.querySelector('.step-formula mtable') === null)
  assert.equal(await latexIn(panel, '.step-formula'), `${before} = ${filled}`)
  assert.equal(await latexIn(panel, '.step-formula .strip-formula:nth-child(2)'), `{} = ${after}`)
  await panel.page.setViewportSize({ width: 420, height: 900 })
  await panel.page.waitForFunction(() => document.querySelector('.step-formula mtable') !== null)
  await panel.page.locator('.step[data-rule=derivative] > .step-row').first().hover()
  assert.deepEqual(await asked(panel, 'highlight'), [{ start: 120, end: 132 }])
  await panel.page.mouse.move(5, 5)
  assert.deepEqual(await asked(panel, 'highlight'), [null])
  await items.first().focus()
  for (const key of ['ArrowDown', 'ArrowDown']) await panel.page.keyboard.press(key)
  assert.deepEqual(await asked(panel, 'highlight', ([range]) => range?.start === 127), [{ start: 127, end: 131 }])
  await panel.page.keyboard.press('ArrowLeft')
  assert.equal(await items.count(), 3)
  await panel.page.keyboard.press('ArrowRight')
  assert.equal(await items.count(), 4)
  await panel.page.keyboard.press('Home')
  await panel.page.keyboard.press('Enter')
  assert.equal(await items.count(), 1)
  await panel.page.getByRole('button', { name: 'Steps' }).click()
})

test('code: a choice of the language that is remembered, copy, insert, replace', async () => {
  await panel.call('show', chain())
  await panel.page.getByRole('button', { name: 'Code' }).click()
  const shown = async () => (await panel.page.locator('.code-text').textContent())?.trimEnd()
  assert.equal(await shown(), 'def df_dx(x):\n    return 2*x*np.cos(x**2)')
  await panel.page.getByRole('button', { name: 'Replace' }).click()
  assert.deepEqual(await asked(panel, 'replaceByCode'), ['def df_dx(x):\n    return 2*x*np.cos(x**2)'])
  await panel.page.getByLabel('Language').selectOption({ label: 'JavaScript' })
  assert.equal(await panel.page.getByRole('button', { name: 'Replace' }).count(), 0, 'what is in another language fits nowhere')
  await panel.page.getByRole('button', { name: 'Insert below' }).click()
  assert.deepEqual(await asked(panel, 'insertCode'), ['const df = (x) => 2*x*np.cos(x**2)'])
  await panel.call('show', square())
  assert.equal(await shown(), 'const df = (x) => 2*x')
  await panel.page.locator('.code-actions').getByRole('button', { name: 'Copy' }).click()
  assert.deepEqual(await asked(panel, 'copy'), ['const df = (x) => 2*x', 'JavaScript code'])
  await panel.page.getByRole('button', { name: 'Code' }).click()
})

test('the whole analysis is copied as Markdown, LaTeX and HTML', async () => {
  await panel.call('show', chain())
  const everything = async (language: string) => {
    await panel.page.getByRole('button', { name: 'Copy', exact: true }).first().click()
    await item(`Everything as ${language}`).click()
    return (await asked(panel, 'copy'))[0]
  }
  const markdown = await everything('Markdown')
  assert.match(markdown, /^## g, notebook\.ipynb, cell 4\n\n\$\$\ng\(x\) = /)
  assert.match(markdown, /Verified at 24 points, largest relative error 3e−16\.\n\n```python\ndef df_dx/)
  assert.match(await everything('LaTeX'), /\\\[\n {2}g'\(x\) = 2x\\cos.*\n\\\]\n\nVerified[\s\S]*\\begin\{verbatim\}/)
  assert.match(await everything('HTML'), /<h2>g, notebook.ipynb, cell 4<\/h2>[\s\S]*<math [\s\S]*<pre><code>def df_dx/)
})

test('order and layout are one click away', async () => {
  await panel.call('show', layer())
  await panel.page.getByRole('radio', { name: 'Second derivative' }).click()
  assert.deepEqual(await asked(panel, 'change'), [{ order: 2 }])
  await panel.page.getByRole('radio', { name: 'First derivative' }).focus()
  await panel.page.keyboard.press('ArrowRight')
  assert.deepEqual(await asked(panel, 'change'), [{ order: 2 }])
  await panel.page.getByRole('button', { name: 'numerator layout' }).click()
  assert.deepEqual(await asked(panel, 'change'), [{ layout: 'denominator' }])
})

test('the gradient is one object; its code is that of all partial derivatives', async () => {
  await panel.call('show', bowl())
  assert.equal(await latexIn(panel, '.answer-formula'), '\\nabla f(x, y) = \\left(2x,\\; 2y\\right)')
  await panel.page.getByRole('button', { name: 'Copy', exact: true }).first().click()
  await item('Derivative as PyTorch').click()
  assert.equal((await asked(panel, 'copy'))[0], '2*x\n\n2*y')
  await panel.page.getByRole('tab', { name: 'by y' }).click()
  assert.equal(await latexIn(panel, '.answer-formula'), '\\frac{\\partial f}{\\partial y} = 2y')
})

test('numbers: value and Jacobian of the layer, cells coloured by sign and size, full precision on demand', async () => {
  await panel.call('show', layer())
  const table = (n: number) => panel.page.locator('.matrix').nth(n).locator('tbody td').allInnerTexts()
  assert.deepEqual(await table(0), ['0.8176', '0.9677'])
  // s(1-s) W by hand: 0.149146 · (0.1, 0.2, 0.3) and 0.031254 · (0.4, 0.5, 0.6).
  assert.deepEqual(await table(1), ['0.01491', '0.02983', '0.04474', '0.0125', '0.01563', '0.01875'])
  const cells = panel.page.locator('.matrix-heat tbody td')
  assert.match((await cells.first().getAttribute('title')) ?? '', /^0\.0149146/)
  const colours = await cells.evaluateAll((nodes) => nodes.map((node) => getComputedStyle(node).backgroundColor))
  assert.equal(colours[2], 'rgb(178, 24, 43)')
  assert.equal(new Set(colours).size, 6)
  await panel.page.getByRole('tab', { name: 'by W' }).click()
  assert.equal(await panel.page.locator('.slice').count(), 2)
  assert.deepEqual(await table(1), ['0.1491', '0.2983', '0.4474', '0', '0', '0'])
  await panel.page.getByRole('tab', { name: 'by x' }).click()
})

test('a large matrix folds to its corners and opens on demand', async () => {
  await panel.call('show', wide())
  assert.equal(await panel.page.locator('.matrix tbody tr').count(), 7)
  await panel.page.getByRole('button', { name: 'Show all 24 × 40' }).click()
  assert.equal(await panel.page.locator('.matrix tbody tr').count(), 24)
  assert.equal(await panel.page.locator('.matrix tbody td').count(), 24 * 40)
})

test('the computation graph: values and derivatives at the point looked at, and bars for the inputs', async () => {
  const view = bowl()
  // f = x² + y², by hand: at (1, 1) both squares are 1 and pass on a derivative of 1, both inputs get 2.
  const nodes = [
    { latex: 'x', args: [], input: 'x' },
    { latex: 'v_{1} = x^{2}', args: [0] },
    { latex: 'y', args: [], input: 'y' },
    { latex: 'v_{2} = y^{2}', args: [2] },
    { latex: 'v_{1} + v_{2}', args: [1, 3] },
  ]
  view.backprop = {
    nodes,
    program: {
      inputs: ['x', 'y'],
      constants: [1, 2],
      instructions: [
        { op: 'mul', args: [0, 0] },
        { op: 'mul', args: [1, 1] },
        { op: 'add', args: [4, 5] },
        { op: 'mul', args: [0, 3] },
        { op: 'mul', args: [1, 3] },
      ],
      outputs: [0, 4, 1, 5, 6, 7, 2, 8, 2, 2],
    },
  }
  await panel.call('show', view)
  const button = panel.page.getByRole('button', { name: 'Backprop' })
  await button.click()
  const numbers = (kind: string) => panel.page.locator(`.node-${kind}`).allInnerTexts()
  assert.deepEqual((await numbers('value')).sort(), ['1', '1', '1', '1', '2'])
  assert.deepEqual((await numbers('adjoint')).sort(), ['1', '1', '1', '2', '2'])
  await panel.page.getByLabel('x of the point').fill('-1.5')
  await panel.page.getByLabel('x of the point').press('Enter')
  await panel.page.locator('.bar-negative').first().waitFor()
  assert.deepEqual(await panel.page.locator('.bars dd').allInnerTexts(), ['−3', '2'])
  // Lines are drawn when the nodes have their places.
  await panel.page.locator('.graph-lines path').nth(3).waitFor({ state: 'attached' })
  assert.equal(await panel.page.locator('.graph-lines path').count(), 4)
  await button.click()
})
