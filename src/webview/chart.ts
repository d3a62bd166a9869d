/** The Chart.js chart of a curve plot: all that it shows as one declaration, made anew for each change. */
import {
  Chart,
  type ChartOptions,
  Legend,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  type Plugin,
  PointElement,
  type Tick,
  Title,
} from 'chart.js'
import zoomPlugin from 'chartjs-plugin-zoom'
import type { Curve } from '../math/evaluate/curve.ts'
import { logTickLabel, tickLabel } from './format.ts'
import type { Theme } from './theme.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, LogarithmicScale, Legend, Title, zoomPlugin)

export interface Point {
  x: number
  y: number
}
export type CurveChart = Chart<'line', Point[]>
export type Scale = 'linear' | 'logarithmic'

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
  scale: Scale
  words: { title: string; x: string; y: string }
}

export interface ChartEvents {
  /** After panning or zooming. */
  moved(): void
  mayZoom(event: Event): boolean
  /** A click on the legend. */
  toggled(index: number): void
}

/** Dashes of f, f' and f''. */
export const dashes: readonly number[][] = [[], [9, 4], [2, 3]]

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
  const axis = (type: Scale, [min, max]: readonly [number, number], words: string) => ({
    type,
    min,
    max,
    title: { display: true, text: words, color: theme.muted, font },
    grid: { color: theme.grid, tickColor: theme.grid },
    border: { color: theme.muted },
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
        labels: { color: theme.foreground, font, usePointStyle: true, pointStyle: 'line', pointStyleWidth: 36, padding: 12 },
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

function linearLabel(value: string | number, _index: number, ticks: Tick[]): string {
  const step = ticks.length > 1 ? Math.abs((ticks[1]?.value ?? 0) - (ticks[0]?.value ?? 0)) : 0
  return tickLabel(Number(value), step)
}
