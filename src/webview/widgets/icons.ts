/** The icons of the page, drawn as 16-pixel outlines in the colour of the text. */

const paths = {
  back: 'M10 3 5 8l5 5',
  forward: 'M6 3l5 5-5 5',
  pin: 'M6 2h4M6.5 2v4.5L4 9.5h8L9.5 6.5V2M8 9.5V14',
  copy: 'M6 2.5h7.5V11H6zM3 5v8.5h7.5',
  more: 'M3 8h.01M8 8h.01M13 8h.01',
  down: 'M4 6.5 8 10.5l4-4',
  right: 'M6.5 4l4 4-4 4',
  insert: 'M2.5 2.5h11M2.5 5.5h11M8 8v5.5M5.5 11 8 13.5l2.5-2.5',
  replace: 'M3 5.5h10L10.5 3M13 10.5H3L5.5 13',
  check: 'M3 8.5 6.5 12 13 4.5',
  warning: 'M8 2.5 14.5 13.5h-13zM8 6.5v3.5M8 12v.01',
  reset: 'M3.5 6.5A5 5 0 1 1 3 9M3.5 3v3.5H7',
  close: 'M4 4l8 8M12 4l-8 8',
  info: 'M8 7.5V12M8 4.5v.01M14 8A6 6 0 1 1 2 8a6 6 0 0 1 12 0z',
} as const

export type IconName = keyof typeof paths

/** A decorative icon: the control around it carries the name. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', width: '16', height: '16', 'aria-hidden': 'true', class: `icon icon-${name}` }))
    svg.setAttribute(key, value)
  path.setAttribute('d', paths[name])
  svg.appendChild(path)
  return svg
}
