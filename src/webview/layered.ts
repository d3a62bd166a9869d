/** A graph in layers: each node below all it depends on, lines between them, which keep clear of the nodes they pass. */
import { h } from './widgets/dom.ts'
import { fades } from './widgets/scroll.ts'

/** A node in its row, or a gap that a line passes through. */
interface Place {
  element: HTMLElement
  row: number
  above: Place[]
  /** Where it stands in its row, from 0 to 1. */
  at: number
}

/** A line from one node down to another, through the gaps between. */
type Route = Place[]

/**
 * @param dependencies of each node, by index: those it depends on, which come before it
 * @param elements what is shown of each node
 */
export function layered(dependencies: readonly (readonly number[])[], elements: readonly HTMLElement[]): HTMLElement {
  const places: Place[] = []
  const routes: Route[] = []
  const rows: Place[][] = []
  const put = (place: Place): Place => {
    rows[place.row] = [...(rows[place.row] ?? []), place]
    return place
  }
  dependencies.forEach((needs, index) => {
    const row = Math.max(-1, ...needs.map((need) => places[need]?.row ?? 0)) + 1
    const place: Place = { element: elements[index] ?? h('li'), row, above: [], at: 0 }
    for (const need of needs) {
      let last = places[need] as Place
      const route = [last]
      while (last.row + 1 < row) {
        last = put({ element: h('li', { class: 'graph-gap', 'aria-hidden': 'true' }), row: last.row + 1, above: [last], at: 0 })
        route.push(last)
      }
      place.above.push(last)
      routes.push([...route, place])
    }
    places.push(put(place))
  })
  for (const row of rows) order(row)
  const lines = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  lines.setAttribute('class', 'graph-lines')
  lines.setAttribute('aria-hidden', 'true')
  const list = h('div', { class: 'graph-rows' }, ...rows.map((row) => h('ul', { class: 'graph-row' }, ...row.map(({ element }) => element))))
  new ResizeObserver(() => connect(lines, list, routes)).observe(list)
  const graph = h('div', { class: 'graph', role: 'group', 'aria-label': 'Computation graph' }, lines, list)
  fades(graph, { focusable: true })
  return graph
}

/** Each under the middle of what it depends on, as far as its neighbours let it. */
function order(row: Place[]): void {
  const middle = ({ above }: Place): number => above.reduce((sum, { at }) => sum + at, 0) / above.length
  if (row.every(({ above }) => above.length > 0)) row.sort((a, b) => middle(a) - middle(b))
  row.forEach((place, i) => {
    place.at = (i + 0.5) / row.length
  })
}

function connect(lines: SVGSVGElement, list: HTMLElement, routes: readonly Route[]): void {
  const origin = list.getBoundingClientRect()
  lines.setAttribute('width', String(origin.width))
  lines.setAttribute('height', String(origin.height))
  const boxOf = ({ element }: Place) => {
    const { left, width, top, bottom } = element.getBoundingClientRect()
    return { x: left + width / 2 - origin.left, top: top - origin.top, bottom: bottom - origin.top }
  }
  lines.replaceChildren(
    ...routes.map((route) => {
      const [start, ...rest] = route.map(boxOf)
      let d = start ? `M${start.x} ${start.bottom}` : ''
      let last = start
      for (const box of rest) {
        const bend = ((last?.bottom ?? 0) + box.top) / 2
        d += `C${last?.x} ${bend} ${box.x} ${bend} ${box.x} ${box.top}`
        // Straight through a gap; the line ends where the last box begins.
        if (box !== rest.at(-1)) d += `V${box.bottom}`
        last = box
      }
      const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
      path.setAttribute('d', d)
      return path
    }),
  )
}
