/** The tangent at a point of a curve, drawn over a chart: the line, the point, and its numbers for the readout. */
import type { Chart, Plugin } from 'chart.js'

export interface Tangent {
  x: number
  y: number
  /** NaN where there is none. */
  slope: number
}

const steps = 64

/** A plugin that draws the tangent it is given; nothing where it is given none. */
export function tangentPlugin(look: () => { tangent: Tangent | undefined; colour: string; background: string }): Plugin<'line'> {
  return {
    id: 'tangent',
    afterDatasetsDraw(chart) {
      const { tangent, colour, background } = look()
      if (!tangent || !Number.isFinite(tangent.y)) return
      const { ctx, chartArea } = chart
      ctx.save()
      ctx.beginPath()
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height)
      ctx.clip()
      ctx.strokeStyle = colour
      ctx.lineWidth = 1.5
      ctx.setLineDash([6, 3, 1, 3])
      if (Number.isFinite(tangent.slope)) drawLine(chart, tangent)
      ctx.setLineDash([])
      const { x, y } = pixel(chart, tangent.x, tangent.y)
      ctx.beginPath()
      ctx.arc(x, y, 4.5, 0, 2 * Math.PI)
      ctx.fillStyle = colour
      ctx.fill()
      ctx.lineWidth = 2
      ctx.strokeStyle = background
      ctx.stroke()
      ctx.restore()
    },
  }
}

/** Straight on a linear axis, bent on a logarithmic one: hence in pieces, and only where the axis has a place for it. */
function drawLine(chart: Chart<'line'>, { x, y, slope }: Tangent): void {
  const { ctx, scales } = chart
  const { x: horizontal, y: vertical } = scales
  if (!horizontal || !vertical) return
  ctx.beginPath()
  let drawing = false
  for (let i = 0; i <= steps; i++) {
    const at = horizontal.min + ((horizontal.max - horizontal.min) * i) / steps
    const value = y + slope * (at - x)
    const place = vertical.type === 'logarithmic' && value <= 0 ? undefined : pixel(chart, at, value)
    if (place && drawing) ctx.lineTo(place.x, place.y)
    else if (place) ctx.moveTo(place.x, place.y)
    drawing = place !== undefined
  }
  ctx.stroke()
}

function pixel(chart: Chart<'line'>, x: number, y: number): { x: number; y: number } {
  // Canvases have no place for values far outside.
  const bounded = (value: number) => Math.max(-1e5, Math.min(1e5, value))
  return { x: bounded(chart.scales.x?.getPixelForValue(x) ?? 0), y: bounded(chart.scales.y?.getPixelForValue(y) ?? 0) }
}
