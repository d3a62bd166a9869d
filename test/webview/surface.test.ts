/** The plot of two variables: surface and quiver, one point in both, ranges, layout, and a page without WebGL. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { coloursOn, eventually, textOf } from './asked.ts'
import { bowl, square, waves } from './gallery/views.ts'
import { openPanel, type Panel } from './harness.ts'

let panel: Panel
before(async () => {
  panel = await openPanel({ height: 1000 })
})
after(async () => {
  assert.deepEqual(panel.problems, [])
  await panel.close()
})

const surface = '.surface canvas:not(.surface-labels)'
const inputs = () =>
  Promise.all(['x of the point', 'y of the point'].map(async (name) => Number((await panel.page.getByLabel(name).inputValue()).replace('−', '-'))))
const readout = () => textOf(panel, '.plot-surface .readout')
const picture = (selector: string) => panel.page.locator(selector).evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
/** Waits for a canvas to show something else, and gives that. */
const changes = (selector: string, before: string) =>
  eventually(async () => {
    const now = await picture(selector)
    assert.ok(now !== before, `${selector} shows something else`)
    return now
  })

test('surface and quiver of x² + y² are drawn, with labels and a colour bar', async () => {
  await panel.call('show', bowl())
  await panel.page.locator(surface).waitFor()
  await eventually(async () => assert.ok((await coloursOn(panel, surface)) > 100))
  await eventually(async () => assert.ok((await coloursOn(panel, '.surface-labels')) > 2))
  await eventually(async () => assert.ok((await coloursOn(panel, '.quiver')) > 10))
  await eventually(async () => assert.ok((await coloursOn(panel, '.colour-bar')) > 10))
  assert.match(await readout(), /f\(x, y\) = 2\s+∇ = \(2, 2\)/)
})

test('a click in the quiver sets the point in both; its value and gradient are right', async () => {
  const before = await picture(surface)
  const box = await panel.page.locator('.quiver').boundingBox()
  assert.ok(box)
  await panel.page.mouse.click(box.x + box.width * 0.4, box.y + box.height * 0.3)
  const [x = 0, y = 0] = await eventually(async () => {
    const at = await inputs()
    assert.ok((at[0] ?? 0) < 0 && (at[1] ?? 0) > 0, at.join())
    return at
  })
  const found = /= (\S+)\s+∇ = \((\S+), (\S+)\)/.exec((await readout()).replaceAll('−', '-'))
  assert.ok(found)
  for (const [shown, exact] of [
    [found[1], x * x + y * y],
    [found[2], 2 * x],
    [found[3], 2 * y],
  ] as const)
    assert.ok(Math.abs(Number(shown) - exact) < 1e-3 * Math.max(1, Math.abs(exact)), `${shown} for ${exact}`)
  await changes(surface, before)
})

test('a click on the surface sets the point; a drag turns it and does not', async () => {
  const box = await panel.page.locator(surface).boundingBox()
  assert.ok(box)
  const before = await inputs()
  const still = await picture(surface)
  await panel.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
  await panel.page.mouse.down()
  await panel.page.mouse.move(box.x + box.width / 2 + 50, box.y + box.height / 2 + 10, { steps: 5 })
  await panel.page.mouse.up()
  await changes(surface, still)
  assert.deepEqual(await inputs(), before)
  await panel.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2 + 10)
  await eventually(async () => assert.notDeepEqual(await inputs(), before))
})

test('the point is typed and moved by keyboard', async () => {
  await panel.page.getByLabel('x of the point').fill('0.5')
  await panel.page.getByLabel('x of the point').press('Enter')
  await panel.page.getByLabel('y of the point').fill('-1')
  await panel.page.getByLabel('y of the point').press('Enter')
  assert.match(await readout(), /f\(x, y\) = 1\.25\s+∇ = \(1, −2\)/)
  await panel.page.locator('.quiver').focus()
  await panel.page.keyboard.press('ArrowUp')
  await eventually(async () => assert.deepEqual(await inputs(), [0.5, -0.92]))
  const before = await picture(surface)
  await panel.page.locator(surface).focus()
  await panel.page.keyboard.press('ArrowLeft')
  await changes(surface, before)
})

test('gradient descent from the point: a path in both pictures, its step size, and how it ends', async () => {
  await panel.call('show', bowl())
  const [before, onSurface] = [await picture('.quiver'), await picture(surface)]
  await panel.page.getByLabel('Gradient descent from the point').check()
  await eventually(async () => assert.match(await textOf(panel, '.descent-end'), /^At rest after \d+ steps at \(.*\), value \d/))
  await changes('.quiver', before)
  await changes(surface, onSurface)
  // x² + y² shrinks by 1 - 2·rate a step: at 1 it goes to and fro for ever, beyond it runs away.
  const size = panel.page.getByLabel('step size')
  await size.fill('60')
  await eventually(async () => assert.match(await textOf(panel, '.descent-end'), /^After 200 steps .* still moving\.$/))
  await size.fill('70')
  await eventually(async () => assert.match(await textOf(panel, '.descent-end'), /^Leaves the picture/))
  await panel.page.getByLabel('Gradient descent from the point').uncheck()
  await eventually(async () => assert.equal(await panel.page.locator('.descent-end').isVisible(), false))
})

test('what is being typed outlasts a redraw', async () => {
  const x = panel.page.getByLabel('x of the point')
  await x.fill('-0.25')
  await panel.call('show', bowl())
  assert.equal(await x.inputValue(), '-0.25')
  await x.press('Enter')
  assert.match(await readout(), /f\(x, y\) = 0\.9089/)
})

test('ranges are typed, sliders move, reset goes back', async () => {
  await panel.call('show', waves())
  const start = await picture('.quiver')
  await panel.page.getByLabel('u from').fill('0')
  await panel.page.getByLabel('u from').press('Enter')
  const narrower = await changes('.quiver', start)
  await panel.page.locator('.slider[data-parameter=c]').fill('3')
  await changes('.quiver', narrower)
  await panel.page.getByRole('button', { name: 'Reset' }).click()
  await eventually(async () => assert.equal(await panel.page.getByLabel('u from').inputValue(), '−4'))
})

test('side by side on a wide page, one above the other below 700 px', async () => {
  await panel.call('show', bowl())
  const place = async () => {
    const [left, right] = await Promise.all([panel.page.locator('.surface-box').boundingBox(), panel.page.locator('.quiver-box').boundingBox()])
    return { left: left ?? { x: 0, y: 0 }, right: right ?? { x: 0, y: 0 } }
  }
  const { left, right } = await place()
  assert.ok(right.x > left.x && Math.abs(right.y - left.y) < 2)
  await panel.page.setViewportSize({ width: 690, height: 1000 })
  await eventually(async () => {
    const { left, right } = await place()
    assert.ok(Math.abs(right.x - left.x) < 2 && right.y > left.y + 200)
  })
  await panel.page.setViewportSize({ width: 720, height: 1000 })
})

test('the box fills the picture at every width', async () => {
  await panel.call('show', bowl())
  for (const width of [320, 500, 900, 1600]) {
    await panel.page.setViewportSize({ width, height: 1000 })
    await eventually(async () => {
      const filled = await panel.page.locator(surface).evaluate((canvas: HTMLCanvasElement) => {
        const copy = document.createElement('canvas')
        ;[copy.width, copy.height] = [canvas.clientWidth, canvas.clientHeight]
        const context = copy.getContext('2d')
        context?.drawImage(canvas, 0, 0, copy.width, copy.height)
        const { data = [] } = context?.getImageData(0, 0, copy.width, copy.height) ?? {}
        const [columns, rows] = [new Set<number>(), new Set<number>()]
        for (let k = 0; k < copy.width * copy.height; k++) {
          if ((data[4 * k + 3] ?? 0) === 0) continue
          columns.add(k % copy.width)
          rows.add(Math.floor(k / copy.width))
        }
        return [columns.size / copy.width, rows.size / copy.height]
      })
      const [across = 0, down = 0] = filled
      assert.ok(across > 0.58 && down > 0.55, `${across} × ${down} of the picture at ${width} px`)
    })
  }
  await panel.page.setViewportSize({ width: 720, height: 1000 })
})

test('a surface leaves nothing behind: many changes of plot, one canvas of each kind', async () => {
  for (let i = 0; i < 20; i++) {
    await panel.call('show', bowl())
    await panel.call('show', square())
  }
  await panel.call('show', bowl())
  await panel.page.locator(surface).waitFor()
  await eventually(async () => assert.equal(await panel.page.locator('canvas').count(), 4))
  await eventually(async () => assert.ok((await coloursOn(panel, surface)) > 100))
  // Chromium warns when it has to give up contexts; a warning is no error, so it is looked for here.
  assert.deepEqual(panel.problems, [])
})

test('without WebGL the page says so, and the contours stay', async () => {
  const other = await openPanel({ height: 1000 })
  try {
    await other.page.evaluate(() => {
      const { getContext } = HTMLCanvasElement.prototype
      const twoDimensional = function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
        return kind.startsWith('webgl') ? null : Reflect.apply(getContext, this, [kind, ...rest])
      }
      Object.assign(HTMLCanvasElement.prototype, { getContext: twoDimensional })
    })
    await other.call('show', bowl())
    await other.page.locator('.surface-missing').waitFor()
    assert.match(await textOf(other, '.surface-box'), /needs WebGL/)
    await eventually(async () => assert.ok((await coloursOn(other, '.quiver')) > 10))
  } finally {
    await other.close()
  }
})
