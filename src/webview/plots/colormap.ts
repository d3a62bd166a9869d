/** Colour scales: viridis for sizes, blue-white-red centred at zero for signed values. */

export type Rgb = readonly [number, number, number]

/** Viridis at ten equal distances (van der Walt and Smith, CC0). */
const viridisStops: readonly Rgb[] = [
  [68, 1, 84],
  [72, 40, 120],
  [62, 73, 137],
  [49, 104, 142],
  [38, 130, 142],
  [31, 158, 137],
  [53, 183, 121],
  [110, 206, 88],
  [181, 222, 43],
  [253, 231, 37],
]

/** Blue, white, red: dark enough at the ends to be told apart, white exactly in the middle. */
const divergingStops: readonly Rgb[] = [
  [33, 102, 172],
  [146, 190, 220],
  [255, 255, 255],
  [239, 163, 136],
  [178, 24, 43],
]

function along(stops: readonly Rgb[], t: number): Rgb {
  const place = Math.min(1, Math.max(0, t)) * (stops.length - 1)
  const i = Math.min(stops.length - 2, Math.floor(place))
  const a = stops[i] ?? [0, 0, 0]
  const b = stops[i + 1] ?? a
  const part = place - i
  return [a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part, a[2] + (b[2] - a[2]) * part]
}

/** Viridis at t in [0, 1]. */
export const viridis = (t: number): Rgb => along(viridisStops, t)

/** The colour of a signed value on a scale that reaches from -extent to extent. */
export const diverging = (value: number, extent: number): Rgb => along(divergingStops, extent > 0 ? 0.5 + value / (2 * extent) : 0.5)

export const css = ([r, g, b]: Rgb): string => `rgb(${Math.round(r)}, ${Math.round(g)}, ${Math.round(b)})`

/** Black or white, whichever reads better on the colour (relative luminance of WCAG 2). */
export function inkOn([r, g, b]: Rgb): string {
  const linear = (c: number) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4)
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b) > 0.18 ? '#000000' : '#ffffff'
}
