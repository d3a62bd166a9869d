/** The plot of a function of two variables: the surface beside contours with gradient arrows, one point in both, its value and gradient in words. */
import type { AnalysisView, PlotView } from '../../protocol.ts'
import type { Context } from '../context.ts'
import { eachFrame, h, slot } from '../widgets/dom.ts'
import { full, short } from '../widgets/format.ts'
import { formula } from '../widgets/tex.ts'
import { onThemeChange, readTheme, reducedMotion } from '../widgets/theme.ts'
import { type Bands, bandsOf } from './bands.ts'
import { rangeInput, readNumber, resetButton, sliders } from './controls.ts'
import { chooseRate, chooseStart, type Descent, descend, type Point } from './descent.ts'
import { descentRow } from './descentRow.ts'
import { mayZoom, type Plot } from './plot.ts'
import { drawColourBar, Quiver } from './quiver.ts'
import { type Grid, type Interval, Sampler, windowOf } from './sample.ts'
import type { Surface } from './surface.ts'
import { SvgDrawing } from './svgDrawing.ts'

type SurfacePlotView = Extract<PlotView, { kind: 'surface' }>

const fieldSize = 97
const arrowsAcross = 13
/** Of a path, drawn in each frame: all of it in a fifth of a second. */
const drawingPart = 1 / 12
const noSurface = 'The 3-D surface needs WebGL, which is not available here. The contours beside it show the same function.'

interface Fields {
  key: string
  field: Grid
  arrows: Grid
  /** The rectangle that the arrows fill. */
  inset: [Interval, Interval]
  bands: Bands
}

export class TwoVariablesPlot implements Plot {
  readonly kind = 'surface'
  readonly node: HTMLElement
  private readonly context: Context
  private readonly surfaceBox = h('div', { class: 'surface-box' })
  private readonly bar = h('canvas', { class: 'colour-bar', role: 'img' })
  private readonly quiver = new Quiver((point) => this.setPoint(point))
  private readonly xRange = rangeInput((range) => this.setRange(0, range))
  private readonly yRange = rangeInput((range) => this.setRange(1, range))
  private readonly pointInputs = [0, 1].map((which) => this.pointInput(which))
  private readonly pointNames = [0, 1].map(() => h('span', { class: 'range-name' }))
  private readonly showNames = this.pointNames.map((node) => slot(node))
  private readonly readout = h('output', { class: 'readout', 'aria-live': 'polite' })
  private readonly captions = [h('figcaption', {}), h('figcaption', {})]
  private readonly sliders = sliders((name, value) => {
    this.keep({ sliders: { ...this.kept.sliders, [name]: value } })
    this.drawSoon()
  })
  private readonly descent = descentRow((rate) => this.setDescent(rate))
  private readonly drawSoon = eachFrame(() => this.draw())
  private readonly stopTheme: () => void
  private readonly tellMoved: () => void
  private readonly resizing: ResizeObserver
  private surface: Surface | undefined
  private disposed = false
  private theme = readTheme()
  private key = ''
  private program = ''
  private view: SurfacePlotView | undefined
  private latex: [string, string] = ['x', 'y']
  private names: [string, string] = ['x', 'y']
  private sampler: Sampler | undefined
  private fields: Fields | undefined
  private chosen: { key: string; start: Point; rate(): number } | undefined
  /** How much of a path that was just asked for is drawn already, from 0 to 1. */
  private drawn = 1

  /** @param moved called when the point, or what it depends on, has changed */
  constructor(context: Context, moved: () => void) {
    this.context = context
    this.tellMoved = moved
    const [x, y] = this.pointInputs
    const [xName, yName] = this.pointNames
    this.node = h(
      'section',
      { class: 'plot plot-surface', 'aria-label': 'Plot' },
      h(
        'div',
        { class: 'pair' },
        h('figure', { class: 'pair-part' }, this.captions[0], h('div', { class: 'surface-row' }, this.surfaceBox, this.bar)),
        h('figure', { class: 'pair-part' }, this.captions[1], h('div', { class: 'quiver-box' }, this.quiver.canvas)),
      ),
      h(
        'div',
        { class: 'point-row' },
        h('span', { class: 'point-inputs', role: 'group', 'aria-label': 'Point' }, xName, ' = ', x, ' ', yName, ' = ', y),
        this.readout,
      ),
      this.descent.node,
      h(
        'div',
        { class: 'controls' },
        this.xRange.node,
        this.yRange.node,
        resetButton(() => this.reset()),
      ),
      this.sliders.node,
    )
    this.stopTheme = onThemeChange(() => {
      this.theme = readTheme()
      this.draw()
    })
    this.resizing = new ResizeObserver(() => this.drawSoon())
    this.resizing.observe(this.node)
    void this.loadSurface()
  }

  update(analysis: AnalysisView): void {
    if (analysis.plot?.kind !== 'surface') return
    const program = JSON.stringify(analysis.plot.program)
    if (program !== this.program) {
      this.sampler = new Sampler(analysis.plot.program)
      this.program = program
    }
    this.key = analysis.key
    this.view = analysis.plot
    this.latex = this.view.variablesLatex
    this.names = this.view.axes
    this.sliders.set(this.view.parameters, this.parameterValues())
    this.draw()
  }

  at(): Record<string, number> {
    const [x, y] = this.point()
    const [first = '', second = ''] = this.view?.variables ?? []
    return { ...this.parameterValues(), [first]: x, [second]: y }
  }

  reset(): void {
    this.keep({ ranges: undefined, sliders: undefined, point: undefined, descent: undefined })
    if (this.view) this.sliders.set(this.view.parameters, this.parameterValues())
    this.draw()
  }

  image(): string {
    const pictures = [this.surface?.image(), this.bar, this.quiver.canvas].filter((canvas) => canvas !== undefined)
    const copy = h('canvas', {
      width: pictures.reduce((sum, { width }) => sum + width, 0),
      height: Math.max(...pictures.map(({ height }) => height)),
    })
    const context = copy.getContext('2d')
    if (context) {
      context.fillStyle = this.theme.background
      context.fillRect(0, 0, copy.width, copy.height)
      let left = 0
      for (const picture of pictures) {
        context.drawImage(picture, left, 0)
        left += picture.width
      }
    }
    return copy.toDataURL('image/png')
  }

  drawing(): string {
    const { clientWidth: width, clientHeight: height } = this.quiver.canvas
    const svg = new SvgDrawing(width, height, this.theme.background)
    this.quiver.paint(svg, width, height, this.theme)
    return svg.dataUri()
  }

  dispose(): void {
    this.disposed = true
    this.stopTheme()
    this.resizing.disconnect()
    this.drawSoon.cancel()
    this.surface?.dispose()
    this.node.remove()
  }

  private async loadSurface(): Promise<void> {
    try {
      const { Surface } = await import('./surface.ts')
      if (this.disposed) return
      this.surface = new Surface(
        this.theme,
        (point) => this.setPoint(point),
        (event) => mayZoom(event, this.node),
      )
      this.surfaceBox.replaceChildren(this.surface.node)
    } catch {
      this.surfaceBox.replaceChildren(h('p', { class: 'plot-remark', role: 'status' }, noSurface))
      this.surfaceBox.classList.add('surface-missing')
    }
    this.draw()
  }

  private get kept() {
    return this.context.state.of(this.key)
  }

  private keep(change: Parameters<Context['state']['keep']>[1]): void {
    this.context.state.keep(this.key, change)
  }

  private ranges(): [[number, number], [number, number]] {
    const { ranges = {} } = this.kept
    const given = this.view?.ranges ?? [
      [-1, 1],
      [-1, 1],
    ]
    return [ranges.x ?? given[0], ranges.y ?? given[1]]
  }

  private setRange(which: 0 | 1, range: [number, number]): void {
    this.keep({ ranges: { ...this.kept.ranges, [which === 0 ? 'x' : 'y']: range } })
    this.draw()
  }

  private parameterValues(): Record<string, number> {
    const { sliders: set = {} } = this.kept
    return Object.fromEntries((this.view?.parameters ?? []).map(({ name, value }) => [name, set[name] ?? value]))
  }

  private parameters(): number[] {
    const values = this.parameterValues()
    return (this.view?.program.inputs.slice(2) ?? []).map((name) => values[name] ?? 1)
  }

  /** The chosen point; at first one where a gradient is seen. */
  private point(): Point {
    return this.kept.point ?? this.usual().start
  }

  /** Where a point is that nobody chose, and the step size of descent from there: both for the sliders as they were at first. */
  private usual(): { start: Point; rate(): number } {
    const ranges = this.ranges()
    const key = JSON.stringify([this.program, ranges])
    if (this.chosen?.key === key) return this.chosen
    const parameters = (this.view?.parameters ?? []).map(({ value }) => value)
    const look = (at: Point) => {
      const [value = Number.NaN, dx = Number.NaN, dy = Number.NaN] = this.sampler?.at([...at, ...parameters]) ?? []
      return [value, dx, dy] as const
    }
    const start = chooseStart(look, ranges)
    let rate: number | undefined
    this.chosen = {
      key,
      start,
      rate() {
        rate ??= chooseRate(look, start, ranges)
        return rate
      },
    }
    return this.chosen
  }

  private setPoint(point: [number, number]): void {
    // As exact as a pixel: more digits would be noise in the readout.
    const rounded = point.map((value, i) => {
      const [low, high] = this.ranges()[i] ?? [0, 1]
      const step = 10 ** Math.floor(Math.log10((high - low) / 200))
      return Number((Math.round(value / step) * step).toPrecision(12))
    })
    this.keep({ point: [rounded[0] ?? 0, rounded[1] ?? 0] })
    this.drawSoon()
  }

  /** A path that appears draws itself; one that changes is simply another. */
  private setDescent(wanted: number | 'usual' | undefined): void {
    const rate = wanted === 'usual' ? this.usual().rate() : wanted
    if (rate !== undefined && this.kept.descent === undefined && !reducedMotion()) this.drawn = 0
    this.keep({ descent: rate })
    this.drawSoon()
  }

  private pathFrom(point: Point, sampler: Sampler): Descent | undefined {
    const { descent: rate } = this.kept
    if (rate === undefined) return undefined
    const parameters = this.parameters()
    const gradient = (at: Point): Point => {
      const [, dx = Number.NaN, dy = Number.NaN] = sampler.at([...at, ...parameters])
      return [dx, dy]
    }
    return descend(gradient, point, rate, this.ranges())
  }

  private pointInput(which: number): HTMLInputElement {
    const input = h('input', { class: 'range-end', type: 'text', inputmode: 'decimal', spellcheck: 'false', autocomplete: 'off' })
    input.addEventListener('change', () => {
      const value = readNumber(input.value)
      if (value === undefined) {
        input.setAttribute('aria-invalid', 'true')
        return
      }
      input.removeAttribute('aria-invalid')
      const [x, y] = this.point()
      this.keep({ point: which === 0 ? [value, y] : [x, value] })
      this.draw()
    })
    input.addEventListener('blur', () => this.drawSoon())
    return input
  }

  /** Values and derivatives on both grids; computed again only when what they depend on has changed. */
  private sampled(sampler: Sampler): Fields {
    const [x, y] = this.ranges()
    const parameters = this.parameters()
    const key = JSON.stringify([this.program, x, y, parameters])
    if (this.fields?.key === key) return this.fields
    const field = sampler.grid(x, y, fieldSize, parameters)
    const bands = bandsOf(field, windowOf(field))
    // Half a cell inside the edges, so that no arrow stands on the frame.
    const inside = ([low, high]: [number, number]): [number, number] => {
      const half = (high - low) / (2 * arrowsAcross)
      return [low + half, high - half]
    }
    const inset: [Interval, Interval] = [inside(x), inside(y)]
    this.fields = { key, field, arrows: sampler.grid(...inset, arrowsAcross, parameters), inset, bands }
    return this.fields
  }

  private draw(): void {
    const { view, sampler, theme } = this
    if (!view || !sampler) return
    const { field, arrows, inset, bands } = this.sampled(sampler)
    const [x, y] = this.ranges()
    const point = this.point()
    const [value = Number.NaN, dx = Number.NaN, dy = Number.NaN] = sampler.at([...point, ...this.parameters()])
    const descent = this.pathFrom(point, sampler)
    const heightAt = (at: Point) => sampler.at([...at, ...this.parameters()])[0] ?? Number.NaN
    const path = (descent?.points ?? []).slice(0, Math.ceil((descent?.points.length ?? 0) * this.drawn))
    this.quiver.draw({ field, arrows, inset, x, y, bands, names: this.names, point, gradient: [dx, dy], path }, theme)
    const trail = path.map((at) => [...at, heightAt(at)] as const)
    this.surface?.update(
      { field, x, y, window: bands.window, bands, names: [...this.names, view.label], point: [...point, value], path: trail },
      theme,
    )
    this.descent.set(this.kept.descent, descent ? this.usual().rate() : 1, descent, descent ? heightAt(descent.points.at(-1) ?? point) : Number.NaN)
    if (this.drawn < 1) {
      this.drawn = Math.min(1, this.drawn + drawingPart)
      this.drawSoon()
    }
    drawColourBar(this.bar, bands, theme)
    this.write(view, point, [value, dx, dy])
    this.tellMoved()
  }

  private write(view: SurfacePlotView, point: Point, [value, dx, dy]: [number, number, number]): void {
    const name = view.label
    const [surface, contours] = this.captions
    if (surface) surface.textContent = name
    if (contours) contours.textContent = `Contours of ${name}, arrows along its gradient`
    this.xRange.set(this.latex[0], view.variables[0], this.ranges()[0])
    this.yRange.set(this.latex[1], view.variables[1], this.ranges()[1])
    this.pointInputs.forEach((input, i) => {
      this.showNames[i]?.(this.latex[i], () => [formula(this.latex[i] ?? '')])
      input.setAttribute('aria-label', `${view.variables[i]} of the point`)
      // What is being typed is not written over; it takes its final form when the focus leaves.
      if (document.activeElement === input) return
      input.value = short(point[i] ?? 0)
      input.title = full(point[i] ?? 0)
      input.style.width = `calc(${Math.max(2, input.value.length)}ch + 16px)`
      input.removeAttribute('aria-invalid')
    })
    const words = `value ${short(value)}, gradient (${short(dx)}, ${short(dy)})`
    if (this.readout.getAttribute('aria-label') !== words) {
      this.readout.setAttribute('aria-label', words)
      this.readout.title = `value ${full(value)}, gradient (${full(dx)}, ${full(dy)})`
      this.readout.replaceChildren(
        h('span', { class: 'readout-item' }, `${name} = ${short(value)}`),
        h('span', { class: 'readout-item curve-1' }, `∇ = (${short(dx)}, ${short(dy)})`),
      )
    }
    this.quiver.canvas.setAttribute(
      'aria-label',
      `Contours of ${name} with arrows along its gradient. The point is at ${view.variables[0]} = ${short(point[0])}, ${view.variables[1]} = ${short(point[1])}: ${words}. Arrow keys move it.`,
    )
  }
}
