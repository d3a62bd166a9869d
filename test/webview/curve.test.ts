/** The plot of one variable: its data, gaps, ranges, tangent, zoom, sliders, scales and themes. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { CurveChart } from '../../src/webview/plots/chart.ts'
import { coloursOn, eventually, isVisible, textOf } from './asked.ts'
import { potential } from './gallery/several.ts'
import { chain, composed, halfLine, poles, slider, square } from './gallery/views.ts'
import { openPanel, type Panel } from './harness.ts'

let panel: Panel
before(async () => {
  panel = await openPanel({ height: 1000 })
})
after(async () => {
  assert.deepEqual(panel.problems, [])
  await panel.close()
})

interface Seen {
  labels: string[]
  visible: boolean[]
  points: { x: number; y: number | null }[][]
  x: [number, number]
  y: [number, number]
  yType: string
  colours: string[]
  dashes: number[]
  legend: boolean
  title: string
  titles: string[]
  ticks: string[]
  area: { left: number; right: number; top: number; bottom: number }
}

/** What the chart on the page shows, taken from the canvas's own chart. */
const seen = (): Promise<Seen> =>
  panel.page.locator('.chart-box canvas').evaluate((canvas) => {
    const { chart } = canvas as HTMLCanvasElement & { chart: CurveChart }
    const { x, y } = chart.scales
    const { plugins, scales } = chart.options
    const titleOf = (axis: unknown) => (axis as { title: { text: string; display: boolean } }).title
    return {
      labels: chart.data.datasets.map(({ label }) => label ?? ''),
      visible: chart.data.datasets.map((_, i) => chart.isDatasetVisible(i)),
      points: chart.data.datasets.map(({ data }) => data.map((point) => ({ x: point.x, y: Number.isFinite(point.y) ? point.y : null }))),
      x: [x?.min ?? 0, x?.max ?? 0],
      y: [y?.min ?? 0, y?.max ?? 0],
      yType: y?.type ?? '',
      colours: chart.data.datasets.map(({ borderColor }) => String(borderColor)),
      dashes: chart.data.datasets.map(({ borderDash }) => (borderDash as number[] | undefined)?.[1] ?? 0),
      legend: plugins?.legend?.display === true,
      title: String(plugins?.title?.text),
      titles: [titleOf(scales?.x).text, titleOf(scales?.y).text],
      ticks: (x?.ticks ?? []).map(({ label }) => String(label)),
      area: chart.chartArea,
    }
  })

/** The curve is that of a function, to the last digit. */
function follows(points: Seen['points'][number] | undefined, f: (x: number) => number, least = 100) {
  const found = (points ?? []).filter((point) => point.y !== null)
  assert.ok(found.length >= least, `${found.length} points`)
  for (const { x, y } of found) assert.ok(Math.abs((y ?? 0) - f(x)) <= 1e-12 * Math.max(1, Math.abs(f(x))), `f(${x}) = ${f(x)}, shown ${y}`)
}

test('f and f′ of x² over [−5, 5], with legend, titles, grid and clean ticks', async () => {
  await panel.call('show', square())
  const chart = await seen()
  follows(chart.points[0], (x) => x * x)
  follows(chart.points[1], (x) => 2 * x)
  assert.deepEqual(chart.x, [-5, 5])
  assert.ok(chart.y[0] <= -10 && chart.y[1] >= 25)
  assert.deepEqual(chart.labels, ['f(x)', 'f′(x)', 'f″(x)'])
  assert.deepEqual(chart.visible, [true, true, false])
  assert.ok(chart.legend)
  assert.equal(chart.title, 'f(x) and its derivative')
  assert.deepEqual(chart.titles, ['x', 'value'])
  assert.deepEqual(chart.ticks, ['−5', '−4', '−3', '−2', '−1', '0', '1', '2', '3', '4', '5'])
  assert.ok(new Set(chart.dashes).size === 3, 'each curve has its dashes')
  assert.ok((await coloursOn(panel, '.chart-box canvas')) > 3)
})

test('f″ on request', async () => {
  await panel.call('show', chain())
  await panel.page.getByLabel('g″(x)').check()
  const chart = await seen()
  assert.deepEqual(chart.visible, [true, true, true])
  follows(chart.points[2], (x) => 2 * Math.cos(x * x) - 4 * x * x * Math.sin(x * x))
  await panel.page.getByLabel('g(x)', { exact: true }).uncheck()
  assert.deepEqual((await seen()).visible, [false, true, true])
  await panel.page.getByRole('button', { name: 'Reset' }).click()
  assert.deepEqual((await seen()).visible, [true, true, false])
})

test('a range is typed; nonsense is refused; reset goes back', async () => {
  await panel.call('show', chain())
  const to = panel.page.getByLabel('x to')
  await to.fill('2pi')
  await to.press('Enter')
  let chart = await seen()
  assert.ok(Math.abs(chart.x[1] - 2 * Math.PI) < 1e-12)
  follows(chart.points[0], (x) => Math.sin(x * x))
  await to.fill('-7')
  await to.press('Enter')
  assert.equal(await to.getAttribute('aria-invalid'), 'true')
  chart = await seen()
  assert.ok(chart.x[1] > 6)
  await panel.page.getByRole('button', { name: 'Reset' }).click()
  assert.deepEqual((await seen()).x, [-3, 3])
})

test('a logarithmic axis where the host asks for one, linear by choice; gaps are said in words', async () => {
  await panel.call('show', composed())
  let chart = await seen()
  assert.equal(chart.yType, 'logarithmic')
  follows(chart.points[1], (x) => 3 * x * x * Math.exp(x ** 3))
  assert.equal(await isVisible(panel, '.plot-remark'), false)
  await panel.page.getByLabel('Scale of the vertical axis').selectOption({ label: 'y linear' })
  chart = await seen()
  assert.equal(chart.yType, 'linear')
  assert.ok(chart.y[1] >= 12 * Math.exp(8))
  await panel.call('show', halfLine())
  chart = await seen()
  assert.equal(await textOf(panel, '.plot-remark'), 'Where l(x) and l′(x) are not positive, the logarithmic axis leaves a gap.')
  assert.ok((chart.points[0] ?? []).every(({ y }) => y === null || y > 0))
})

test('nothing is drawn through a pole', async () => {
  await panel.call('show', poles())
  const chart = await seen()
  const tangent = chart.points[0] ?? []
  for (const pole of [-3, -1, 1, 3].map((k) => (k * Math.PI) / 2)) {
    const after = tangent.findIndex(({ x }) => x > pole)
    const around = tangent.slice(Math.max(0, after - 3), after + 3)
    assert.ok(
      around.some(({ y }) => y === null),
      `a gap at ${pole}`,
    )
  }
  assert.ok(chart.y[1] < 100, 'the window shows the bulk of the values')
})

test('the tangent stands under the pointer, with its numbers', async () => {
  await panel.call('show', square())
  const { area } = await seen()
  const box = await panel.page.locator('.chart-box canvas').boundingBox()
  assert.ok(box)
  const before = await coloursOn(panel, '.chart-box canvas')
  // x = 2.5 is three quarters across.
  await panel.page.mouse.move(box.x + area.left + 0.75 * (area.right - area.left), box.y + area.top + 50)
  await panel.page.locator('.readout-item').first().waitFor()
  const [x, f, slope] = (await panel.page.locator('.readout-item').allInnerTexts()).map((item) => Number(item.split('=')[1]?.replace('−', '-')))
  assert.ok(x !== undefined && f !== undefined && slope !== undefined)
  assert.ok(Math.abs(x - 2.5) < 0.02)
  assert.ok(Math.abs(f - x * x) < 0.01 && Math.abs(slope - 2 * x) < 0.01)
  await eventually(async () => assert.ok((await coloursOn(panel, '.chart-box canvas')) > before, 'the tangent is drawn'))
  await panel.page.mouse.move(2, 2)
  await eventually(async () => assert.match(await textOf(panel, '.readout'), /^Point at the chart/))
})

test('keyboard: arrows move the tangent, plus zooms, Shift pans, Escape resets', async () => {
  await panel.call('show', square())
  const canvas = panel.page.locator('.chart-box canvas')
  await canvas.focus()
  await panel.page.keyboard.press('ArrowRight')
  await panel.page.keyboard.press('ArrowRight')
  assert.deepEqual((await panel.page.locator('.readout-item').allInnerTexts()).slice(0, 2), ['x = 0.1', 'f(x) = 0.01'])
  await panel.page.keyboard.press('+')
  const { x } = await eventually(async () => {
    const zoomed = await seen()
    assert.ok(zoomed.x[1] - zoomed.x[0] < 9)
    follows(zoomed.points[0], (at) => at * at)
    return zoomed
  })
  await panel.page.keyboard.press('Shift+ArrowRight')
  await eventually(async () => {
    const panned = await seen()
    assert.ok((panned.x[0] + panned.x[1]) / 2 > (x[0] + x[1]) / 2)
    assert.equal(await panel.page.getByLabel('x to').getAttribute('title'), String(panned.x[1]))
  })
  await panel.page.keyboard.press('Escape')
  assert.deepEqual((await seen()).x, [-5, 5])
})

test('wheel and drag: zoom and pan, sampled anew, kept for the expression', async () => {
  await panel.call('show', square())
  const box = await panel.page.locator('.chart-box canvas').boundingBox()
  assert.ok(box)
  await panel.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await panel.page.mouse.wheel(0, 300)
  const zoomed = await eventually(async () => {
    const chart = await seen()
    assert.ok(chart.x[1] - chart.x[0] > 10)
    follows(chart.points[0], (x) => x * x)
    assert.ok((chart.points[0]?.[0]?.x ?? 0) < -5, 'sampled over the new range')
    return chart
  })
  await panel.page.mouse.down()
  await panel.page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2, { steps: 6 })
  await panel.page.mouse.up()
  const panned = await eventually(async () => {
    const chart = await seen()
    assert.ok(chart.x[0] < zoomed.x[0] - 0.2)
    return chart
  })
  await panel.call('show', chain())
  assert.deepEqual((await seen()).x, [-3, 3])
  await panel.call('show', square())
  assert.ok(Math.abs((await seen()).x[0] - panned.x[0]) < 1e-9)
  await panel.page.locator('.chart-box canvas').dblclick()
  assert.deepEqual((await seen()).x, [-5, 5])
})

test('a slider moves the curve in the page, without a word to the host, and keeps the focus over an update', async () => {
  await panel.call('show', slider())
  const before = (await panel.calls()).length
  const handle = panel.page.locator('.slider[data-parameter=k]')
  await handle.focus()
  for (let i = 0; i < 20; i++) await panel.page.keyboard.press('ArrowRight')
  await eventually(async () => {
    follows((await seen()).points[0], (x) => Math.sin(2 * x))
    follows((await seen()).points[1], (x) => 2 * Math.cos(2 * x))
  })
  assert.equal((await panel.calls()).length, before)
  await panel.call('show', slider())
  assert.equal(await handle.evaluate((node) => document.activeElement === node), true)
  follows((await seen()).points[0], (x) => Math.sin(2 * x))
})

test('of several variables, the one whose derivative is shown runs along the axis', async () => {
  await panel.call('show', potential())
  let chart = await seen()
  assert.deepEqual([chart.titles[0], chart.title, chart.labels], ['r', 'V(r, e, s) and ∂V/∂r', ['V(r, e, s)', '∂V/∂r', '∂²V/∂r²']])
  const canvas = await panel.page.locator('.chart-box canvas').elementHandle()
  await panel.page.getByRole('tab', { name: 'by e' }).click()
  chart = await seen()
  assert.deepEqual([chart.titles[0], chart.title, chart.labels], ['e', 'V(r, e, s) and ∂V/∂e', ['V(r, e, s)', '∂V/∂e']])
  assert.deepEqual(chart.x, [-4, 4])
  // At r = 1 and s = 2.
  follows(chart.points[0], (e) => 2 * e)
  follows(chart.points[1], () => 2)
  assert.deepEqual(await panel.page.locator('.slider').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-parameter'))), ['r', 's'])
  await panel.page.getByLabel('e to').fill('6')
  await panel.page.getByLabel('e to').press('Enter')
  const axis = panel.page.getByLabel('Horizontal axis')
  await axis.selectOption({ label: 'along s' })
  chart = await seen()
  assert.deepEqual([chart.titles[0], chart.x], ['s', [-3, 3]])
  follows(chart.points[1], (s) => 2 * s - 1)
  assert.equal(await panel.page.getByRole('tab', { name: 'by s' }).getAttribute('aria-selected'), 'true')
  // The gradient goes with each of them.
  await panel.page.getByRole('tab', { name: 'gradient' }).click()
  assert.equal((await seen()).titles[0], 's')
  await axis.selectOption({ label: 'along e' })
  assert.deepEqual((await seen()).x, [-4, 6])
  assert.equal(await panel.page.getByRole('tab', { name: 'gradient' }).getAttribute('aria-selected'), 'true')
  assert.ok(await canvas?.evaluate((node) => node.isConnected))
  await panel.page.getByRole('tab', { name: 'by r' }).click()
  assert.deepEqual((await seen()).x, [0, 8])
})

test('a Greek variable is written as its letter', async () => {
  const view = square()
  view.symbols = [{ name: 'theta_0', latex: '\\theta_{0}', shape: [], traits: {}, role: 'variable' }]
  if (view.plot?.kind === 'curve')
    view.plot = { ...view.plot, variable: 'theta_0', variableLatex: '\\theta_{0}', labels: { ...view.plot.labels, x: 'θ₀' } }
  await panel.call('show', view)
  assert.equal((await seen()).titles[0], 'θ₀')
})

test('an update happens in place: the same canvas, no jump', async () => {
  await panel.call('show', square())
  await panel.page.locator('.chart-box canvas').evaluate((node) => Object.assign(node, { mine: true }))
  await panel.call('show', chain())
  assert.equal(await panel.page.locator('.chart-box canvas').evaluate((node) => 'mine' in node), true)
})

test('colours follow the theme', async () => {
  await panel.call('show', square())
  const dark = (await seen()).colours
  await panel.setTheme('light')
  await eventually(async () => assert.equal((await seen()).colours[0], 'rgb(0, 99, 211)'))
  assert.notDeepEqual((await seen()).colours, dark)
  await panel.setTheme('dark')
  await eventually(async () => assert.deepEqual((await seen()).colours, dark))
})
