/** The chart of a curve plot drawn by hand, for saving it as SVG: the same lines, axes and words as on the screen. */

import { logTickLabel } from '../widgets/format.ts'
import type { Theme } from '../widgets/theme.ts'
import type { ChartView } from './chart.ts'
import type { Drawing } from './svgDrawing.ts'
import { type Tick, ticks } from './ticks.ts'

interface Area {
  left: number
  right: number
  top: number
  bottom: number
}

export function drawChart(drawing: Drawing, view: ChartView, theme: Theme, width: number, height: number): void {
  const size = theme.fontSize
  drawing.font = `${size}px ${theme.fontFamily}`
  const xTicks = ticks(...view.x, Math.max(2, Math.floor(width / 70)))
  const yTicks = view.scale === 'linear' ? ticks(...view.y, Math.max(2, Math.floor(height / 50))) : decades(view.y)
  const labelWidth = Math.max(...yTicks.map(({ label }) => drawing.measureText(label).width), size)
  const area: Area = { left: labelWidth + 2 * size + 12, right: width - 16, top: 3.5 * size + 12, bottom: height - 2.5 * size - 16 }
  const height01 = view.scale === 'linear' ? (y: number) => y : Math.log10
  const along = (value: number, low: number, high: number) => (value - low) / (high - low)
  const x = (value: number) => area.left + along(value, ...view.x) * (area.right - area.left)
  const y = (value: number) => area.bottom - along(height01(value), height01(view.y[0]), height01(view.y[1])) * (area.bottom - area.top)

  drawing.lineWidth = 1
  drawing.strokeStyle = theme.grid
  const line = (x0: number, y0: number, x1: number, y1: number) => {
    drawing.beginPath()
    drawing.moveTo(x0, y0)
    drawing.lineTo(x1, y1)
    drawing.stroke()
  }
  for (const { value } of xTicks) line(x(value), area.top, x(value), area.bottom)
  for (const { value } of yTicks) line(area.left, y(value), area.right, y(value))
  drawing.strokeStyle = theme.muted
  line(area.left, area.top, area.left, area.bottom)
  line(area.left, area.bottom, area.right, area.bottom)
  words(drawing, view, theme, area, width)
  drawing.textBaseline = 'top'
  for (const { value, label } of xTicks) drawing.fillText(label, x(value), area.bottom + 6)
  drawing.textAlign = 'right'
  drawing.textBaseline = 'middle'
  for (const { value, label } of yTicks) drawing.fillText(label, area.left - 6, y(value))
  curves(drawing, view, area, x, y)
}

function curves(drawing: Drawing, view: ChartView, area: Area, x: (value: number) => number, y: (value: number) => number): void {
  drawing.save()
  drawing.beginPath()
  drawing.rect(area.left, area.top, area.right - area.left, area.bottom - area.top)
  drawing.clip()
  drawing.lineWidth = 2
  for (const { points, colour, dash } of view.lines.filter(({ visible }) => visible)) {
    drawing.strokeStyle = colour
    drawing.setLineDash(dashOf(dash))
    drawing.beginPath()
    let pen = false
    for (const point of points) {
      const height = y(point.y)
      if (!Number.isFinite(height)) pen = false
      else if (pen) drawing.lineTo(x(point.x), height)
      else {
        drawing.moveTo(x(point.x), height)
        pen = true
      }
    }
    drawing.stroke()
  }
  drawing.restore()
}

/** Title, legend and the names of the axes. */
function words(drawing: Drawing, { words: { title, x, y }, lines }: ChartView, theme: Theme, area: Area, width: number): void {
  const size = theme.fontSize
  const middle = (area.left + area.right) / 2
  drawing.fillStyle = theme.foreground
  drawing.textAlign = 'center'
  drawing.textBaseline = 'middle'
  drawing.fillText(title, middle, size)
  drawing.fillStyle = theme.muted
  drawing.fillText(x, middle, area.bottom + 2 * size + 8)
  drawing.save()
  drawing.translate(size, (area.top + area.bottom) / 2)
  drawing.rotate(-Math.PI / 2)
  drawing.fillText(y, 0, 0)
  drawing.restore()
  const shown = lines.filter(({ visible }) => visible)
  const [dash, gap] = [32, 16]
  const widths = shown.map(({ label }) => dash + 6 + drawing.measureText(label).width + gap)
  let left = Math.max(0, (width - widths.reduce((sum, part) => sum + part, 0)) / 2)
  const row = 2.4 * size + 4
  drawing.save()
  drawing.textAlign = 'left'
  drawing.lineWidth = 2
  shown.forEach(({ label, colour, dash: pattern }, i) => {
    drawing.strokeStyle = colour
    drawing.setLineDash(dashOf(pattern))
    drawing.beginPath()
    drawing.moveTo(left, row)
    drawing.lineTo(left + dash, row)
    drawing.stroke()
    drawing.fillText(label, left + dash + 6, row)
    left += widths[i] ?? 0
  })
  drawing.restore()
}

/** A dash longer than the picture is a whole line. */
const dashOf = (dash: readonly number[]): number[] => ((dash[0] ?? 0) > 1000 ? [] : [...dash])

function decades([low, high]: readonly [number, number]): Tick[] {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)]
  const all = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => 10 ** (first + i))
  const every = Math.max(1, Math.ceil(all.length / 10))
  return all.filter((_, i) => i % every === 0).map((value) => ({ value, label: logTickLabel(value) }))
}
