/** The Chart.js chart of a curve plot: all that it shows as one declaration, made anew for each change. */
import {
  Chart,
  type ChartOptions,
  Legend,
  type LegendItem,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  type Scale,
  type Tick,
  Title,
} from 'chart.js'
import zoomPlugin from 'chartjs-plugin-zoom'
import type { Curve } from '../../math/evaluate/curve.ts'
import { logTickLabel, tickLabel } from '../widgets/format.ts'
import type { Theme } from '../widgets/theme.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Legend, Title, zoomPlugin)

export interface Point {
  x: number
  y: number
}
export type CurveChart = Chart<'line', Point[]>
export type ScaleKind = 'linear' | 'logarithmic'

/** A curve as it is drawn: told apart by colour and by dashes. */
export interface Line {
  label: string
  points: Point[]
  visible: boolean
  colour: string
  dash: number[]
}

export interface ChartView {
  lines: Line[]
  x: readonly [number, number]
  y: readonly [number, number]
  scale: ScaleKind
  words: { title: string; x: string; y: string }
}

export interface ChartEvents {
  /** After panning or zooming. */
  moved(): void
  mayZoom(event: Event): boolean
  /** A click on the legend. */
  toggled(index: number): void
}

/**
 * One dash longer than any curve. Chart.js draws lines without dashes by a shortcut that moves steep pieces to whole
 * pixels, which makes steps of them.
 */
const solid = [1e6, 0]

/** Dashes of f, f' and f''. */
export const dashes: readonly number[][] = [solid, [9, 4], [2, 3]]

export const pointsOf = (curve: Curve): Point[] => curve.x.map((x, i) => ({ x, y: curve.y[i] ?? Number.NaN }))

/** An empty chart on a canvas; show fills it. */
export const makeChart = (canvas: HTMLCanvasElement, plugins: Plugin<'line'>[]): CurveChart =>
  new Chart<'line', Point[]>(canvas, {
    type: 'line',
    data: { datasets: [] },
    plugins,
    options: { animation: false, responsive: true, maintainAspectRatio: false },
  })

/** Makes the chart show a view, in place. */
export function show(chart: CurveChart, view: ChartView, theme: Theme, events: ChartEvents): void {
  view.lines.forEach((line, i) => {
    const dataset = chart.data.datasets[i]
    const look = {
      label: line.label,
      data: line.points,
      hidden: !line.visible,
      borderColor: line.colour,
      backgroundColor: line.colour,
      borderDash: line.dash,
      // Dashes above the solid line: where curves coincide both are seen.
      order: -i,
    }
    if (dataset) Object.assign(dataset, look)
    else chart.data.datasets.push(look)
    // Told to the chart as well, which remembers what its legend hid.
    chart.getDatasetMeta(i).hidden = null as unknown as boolean
  })
  chart.data.datasets.length = view.lines.length
  chart.options = optionsOf(view, theme, events)
  chart.update('none')
}

function optionsOf(view: ChartView, theme: Theme, events: ChartEvents): ChartOptions<'line'> {
  const font = { family: theme.fontFamily, size: theme.fontSize }
  const axis = (type: ScaleKind, [min, max]: readonly [number, number], words: string) => ({
    type,
    min,
    max,
    title: { display: true, text: words, color: theme.muted, font },
    grid: { color: theme.grid, tickColor: theme.grid },
    border: { color: theme.muted },
    afterBuildTicks: type === 'logarithmic' ? fewTicks : undefined,
    ticks: {
      color: theme.muted,
      font,
      maxRotation: 0,
      autoSkipPadding: 16,
      // Ends chosen by panning are not round: they get no tick.
      includeBounds: false,
      callback: type === 'logarithmic' ? (value: string | number) => logTickLabel(Number(value)) : linearLabel,
    },
  })
  return {
    responsive: true,
    maintainAspectRatio: false,
    animation: false,
    parsing: false,
    normalized: true,
    spanGaps: false,
    events: ['click'],
    elements: { line: { borderWidth: 2, tension: 0, borderJoinStyle: 'round' }, point: { radius: 0, hitRadius: 0 } },
    scales: { x: axis('linear', view.x, view.words.x), y: axis(view.scale, view.y, view.words.y) },
    plugins: {
      title: { display: true, text: view.words.title, color: theme.foreground, font: { ...font, weight: 'normal' }, padding: { top: 4, bottom: 0 } },
      legend: {
        display: true,
        position: 'top',
        onClick: (_, item) => events.toggled(item.datasetIndex ?? 0),
        labels: {
          font,
          usePointStyle: true,
          pointStyleWidth: 36,
          padding: 12,
          // Chart.js would take the dashes of the first point, which has none.
          generateLabels: () => view.lines.flatMap((line, i) => legendItem(line, i, theme)),
        },
      },
      zoom: {
        zoom: {
          wheel: { enabled: true, speed: 0.1 },
          pinch: { enabled: true },
          mode: 'xy',
          scaleMode: 'xy',
          onZoomStart: ({ event }) => events.mayZoom(event),
          onZoom: () => events.moved(),
        },
        pan: { enabled: true, mode: 'xy', scaleMode: 'xy', threshold: 4, onPan: () => events.moved() },
      },
    },
  }
}

/** What was never asked for is not offered as struck out: there is a box to tick for it. */
function legendItem(line: Line, index: number, theme: Theme): LegendItem[] {
  if (!line.visible && index > 1) return []
  const { label: text, visible, dash: lineDash, colour: strokeStyle } = line
  return [{ text, hidden: !visible, lineDash, lineWidth: 2, strokeStyle, fontColor: theme.foreground, pointStyle: 'line', datasetIndex: index }]
}

/** Powers of ten, with 2 and 5 between them where there are few. */
function fewTicks(axis: Scale): void {
  const decades = Math.log10(axis.max / axis.min)
  const wanted = decades < 1 ? [1, 2, 3, 4, 5, 6, 7, 8, 9] : decades < 3 ? [1, 2, 5] : [1]
  axis.ticks = axis.ticks.filter(({ value }) => wanted.includes(Number((value / 10 ** Math.floor(Math.log10(value) + 1e-9)).toPrecision(6))))
}

function linearLabel(value: string | number, _index: number, ticks: Tick[]): string {
  const step = ticks.length > 1 ? Math.abs((ticks[1]?.value ?? 0) - (ticks[0]?.value ?? 0)) : 0
  return tickLabel(Number(value), step)
}
