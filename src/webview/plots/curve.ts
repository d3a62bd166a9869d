/** The plot of a function of one variable: f, f' and f'' over a range, the tangent under the pointer, sliders for the other symbols. */
import type { AnalysisView } from '../../protocol.ts'
import type { Context } from '../context.ts'
import { eachFrame, h } from '../widgets/dom.ts'
import { short } from '../widgets/format.ts'
import { onThemeChange, readTheme } from '../widgets/theme.ts'
import { alongAxis, axesOf, axisChoice, axisFor, type CurveView } from './axes.ts'
import { type ChartView, type CurveChart, dashes, makeChart, pointsOf, type ScaleKind, show } from './chart.ts'
import { drawChart } from './chartDrawing.ts'
import { checkbox, choice, rangeInput, resetButton, sliders } from './controls.ts'
import { mayZoom, type Plot } from './plot.ts'
import { Sampler } from './sample.ts'
import { SvgDrawing } from './svgDrawing.ts'
import { type Tangent, tangentPlugin } from './tangent.ts'
import { roundOut } from './ticks.ts'

/** The canvas knows its chart, for whoever finds the canvas in the page. */
type ChartCanvas = HTMLCanvasElement & { chart?: CurveChart }

const hint = 'Point at the chart for the tangent; drag to pan, scroll or + and − to zoom.'

export class CurvePlot implements Plot {
  readonly kind = 'curve'
  readonly node: HTMLElement
  private readonly context: Context
  private readonly canvas: ChartCanvas = h('canvas', { tabindex: 0, role: 'application', 'aria-roledescription': 'chart' })
  private readonly chart: CurveChart
  private readonly readout = h('output', { class: 'readout', 'aria-live': 'off' }, hint)
  private readonly remark = h('p', { class: 'plot-remark', role: 'status' })
  private readonly axisChoice
  private readonly xRange = rangeInput((range) => this.setRanges({ x: range }))
  private readonly scaleChoice = choice<ScaleKind>(
    'Scale of the vertical axis',
    [
      { value: 'linear', label: 'y linear' },
      { value: 'logarithmic', label: 'y logarithmic' },
    ],
    (scale) => {
      const { x } = this.kept.ranges ?? {}
      this.keep({ scale, ranges: x ? { x } : {} })
      this.draw()
    },
  )
  private readonly ticks = [0, 1, 2].map((index) => checkbox((on) => this.setCurve(index, on)))
  private readonly sliders = sliders((name, value, held) => this.setSlider(name, value, held))
  private readonly drawSoon = eachFrame(() => this.draw())
  private readonly tangentSoon = eachFrame(() => this.chart.draw())
  private readonly stopTheme: () => void
  private readonly tellMoved: () => void
  private theme = readTheme()
  private key = ''
  /** Under which the state keeps what is set about the axis. */
  private axisKey = ''
  private program = ''
  private view: CurveView | undefined
  private order = 1
  /** One derivative of several. */
  private isPartial = false
  private sampler: Sampler | undefined
  private window: [number, number] = [0, 1]
  private chartView: ChartView | undefined
  /** The window while a slider is held: it only grows, so that the axis does not jump under the hand. */
  private heldWindow: [number, number] | undefined
  private tangent: Tangent | undefined
  /** Where the tangent stood last. */
  private pointedAt: number | undefined

  /**
   * @param moved called when the point looked at, or what it depends on, has changed
   * @param turned called with the variable that is to run along the horizontal axis
   */
  constructor(context: Context, moved: () => void, turned: (variable: string) => void) {
    this.context = context
    this.tellMoved = moved
    this.axisChoice = axisChoice(turned)
    const look = () => ({ tangent: this.tangent, colour: this.theme.red, background: this.theme.background })
    this.node = h(
      'section',
      { class: 'plot plot-curve', 'aria-label': 'Plot' },
      h('div', { class: 'chart-box' }, this.canvas),
      this.readout,
      this.remark,
      h(
        'div',
        { class: 'controls' },
        this.axisChoice.node,
        this.xRange.node,
        this.scaleChoice.node,
        h('span', { class: 'tick-group', role: 'group', 'aria-label': 'Curves' }, ...this.ticks.map(({ node }) => node)),
        resetButton(() => this.reset()),
      ),
      this.sliders.node,
    )
    this.chart = makeChart(this.canvas, [tangentPlugin(look)])
    this.canvas.chart = this.chart
    this.listen()
    this.stopTheme = onThemeChange(() => {
      this.theme = readTheme()
      this.draw()
    })
  }

  update(analysis: AnalysisView, wrt?: string): void {
    const { plot, key, order } = analysis
    if (plot?.kind !== 'curve') return
    const axis = axisFor(plot, wrt, this.context.state.of(key).axis)
    const view = alongAxis(plot, axis)
    const program = JSON.stringify(view.program)
    if (program !== this.program) {
      this.sampler = new Sampler(view.program)
      this.program = program
    }
    if (key !== this.key || axis.variable !== this.view?.variable) {
      this.pointedAt = undefined
      this.point(undefined)
    }
    this.key = key
    this.axisKey = axis === plot ? key : `${key} along ${axis.variable}`
    this.view = view
    this.order = order
    this.isPartial = axesOf(plot).length > 1
    this.axisChoice.set(axesOf(plot), axis.variable)
    this.sliders.set(view.parameters, this.parameterValues())
    this.draw()
  }

  at(): Record<string, number> {
    const { view } = this
    if (!view) return {}
    const [low, high] = this.kept.ranges?.x ?? view.range
    // Off the middle, where derivatives are zero more often than elsewhere.
    const unseen = Number((low + 0.7 * (high - low)).toPrecision(2))
    return { ...this.parameterValues(), [view.variable]: this.pointedAt ?? unseen }
  }

  reset(): void {
    this.context.state.keep(this.key, { sliders: undefined })
    this.keep({ ranges: undefined, scale: undefined, curves: undefined })
    if (this.view) this.sliders.set(this.view.parameters, this.parameterValues())
    this.draw()
  }

  image(): string {
    const { width, height } = this.canvas
    const copy = h('canvas', { width, height })
    const context = copy.getContext('2d')
    if (!context) return this.canvas.toDataURL('image/png')
    context.fillStyle = this.theme.background
    context.fillRect(0, 0, width, height)
    context.drawImage(this.canvas, 0, 0)
    return copy.toDataURL('image/png')
  }

  drawing(): string {
    const { clientWidth: width, clientHeight: height } = this.canvas
    const svg = new SvgDrawing(width, height, this.theme.background)
    if (this.chartView) drawChart(svg, this.chartView, this.theme, width, height)
    return svg.dataUri()
  }

  dispose(): void {
    this.stopTheme()
    this.drawSoon.cancel()
    this.tangentSoon.cancel()
    this.chart.destroy()
    this.node.remove()
  }

  /** What was set about this axis. */
  private get kept() {
    return this.context.state.of(this.axisKey)
  }

  private keep(change: Parameters<Context['state']['keep']>[1]): void {
    this.context.state.keep(this.axisKey, change)
  }

  private get labels(): string[] {
    const { f = '', derivative = '', second = '' } = this.view?.labels ?? {}
    return [f, derivative, second].slice(0, Math.min(3, this.sampler?.outputs ?? 0))
  }

  private shownCurves(): number[] {
    const { curves = {} } = this.kept
    return this.labels.map((_, i) => i).filter((i) => curves[String(i)] ?? i < 2)
  }

  private parameterValues(): Record<string, number> {
    const { sliders: set = {} } = this.context.state.of(this.key)
    return Object.fromEntries((this.view?.parameters ?? []).map(({ name, value }) => [name, set[name] ?? value]))
  }

  private parameters(): number[] {
    const values = this.parameterValues()
    return (this.view?.program.inputs.slice(1) ?? []).map((name) => values[name] ?? 1)
  }

  private setRanges(ranges: { x?: [number, number]; y?: [number, number] }): void {
    this.keep({ ranges: ranges as Record<string, [number, number]> })
    this.draw()
  }

  private setCurve(index: number, on: boolean): void {
    this.keep({ curves: { ...this.kept.curves, [String(index)]: on } })
    this.draw()
  }

  private setSlider(name: string, value: number, held: boolean): void {
    this.heldWindow = held ? (this.heldWindow ?? this.window) : undefined
    this.context.state.keep(this.key, { sliders: { ...this.context.state.of(this.key).sliders, [name]: value } })
    this.drawSoon()
  }

  private draw(): void {
    const { view, sampler } = this
    if (!view || !sampler) return
    const { ranges = {}, scale = view.scale } = this.kept
    const x = ranges.x ?? view.range
    const y = ranges.y && (scale === 'linear' || ranges.y[0] > 0) ? ranges.y : undefined
    const logarithmic = scale === 'logarithmic'
    const shown = this.shownCurves()
    const request = { from: x[0], to: x[1], parameters: this.parameters(), outputs: shown, logarithmic }
    let sampled = sampler.curves(y ? { ...request, window: y } : request)
    if (this.heldWindow && !y) {
      const grown: [number, number] = [Math.min(this.heldWindow[0], sampled.window[0]), Math.max(this.heldWindow[1], sampled.window[1])]
      this.heldWindow = grown
      sampled = sampler.curves({ ...request, window: grown })
    } else if (!y && !logarithmic) sampled = { ...sampled, window: roundOut(...sampled.window) }
    this.window = sampled.window
    const [f = '', derivative = ''] = this.labels
    const colours = [this.theme.blue, this.theme.orange, this.theme.purple]
    this.chartView = {
      lines: this.labels.map((label, i) => {
        const curve = sampled.curves[shown.indexOf(i)]
        return { label, points: curve ? pointsOf(curve) : [], visible: shown.includes(i), colour: colours[i] ?? '', dash: dashes[i] ?? [] }
      }),
      x,
      y: this.window,
      scale,
      words: {
        title: derivative ? `${f} and ${this.order === 1 && !this.isPartial ? 'its derivative' : derivative}` : f,
        x: view.labels.x,
        y: logarithmic ? 'value (logarithmic)' : 'value',
      },
    }
    const { chartView } = this
    show(this.chart, chartView, this.theme, {
      moved: () => this.moved(),
      mayZoom: (event) => mayZoom(event, this.node),
      toggled: (index) => this.setCurve(index, !this.shownCurves().includes(index)),
    })
    this.canvas.setAttribute(
      'aria-label',
      `${chartView.words.title}, ${view.variable} from ${short(x[0])} to ${short(x[1])}. Arrow keys move the tangent, plus and minus zoom, Shift and arrows pan, Escape resets.`,
    )
    this.xRange.set(view.variableLatex, view.variable, x)
    this.scaleChoice.set(scale)
    this.ticks.forEach((tick, i) => {
      tick.node.hidden = i >= this.labels.length
      tick.set(this.labels[i] ?? '', shown.includes(i))
    })
    this.say(
      sampled.notPositive,
      sampled.curves.every((curve) => curve.y.every((value) => !Number.isFinite(value))),
    )
    if (this.tangent) this.point(this.tangent.x)
    else this.tellMoved()
  }

  /** What the chart cannot show is said in words. */
  private say(notPositive: number[], nothing: boolean): void {
    const names = notPositive.map((i) => this.labels[i]).filter(Boolean)
    const words: string[] = []
    if (nothing) words.push('No curve has a value in this range.')
    else if (names.length > 0)
      words.push(`Where ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} not positive, the logarithmic axis leaves a gap.`)
    const text = words.join(' ')
    if (this.remark.textContent !== text) this.remark.textContent = text
    this.remark.hidden = text === ''
  }

  /** After panning or zooming by hand: the ranges are what the axes say. */
  private moved(): void {
    const { x, y } = this.chart.scales
    if (!x || !y) return
    this.keep({ ranges: { x: [x.min, x.max], y: [y.min, y.max] } })
    this.drawSoon()
  }

  /** Puts the tangent at x, or takes it away. */
  private point(x: number | undefined): void {
    const { sampler } = this
    if (x === undefined || !sampler) {
      this.tangent = undefined
      this.readout.replaceChildren(hint)
      this.tangentSoon()
      return
    }
    const parameters = this.parameters()
    this.pointedAt = x
    const values = sampler.at([x, ...parameters])
    const y = values[0] ?? Number.NaN
    this.tangent = { x, y, slope: this.order === 1 ? (values[1] ?? Number.NaN) : this.slope(x, parameters) }
    const digits = (name: string, value: number, className: string) => h('span', { class: `readout-item ${className}` }, `${name} = ${short(value)}`)
    this.readout.replaceChildren(
      digits(this.view?.labels.x ?? '', x, ''),
      ...this.shownCurves().map((i) => digits(this.labels[i] ?? '', values[i] ?? Number.NaN, `curve-${i}`)),
      Number.isFinite(this.tangent.slope) ? h('span', { class: 'readout-item tangent-key' }, 'tangent') : '',
    )
    this.tangentSoon()
    this.tellMoved()
  }

  /** The slope of f where the program holds higher derivatives instead. */
  private slope(x: number, parameters: number[]): number {
    const step = 1e-5 * Math.max(1, Math.abs(x))
    const value = (at: number) => this.sampler?.at([at, ...parameters])[0] ?? Number.NaN
    return (value(x + step) - value(x - step)) / (2 * step)
  }

  private listen(): void {
    const { canvas, chart } = this
    const at = (event: PointerEvent) => {
      const scale = chart.scales.x
      if (!scale) return
      const { left, right, top, bottom } = chart.chartArea
      const inside = event.offsetX >= left && event.offsetX <= right && event.offsetY >= top && event.offsetY <= bottom
      if (inside) this.point(scale.getValueForPixel(event.offsetX))
    }
    canvas.addEventListener('pointermove', at)
    canvas.addEventListener('pointerdown', (event) => {
      canvas.focus({ preventScroll: true })
      at(event)
    })
    canvas.addEventListener('pointerleave', () => {
      if (document.activeElement !== canvas) this.point(undefined)
    })
    canvas.addEventListener('blur', () => this.point(undefined))
    canvas.addEventListener('dblclick', () => this.resetRanges())
    canvas.addEventListener('keydown', (event) => this.onKey(event))
  }

  private resetRanges(): void {
    this.keep({ ranges: undefined })
    this.draw()
  }

  private onKey(event: KeyboardEvent): void {
    const { x } = this.chart.scales
    if (!x || event.ctrlKey || event.metaKey || event.altKey) return
    const width = x.max - x.min
    const shift = event.shiftKey
    const pan = (dx: number, dy: number) => this.chart.pan({ x: dx, y: dy }, undefined, 'none')
    const step = (direction: number) => {
      const from = this.tangent?.x ?? (x.min + x.max) / 2
      this.point(Math.max(x.min, Math.min(x.max, this.tangent ? from + (direction * width) / 100 : from)))
    }
    const actions: Record<string, () => void> = {
      ArrowLeft: () => (shift ? pan(40, 0) : step(-1)),
      ArrowRight: () => (shift ? pan(-40, 0) : step(1)),
      ArrowUp: () => (shift ? pan(0, 40) : step(10)),
      ArrowDown: () => (shift ? pan(0, -40) : step(-10)),
      '+': () => this.chart.zoom(1.2, 'none'),
      '=': () => this.chart.zoom(1.2, 'none'),
      '-': () => this.chart.zoom(0.8, 'none'),
      Escape: () => this.resetRanges(),
      Home: () => this.point(x.min),
      End: () => this.point(x.max),
    }
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : undefined
    if (!action) return
    event.preventDefault()
    // What the arrow keys point at is read out; what the pointer passes over is not.
    this.readout.setAttribute('aria-live', 'polite')
    action()
    setTimeout(() => this.readout.setAttribute('aria-live', 'off'), 500)
  }
}
