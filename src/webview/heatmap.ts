/** A matrix too large for a table, as a picture: one square an entry, read off by pointer or arrow keys. */
import { diverging } from './plots/colormap.ts'
import { h } from './widgets/dom.ts'
import { full } from './widgets/format.ts'

/** Pixels an entry takes at most. */
const largestSquare = 12

export function heatmap(rows: number[][], extent: number): HTMLElement {
  const height = rows.length
  const width = rows[0]?.length ?? 0
  const canvas = h('canvas', {
    class: 'heatmap',
    width,
    height,
    tabindex: 0,
    role: 'img',
    'aria-label': `Heat map of ${height} × ${width} entries; arrow keys read them`,
  })
  const context = canvas.getContext('2d')
  if (context) {
    const picture = context.createImageData(width, height)
    rows.forEach((row, i) => {
      row.forEach((value, j) => {
        const colour = Number.isFinite(value) ? diverging(value, extent) : ([128, 128, 128] as const)
        picture.data.set([...colour.map(Math.round), 255], 4 * (i * width + j))
      })
    })
    context.putImageData(picture, 0, 0)
  }
  canvas.style.width = `${Math.min(width * largestSquare, 720)}px`
  canvas.style.height = `${Math.max(height, Math.min(height * largestSquare, 480))}px`
  const readout = h('output', { class: 'readout', 'aria-live': 'polite' }, `${height} × ${width} entries`)
  const at = { row: 0, column: 0 }
  const say = () => {
    readout.textContent = `row ${at.row + 1}, column ${at.column + 1}: ${full(rows[at.row]?.[at.column] ?? Number.NaN)}`
  }
  canvas.addEventListener('pointermove', (event) => {
    at.row = Math.max(0, Math.min(height - 1, Math.floor((event.offsetY / canvas.clientHeight) * height)))
    at.column = Math.max(0, Math.min(width - 1, Math.floor((event.offsetX / canvas.clientWidth) * width)))
    say()
  })
  canvas.addEventListener('keydown', (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key]
    if (!move) return
    event.preventDefault()
    at.row = Math.max(0, Math.min(height - 1, at.row + (move[0] ?? 0)))
    at.column = Math.max(0, Math.min(width - 1, at.column + (move[1] ?? 0)))
    say()
  })
  return h('div', { class: 'heatmap-box' }, canvas, readout)
}
