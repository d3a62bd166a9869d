/** Filled contours of a function of two variables with its gradient as arrows, on a canvas; a click sets the point. */

import { h } from '../widgets/dom.ts'
import type { Theme } from '../widgets/theme.ts'
import type { Bands } from './bands.ts'
import { css, type Rgb, viridis } from './colormap.ts'
import type { Point } from './descent.ts'
import type { Grid, Interval } from './sample.ts'
import type { Drawing } from './svgDrawing.ts'
import { ticks } from './ticks.ts'

export interface QuiverView {
  /** f on a fine grid; only the first output is used. */
  field: Grid
  /** f and both partial derivatives on a coarse grid. */
  arrows: Grid
  /** The rectangle that the arrows fill. */
  inset: readonly [Interval, Interval]
  x: Interval
  y: Interval
  bands: Bands
  names: readonly [string, string]
  point: readonly [number, number] | undefined
  /** The gradient at the point. */
  gradient: readonly [number, number]
  /** The path of gradient descent from the point. */
  path: readonly Point[]
}

interface Box {
  left: number
  top: number
  width: number
  height: number
}

export class Quiver {
  readonly canvas = h('canvas', { class: 'quiver', tabindex: 0, role: 'application', 'aria-roledescription': 'contour plot' })
  private box: Box = { left: 0, top: 0, width: 1, height: 1 }
  private view: QuiverView | undefined
  private picture: { field: Grid; bands: HTMLCanvasElement } | undefined

  /** @param chosen told the point that was clicked or moved to */
  constructor(chosen: (point: [number, number]) => void) {
    const { canvas } = this
    const pick = (event: PointerEvent) => {
      const point = this.pointAt(event.offsetX, event.offsetY)
      if (point) chosen(point)
    }
    canvas.addEventListener('pointerdown', (event) => {
      canvas.setPointerCapture(event.pointerId)
      pick(event)
    })
    canvas.addEventListener('pointermove', (event) => {
      if (canvas.hasPointerCapture(event.pointerId)) pick(event)
    })
    canvas.addEventListener('keydown', (event) => {
      const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key]
      if (!move || !this.view) return
      event.preventDefault()
      const { x, y, point = [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2] } = this.view
      const part = event.shiftKey ? 10 : 50
      const along = ([low, high]: Interval, from: number, steps = 0) => Math.max(low, Math.min(high, from + (steps * (high - low)) / part))
      chosen([along(x, point[0], move[0]), along(y, point[1], move[1])])
    })
  }

  /** Draws at the size the canvas has in the page. */
  draw(view: QuiverView, theme: Theme): void {
    this.view = view
    const { canvas } = this
    const context = canvas.getContext('2d')
    const width = canvas.clientWidth
    const height = canvas.clientHeight
    if (!context || width === 0 || height === 0) return
    const ratio = devicePixelRatio || 1
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    this.paint(context, width, height, theme)
  }

  /** The same on any drawing surface. */
  paint(context: Drawing, width: number, height: number, theme: Theme): void {
    const { view } = this
    if (!view) return
    const size = theme.fontSize
    context.font = `${size}px ${theme.fontFamily}`
    const yTicks = ticks(...view.y, Math.max(2, Math.floor(height / 60)))
    const xTicks = ticks(...view.x, Math.max(2, Math.floor(width / 80)))
    const labelWidth = Math.max(...yTicks.map(({ label }) => context.measureText(label).width), size)
    this.box = { left: labelWidth + size + 16, top: size, width: 0, height: 0 }
    this.box.width = Math.max(1, width - this.box.left - 12)
    this.box.height = Math.max(1, height - this.box.top - 2 * size - 18)
    this.evenScale(view)
    this.drawField(context, view)
    this.drawArrows(context, view)
    this.drawAxes(context, view, theme, xTicks, yTicks, labelWidth)
    if (view.point) this.drawPoint(context, view, theme)
  }

  /** Where both ranges are about as long, a unit is as long on both axes: circles are round. */
  private evenScale({ x, y }: QuiverView): void {
    const { box } = this
    const wanted = (x[1] - x[0]) / (y[1] - y[0])
    if (wanted < 0.5 || wanted > 2) return
    const spareWidth = Math.max(0, box.width - box.height * wanted)
    const spareHeight = Math.max(0, box.height - box.width / wanted)
    box.width -= spareWidth
    box.height -= spareHeight
    box.left += spareWidth / 2
    box.top += spareHeight / 2
  }

  private pointAt(left: number, top: number): [number, number] | undefined {
    const { box, view } = this
    if (!view) return undefined
    const part = (value: number) => Math.max(0, Math.min(1, value))
    const along = ([low, high]: Interval, t: number) => low + (high - low) * t
    return [along(view.x, part((left - box.left) / box.width)), along(view.y, part(1 - (top - box.top) / box.height))]
  }

  private toPixel(view: QuiverView, x: number, y: number): [number, number] {
    const { box } = this
    return [
      box.left + ((x - view.x[0]) / (view.x[1] - view.x[0])) * box.width,
      box.top + (1 - (y - view.y[0]) / (view.y[1] - view.y[0])) * box.height,
    ]
  }

  /** The coloured bands; drawn anew only when they change, not when the point moves. */
  private drawField(context: Drawing, view: QuiverView): void {
    const { box } = this
    const ratio = devicePixelRatio || 1
    const width = Math.max(1, Math.round(box.width * ratio))
    const height = Math.max(1, Math.round(box.height * ratio))
    const { picture } = this
    if (picture?.field !== view.field || picture.bands.width !== width || picture.bands.height !== height)
      this.picture = { field: view.field, bands: bandPicture(width, height, view) }
    // On whole pixels, or the bands would be blurred.
    const place = (at: number) => Math.round(at * ratio) / ratio
    if (this.picture) context.drawImage(this.picture.bands, place(box.left), place(box.top), width / ratio, height / ratio)
  }

  /** Arrows as long as the gradient is large, the longest as long as the grid is wide; dark below light, to be seen on every colour. */
  private drawArrows(context: Drawing, view: QuiverView): void {
    const { size, values } = view.arrows
    const [, dx = new Float64Array(), dy = new Float64Array()] = values
    const { box } = this
    // As seen on the page: a unit along each axis may have its own length there.
    const perX = box.width / (view.x[1] - view.x[0])
    const perY = box.height / (view.y[1] - view.y[0])
    const lengths = Array.from(dx, (gx, k) => Math.hypot(gx * perX, (dy[k] ?? 0) * perY))
    const largest = Math.max(...lengths.filter(Number.isFinite), 0)
    if (!(largest > 0)) return
    const longest = (0.92 * Math.min(box.width, box.height)) / size
    for (const [colour, extra] of [
      ['rgba(0, 0, 0, 0.75)', 2],
      ['#ffffff', 0],
    ] as const) {
      for (let k = 0; k < size * size; k++) {
        const length = lengths[k] ?? 0
        if (!Number.isFinite(length) || length <= 0) continue
        // Small gradients stay visible: the length grows as the square root.
        const drawn = longest * Math.max(0.2, Math.sqrt(length / largest))
        const [x, y] = this.toPixel(view, ...this.gridPoint(view, k))
        const angle = Math.atan2(-(dy[k] ?? 0) * perY, (dx[k] ?? 0) * perX)
        arrow(context, x - (drawn / 2) * Math.cos(angle), y - (drawn / 2) * Math.sin(angle), angle, drawn, colour, 1.4 + extra)
      }
    }
  }

  private gridPoint(view: QuiverView, k: number): [number, number] {
    const { size } = view.arrows
    const along = ([low, high]: Interval, i: number) => low + ((high - low) * i) / (size - 1)
    return [along(view.inset[0], k % size), along(view.inset[1], Math.floor(k / size))]
  }

  private drawAxes(
    context: Drawing,
    view: QuiverView,
    theme: Theme,
    xTicks: ReturnType<typeof ticks>,
    yTicks: ReturnType<typeof ticks>,
    labelWidth: number,
  ): void {
    const { box } = this
    const bottom = box.top + box.height
    context.strokeStyle = theme.muted
    context.lineWidth = 1
    context.strokeRect(box.left - 0.5, box.top - 0.5, box.width + 1, box.height + 1)
    context.fillStyle = theme.muted
    context.textBaseline = 'top'
    context.textAlign = 'center'
    for (const { value, label } of xTicks) {
      const [x] = this.toPixel(view, value, view.y[0])
      context.fillRect(Math.round(x) - 0.5, bottom, 1, 5)
      const half = context.measureText(label).width / 2
      context.fillText(label, Math.min(x, box.left + box.width + 10 - half), bottom + 7)
    }
    context.fillText(view.names[0], box.left + box.width / 2, bottom + theme.fontSize + 10)
    context.textBaseline = 'middle'
    context.textAlign = 'right'
    for (const { value, label } of yTicks) {
      const [, y] = this.toPixel(view, view.x[0], value)
      context.fillRect(box.left - 5, Math.round(y) - 0.5, 5, 1)
      context.fillText(label, box.left - 8, Math.max(theme.fontSize / 2, y))
    }
    context.save()
    context.translate(box.left - labelWidth - 14, box.top + box.height / 2)
    context.rotate(-Math.PI / 2)
    context.textAlign = 'center'
    context.textBaseline = 'bottom'
    context.fillText(view.names[1], 0, 2)
    context.restore()
  }

  private drawPoint(context: Drawing, view: QuiverView, theme: Theme): void {
    const { box } = this
    const [x, y] = this.toPixel(view, view.point?.[0] ?? 0, view.point?.[1] ?? 0)
    const [gx, gy] = view.gradient
    const perX = box.width / (view.x[1] - view.x[0])
    const perY = box.height / (view.y[1] - view.y[0])
    context.save()
    context.beginPath()
    context.rect(box.left, box.top, box.width, box.height)
    context.clip()
    this.drawPath(context, view, theme)
    if (view.path.length === 0 && Math.hypot(gx, gy) > 0 && Number.isFinite(gx + gy)) {
      const angle = Math.atan2(-gy * perY, gx * perX)
      const length = Math.max(28, box.width / 8)
      arrow(context, x, y, angle, length, theme.background, 6)
      arrow(context, x, y, angle, length, theme.red, 3)
    }
    context.beginPath()
    context.arc(x, y, 5, 0, 2 * Math.PI)
    context.fillStyle = theme.red
    context.fill()
    context.lineWidth = 2
    context.strokeStyle = '#ffffff'
    context.stroke()
    context.restore()
  }

  /** A line through the steps with a dot on each, light below to be seen on every colour. */
  private drawPath(context: Drawing, view: QuiverView, theme: Theme): void {
    if (view.path.length < 2) return
    const pixels = view.path.map(([x, y]) => this.toPixel(view, x, y))
    context.lineJoin = 'round'
    for (const [colour, extra] of [
      ['#ffffff', 2.5],
      [theme.red, 0],
    ] as const) {
      context.strokeStyle = context.fillStyle = colour
      context.lineWidth = 1.5 + extra
      context.beginPath()
      for (const [x, y] of pixels) context.lineTo(x, y)
      context.stroke()
      for (const [x, y] of pixels.slice(1)) {
        context.beginPath()
        context.arc(x, y, 2 + extra / 2, 0, 2 * Math.PI)
        context.fill()
      }
    }
  }
}

/** A colour per pixel from the band its value falls in: values between grid points are interpolated in both directions. */
function bandPicture(width: number, height: number, { field, bands: { window, levels, place } }: QuiverView): HTMLCanvasElement {
  const canvas = h('canvas', { width, height })
  const context = canvas.getContext('2d')
  const picture = context?.createImageData(width, height)
  if (!context || !picture) return canvas
  const { data } = picture
  const { size } = field
  const f = field.values[0] ?? new Float64Array(size * size)
  // A band has the colour of its middle, as the colour bar says.
  const ends = [window[0], ...levels, window[1]]
  const colours = ends.slice(1).map((end, i) => viridis((place(ends[i] as number) + place(end)) / 2))
  for (let row = 0, pixel = 0; row < height; row++) {
    const v = (1 - (row + 0.5) / height) * (size - 1)
    const j = Math.min(size - 2, Math.floor(v))
    const up = v - j
    for (let column = 0; column < width; column++, pixel += 4) {
      const u = ((column + 0.5) / width) * (size - 1)
      const i = Math.min(size - 2, Math.floor(u))
      const right = u - i
      const at = j * size + i
      const below = (f[at] as number) * (1 - right) + (f[at + 1] as number) * right
      const above = (f[at + size] as number) * (1 - right) + (f[at + size + 1] as number) * right
      const value = below * (1 - up) + above * up
      if (Number.isNaN(value)) continue
      let band = 0
      while (band < levels.length && value > (levels[band] as number)) band++
      const [r, g, b] = colours[band] as Rgb
      data[pixel] = r
      data[pixel + 1] = g
      data[pixel + 2] = b
      data[pixel + 3] = 255
    }
  }
  context.putImageData(picture, 0, 0)
  return canvas
}

/** An arrow that starts at a point. */
function arrow(context: Drawing, x: number, y: number, angle: number, length: number, colour: string, width: number): void {
  const tip = [x + length * Math.cos(angle), y + length * Math.sin(angle)] as const
  const wing = Math.max(2.5, length * 0.32)
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(...tip)
  for (const side of [-0.5, 0.5]) {
    context.moveTo(...tip)
    context.lineTo(tip[0] - wing * Math.cos(angle + side), tip[1] - wing * Math.sin(angle + side))
  }
  context.strokeStyle = colour
  context.lineWidth = width
  context.lineCap = 'round'
  context.lineJoin = 'round'
  context.stroke()
}

/** A vertical bar of the colours with its ticks. */
export function drawColourBar(canvas: HTMLCanvasElement, { window: [low, high], levels, marks, place }: Bands, theme: Theme): void {
  const context = canvas.getContext('2d')
  const height = canvas.clientHeight
  if (!context || canvas.clientWidth === 0 || height === 0) return
  const list = marks(Math.max(2, Math.floor(height / 48)))
  context.font = `${theme.fontSize}px ${theme.fontFamily}`
  // As wide as its labels, which may be as long as −0.00012.
  const width = 20 + Math.ceil(list.reduce((widest, { label }) => Math.max(widest, context.measureText(label).width), theme.fontSize))
  canvas.style.width = `${width}px`
  const ratio = devicePixelRatio || 1
  canvas.width = Math.round(width * ratio)
  canvas.height = Math.round(height * ratio)
  context.setTransform(ratio, 0, 0, ratio, 0, 0)
  const top = theme.fontSize / 2 + 2
  const inner = height - 2 * top
  for (let y = 0; y < inner; y++) {
    context.fillStyle = css(viridis(1 - (y + 0.5) / inner))
    context.fillRect(0, top + y, 12, 1.5)
  }
  context.fillStyle = theme.muted
  context.font = `${theme.fontSize}px ${theme.fontFamily}`
  context.textBaseline = 'middle'
  for (const { value, label } of list) {
    const y = top + inner * (1 - place(value))
    context.fillRect(12, Math.round(y) - 0.5, 4, 1)
    context.fillText(label, 19, y)
  }
  canvas.setAttribute('aria-label', `Colours from ${low} to ${high} in ${levels.length + 1} bands`)
}
