/** Vectors, matrices and slices of higher ranks as tables of numbers: heat-map cells, corners of large ones, all on demand. */
import type { Value } from '../protocol.ts'
import { heatmap } from './heatmap.ts'
import { css, diverging, inkOn } from './plots/colormap.ts'
import { stepper } from './plots/controls.ts'
import { h } from './widgets/dom.ts'
import { full, short } from './widgets/format.ts'
import { fades } from './widgets/scroll.ts'
import { formula } from './widgets/tex.ts'

export interface TensorOptions {
  /** Colours reach from -extent to extent; none where undefined. */
  extent?: number
  /** The letter above the columns, with the index as subscript. */
  columnLatex?: string
}

/** More rows or columns than this fold to corners. */
const longest = 8
/** What a folded matrix shows of its rows, and of its columns where the page is narrow: so many at the start and at the end. */
const corners = [
  [4, 2],
  [3, 2],
  [3, 1],
  [2, 1],
  [1, 1],
] as const
/** Opened, a matrix with more entries than this becomes a picture. */
const largestTable = 2500
/** So many slices of a tensor are shown side by side. */
const fewSlices = 4

/** The lengths of the axes, from the first entries. */
export function lengthsOf(value: Value): number[] {
  const lengths: number[] = []
  for (let at: Value | undefined = value; Array.isArray(at); at = at[0]) lengths.push(at.length)
  return lengths
}

/** The largest finite size of an entry: what the colours reach to. */
export function extentOf(value: Value): number {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.abs(value) : 0
  return value.reduce((largest: number, item) => Math.max(largest, extentOf(item)), 0)
}

/** A tensor of any rank: a row for a vector, a table for a matrix, slices beyond. */
export function tensor(value: Value, options: TensorOptions): HTMLElement {
  const rank = lengthsOf(value).length
  if (rank <= 1) return matrix([value as number[]], options, { rowHeads: false })
  if (rank === 2) return matrix(value as number[][], options)
  return slices(value as Value[], options)
}

/** A few slices at once; of many, one at a time, with a stepper for each axis that is not seen. */
function slices(value: Value[], options: TensorOptions): HTMLElement {
  const lengths = lengthsOf(value)
  const outer = lengths.slice(0, -2)
  const count = outer.reduce((product, length) => product * length, 1)
  if (count > fewSlices) return slicesInSteps(value, outer, options)
  return h('div', { class: 'slices' }, ...indicesOf(outer).map((indices) => slice(value, indices, options)))
}

function slicesInSteps(value: Value[], lengths: number[], options: TensorOptions): HTMLElement {
  const at = lengths.map(() => 0)
  const shown = h('div', { class: 'slices', 'aria-live': 'polite' })
  const show = () => shown.replaceChildren(slice(value, at, options))
  const steppers = lengths.map((length, axis) =>
    stepper(`Index ${axis + 1}`, length, (index) => {
      at[axis] = index
      show()
    }),
  )
  show()
  return h('div', { class: 'sliced' }, h('div', { class: 'steppers' }, ...steppers), shown)
}

function slice(value: Value[], indices: readonly number[], options: TensorOptions): HTMLElement {
  const rows = indices.reduce((part: Value, index) => (part as Value[])[index] ?? [], value) as number[][]
  const caption = `[${indices.map((i) => i + 1).join(', ')}, ·, ·]`
  return h('figure', { class: 'slice' }, h('figcaption', { class: 'slice-caption' }, caption), matrix(rows, options))
}

/** All index tuples below the lengths, the last one the fastest. */
function indicesOf(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>((tuples, length) => tuples.flatMap((tuple) => Array.from({ length }, (_, index) => [...tuple, index])), [[]])
}

const every = (count: number): number[] => Array.from({ length: count }, (_, i) => i)

/** Rows or columns by their corners; null stands for those left out. */
const corner = (count: number, [head, tail]: readonly [number, number]): (number | null)[] =>
  head + tail + 1 >= count ? every(count) : [...every(head), null, ...every(count).slice(count - tail)]

/** All of a few rows or columns, the corners of many. */
const few = (count: number): (number | null)[] => (count <= longest ? every(count) : corner(count, corners[0]))

function matrix(rows: number[][], options: TensorOptions, layout = { rowHeads: true }): HTMLElement {
  const columns = rows[0]?.length ?? 0
  const count = layout.rowHeads ? `${rows.length} × ${columns}` : String(columns)
  const open = h('button', { type: 'button', class: 'action', 'aria-expanded': 'false' }, `Show all ${count}`)
  const node = h('div', { class: 'matrix-box' })
  const fold = (columnsShown: (number | null)[]) => {
    const rowsShown = few(rows.length)
    const scroll = table(rows, rowsShown, columnsShown, options, layout.rowHeads)
    node.replaceChildren(scroll, ...([rowsShown, columnsShown].some((list) => list.includes(null)) ? [open] : []))
    return scroll.scrollWidth <= scroll.clientWidth + 1
  }
  const forms = [few(columns), ...corners.map((size) => corner(columns, size))]
  let width = -1
  const fitting = new ResizeObserver(() => {
    if (!node.isConnected) fitting.disconnect()
    else if (document.body.clientWidth !== width) {
      width = document.body.clientWidth
      forms.some(fold)
    }
  })
  fold(few(columns))
  fitting.observe(document.body)
  open.addEventListener('click', () => {
    fitting.disconnect()
    const whole =
      rows.length * columns <= largestTable
        ? h('div', { class: 'matrix-whole' }, table(rows, every(rows.length), every(columns), options, layout.rowHeads))
        : heatmap(rows, options.extent ?? extentOf(rows))
    node.replaceChildren(whole)
  })
  return node
}

function table(
  rows: number[][],
  rowsShown: (number | null)[],
  columnsShown: (number | null)[],
  options: TensorOptions,
  rowHeads: boolean,
): HTMLElement {
  const columnHead = (j: number | null) =>
    h('th', { scope: 'col' }, j === null ? '⋯' : options.columnLatex ? formula(`${options.columnLatex}_{${j + 1}}`) : String(j + 1))
  const cells = (i: number | null) =>
    columnsShown.map((j) =>
      i === null || j === null ? h('td', { class: 'dots' }, i === null && j === null ? '⋱' : i === null ? '⋮' : '⋯') : cell(rows, i, j, options),
    )
  const scroll = h(
    'div',
    { class: 'matrix-scroll' },
    h(
      'table',
      { class: options.extent === undefined ? 'matrix' : 'matrix matrix-heat' },
      h('thead', {}, h('tr', {}, rowHeads ? h('td', {}) : null, ...columnsShown.map(columnHead))),
      h(
        'tbody',
        {},
        ...rowsShown.map((i) => h('tr', {}, rowHeads ? h('th', { scope: 'row' }, i === null ? '⋮' : String(i + 1)) : null, ...cells(i))),
      ),
    ),
  )
  fades(scroll, { focusable: true })
  return scroll
}

function cell(rows: number[][], i: number, j: number, options: TensorOptions): HTMLElement {
  const value = rows[i]?.[j] ?? Number.NaN
  const node = h('td', { title: full(value) }, Number.isNaN(value) ? '–' : short(value))
  if (options.extent !== undefined && Number.isFinite(value)) {
    const colour = diverging(value, options.extent)
    node.style.backgroundColor = css(colour)
    node.style.color = inkOn(colour)
  }
  return node
}

/** The colours from -extent to extent with their ends labelled. */
export function colourScale(extent: number): HTMLElement {
  const bar = h('span', { class: 'scale-bar' })
  const stops = Array.from({ length: 9 }, (_, i) => css(diverging(-extent + (i / 4) * extent, extent)))
  bar.style.backgroundImage = `linear-gradient(to right, ${stops.join(', ')})`
  const end = short(extent, 3)
  const label = `Colours from minus ${end} (blue) over zero (white) to ${end} (red)`
  return h('span', { class: 'scale', role: 'img', 'aria-label': label }, h('span', {}, extent === 0 ? '0' : `−${end}`), bar, h('span', {}, end))
}
