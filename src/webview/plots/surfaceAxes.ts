/** Ticks, labels and names along the edges of the 3-D box, written on a canvas over the scene so that they stay upright and sharp. */
import { type Camera, Vector3 } from 'three'
import { h } from '../widgets/dom.ts'
import type { Theme } from '../widgets/theme.ts'
import type { Interval } from './sample.ts'
import { type Tick, ticks } from './ticks.ts'

/** What the box is labelled with: ranges of its three axes, and their names. */
export interface BoxView {
  x: Interval
  y: Interval
  window: Interval
  names: readonly [string, string, string]
}

type Place = [number, number]

export class AxisLabels {
  readonly canvas = h('canvas', { class: 'surface-labels', 'aria-hidden': 'true' })
  private readonly height: number

  /** @param height the box reaches from -height to height upwards, from -1 to 1 along the other axes */
  constructor(height: number) {
    this.height = height
  }

  /** How much room the labels beside the box need at its sides. */
  room(view: BoxView | undefined, theme: Theme): { left: number; right: number } {
    const context = this.canvas.getContext('2d')
    if (!view || !context) return { left: 0, right: 0 }
    context.font = `${theme.fontSize}px ${theme.fontFamily}`
    const widest = (range: Interval) => Math.max(...ticks(...range, 4).map(({ label }) => context.measureText(label).width), 0)
    return { left: widest(view.window) + 12, right: Math.max(widest(view.x), widest(view.y)) + 12 }
  }

  draw(camera: Camera, view: BoxView, theme: Theme, width: number, rows: number): void {
    const { canvas, height } = this
    const ratio = devicePixelRatio || 1
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(rows * ratio)
    const context = canvas.getContext('2d')
    if (!context) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.font = `${theme.fontSize}px ${theme.fontFamily}`
    context.textBaseline = 'middle'
    context.textAlign = 'center'
    context.strokeStyle = theme.muted
    const project = (x: number, y: number, z: number): Place => {
      const point = new Vector3(x, y, z).project(camera)
      return [((point.x + 1) / 2) * width, ((1 - point.y) / 2) * rows]
    }
    // The edges of the floor nearest to the eye carry the two variables; of the two upright edges at the sides, the left one the values.
    const nearX = camera.position.x > 0 ? 1 : -1
    const nearY = camera.position.y > 0 ? 1 : -1
    const floor = camera.position.z > 0 ? -height : height
    const sides: Place[] = [
      [nearX, -nearY],
      [-nearX, nearY],
    ]
    const left = project(...(sides[0] as Place), 0)[0] < project(...(sides[1] as Place), 0)[0] ? sides[0] : sides[1]
    const [sideX, sideY] = left ?? [1, 1]
    const centre = project(0, 0, 0)
    const written: Box[] = []
    const axis = (name: string, [low, high]: Interval, at: (t: number) => Place, direction: Place, from = low) => {
      context.fillStyle = theme.muted
      const placeOf = ({ value }: Tick) => at(((value - low) / (high - low)) * 2 - 1)
      const list = fitting([low, high], placeOf, theme.fontSize * 1.4).filter(({ value }) => value >= from)
      for (const { value, label } of list) {
        const place = placeOf({ value, label })
        context.beginPath()
        context.moveTo(...place)
        context.lineTo(place[0] + direction[0] * 5, place[1] + direction[1] * 5)
        context.stroke()
        write(context, label, place, direction, 9, width, rows, written)
      }
      context.fillStyle = theme.foreground
      const widest = Math.max(...list.map(({ label }) => context.measureText(label).width), 0)
      // Beyond the labels: as wide as the widest sideways, as high as a line upwards or downwards.
      write(context, name, at(0), direction, 16 + Math.abs(direction[0]) * widest + Math.abs(direction[1]) * theme.fontSize, width, rows, written)
    }
    const alongX = (t: number) => project(t, nearY, floor)
    const alongY = (t: number) => project(nearX, t, floor)
    const upwards = (t: number) => project(sideX, sideY, t * height)
    axis(view.names[0], view.x, alongX, aside(alongX(-1), alongX(1), centre))
    axis(view.names[1], view.y, alongY, aside(alongY(-1), alongY(1), centre))
    // The lower end of the upright axis is left to the labels of the floor; what is above is said over the picture.
    axis('', view.window, upwards, [-1, 0], view.window[0] + (view.window[1] - view.window[0]) * 0.04)
  }
}

/** Where something is written: left, top, right, bottom. */
type Box = readonly [number, number, number, number]

/** The direction across an edge, away from the centre of the box, of length one. */
function aside([x0, y0]: Place, [x1, y1]: Place, [cx, cy]: Place): Place {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1
  const [nx, ny] = [(y1 - y0) / length, -(x1 - x0) / length]
  const outside = nx * ((x0 + x1) / 2 - cx) + ny * ((y0 + y1) / 2 - cy) >= 0
  return outside ? [nx, ny] : [-nx, -ny]
}

/** As many ticks as there is room for. */
function fitting(range: Interval, placeOf: (tick: Tick) => Place, room: number): Tick[] {
  const lists = [4, 2, 1].map((parts) => ticks(...range, parts))
  const fits = ([first, second]: Tick[]): boolean => {
    if (!first || !second) return true
    const [a, b] = [placeOf(first), placeOf(second)]
    return Math.hypot(b[0] - a[0], b[1] - a[1]) >= room
  }
  return lists.find(fits) ?? []
}

/** Text beside a place, in a direction, kept on the canvas; left out where there is something already. */
function write(
  context: CanvasRenderingContext2D,
  text: string,
  place: Place,
  direction: Place,
  distance: number,
  width: number,
  rows: number,
  written: Box[],
): void {
  const half = context.measureText(text).width / 2
  const x = Math.max(half + 2, Math.min(width - half - 2, place[0] + direction[0] * (distance + half)))
  const y = Math.max(8, Math.min(rows - 8, place[1] + direction[1] * (distance + 4)))
  const box: Box = [x - half - 2, y - 7, x + half + 2, y + 7]
  if (written.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) return
  written.push(box)
  context.fillText(text, x, y)
}
