/**
 * Where a function of which nothing is said does what it does: its roots, poles, turns, the ends of its domain and where it has settled, looked for
 * over all powers of ten on both sides of zero; and the range that shows them, where a textbook's does not.
 */

/** A function of one number, at many numbers at once; not finite outside its domain. */
export type Curve = (xs: Float64Array) => ArrayLike<number>

/** The grid of each side: powers of ten from the least to the greatest, so many points a decade. */
const [least, greatest, density] = [-12, 12, 24]
const distances = Float64Array.from({ length: (greatest - least) * density + 1 }, (_, k) => 10 ** (least + k / density))

/** What a side of zero has: distances from zero, in order. */
interface Side {
  /** Roots, poles and turns. */
  readonly turns: readonly number[]
  /** Those of them that are only places where the curve breaks. */
  readonly broken: readonly number[]
  /** Ends of the domain. */
  readonly ends: readonly number[]
  /** Where half of the way to the last value is done, where nine tenths of it, and how long it is. */
  readonly settled: { readonly half: number; readonly most: number; readonly way: number } | undefined
  /** No pole at zero. */
  readonly begins: boolean
}

/** A range, and whether it is wanted where a textbook's shows as much. */
interface OwnRange {
  readonly range: [number, number]
  readonly needed: boolean
  /** A well or a hill beside a wall, and what comes behind it. */
  readonly turning?: boolean
}

/** More turns than this are a wave, which is shown by its first ones; a textbook's range is right where the third lies from there on. */
const [wave, shownOfWave, third] = [12, 6, 0.25]
/** A textbook's range shows what turns from here to there, and what is half and mostly settled by then. */
const [nearest, farthest, halfSettled, settling] = [0.3, 5, 4, 25]
/** What is so much nearer or farther than the rest belongs to another picture; a way so short beside that on the other side is none. */
const [apart, short] = [50, 0.05]
/** Values left of zero, over those right of it with turns, from which on they would hide them. */
const hiding = 20
/** Heights of the usual range, over those of one that ends behind the turns, from which on they would not be seen in it. */
const higher = 2
/** Room behind the last turn, behind the end of a domain and where there is a pole at zero. */
const [room, endRoom, poleRoom] = [1.25, 2, 3]
/** Part of the height of a range in which turns are too low to be seen. */
const low = 0.05

/** The range that shows what a function does, and its breaks: where one of these changes its sign. Undefined where nothing is known of that. */
export function ownRange(f: Curve, breaks: readonly Curve[] = []): OwnRange | undefined {
  const sides = [sideOf(f, -1, breaks), sideOf(f, 1, breaks)] as [Side, Side]
  const ways = sides.map(({ settled }) => settled?.way ?? 0)
  const [left, right] = sides.map((side) => ((side.settled?.way ?? 0) < short * Math.max(...ways) ? { ...side, settled: undefined } : side)) as [
    Side,
    Side,
  ]
  const marks = [...marksOf(left), ...marksOf(right)].sort((a, b) => a - b)
  const [first] = marks
  if (first === undefined) return undefined
  // The picture about the mark that is closest to 1.
  const middle = marks.reduce((best, mark) => (Math.abs(Math.log(mark)) < Math.abs(Math.log(best)) ? mark : best), first)
  const within = (mark: number): boolean => mark <= middle * apart && mark >= middle / apart
  const turning = right.turns.some(within)
  const onRight = !marksOf(left).some(within)
  const far = Math.max(...marks.filter(within))
  const moving = marks.filter((mark) => within(mark) && !left.ends.includes(mark) && !right.ends.includes(mark))
  const end = round(far * (moving.length === 0 ? endRoom : right.begins || !onRight ? room : poleRoom))
  if ([left, right].some(({ turns }) => turns.length > wave)) {
    const at = moving[2] as number
    if (at < third || at > 2 * farthest) return { range: [onRight ? 0 : -end, end], needed: true }
    return { range: [0, farthest], needed: turning && hides(f, farthest) }
  }
  const fits = [left, right].every(
    ({ turns, ends, settled }) =>
      [...turns, ...ends].filter(within).every((mark) => mark <= farthest) &&
      (settled === undefined || !within(settled.most) || (settled.half <= halfSettled && settled.most <= settling)),
  )
  const start = (to: number): number => (onRight ? 0 : -to)
  const height = heightOf(f, start(end), end)
  // A break is seen by what is beside it.
  const seen = moving.some((mark) => left.broken.includes(mark) || right.broken.includes(mark)) ? end : far
  const lost = heightOf(f, start(seen), seen) < low * heightOf(f, start(farthest), farthest)
  const near = moving.length > 0 && moving.every((mark) => mark < nearest)
  if (!fits || near) return { range: [onRight || (turning && hides(f, end)) ? 0 : -end, end], needed: !fits || !lost }
  if (turning && hides(f, farthest)) {
    const rises = end < farthest / 2 && heightOf(f, 0, farthest) > higher * heightOf(f, 0, end)
    return { range: [0, rises ? end : Math.max(end, farthest)], needed: true, turning: !rises }
  }
  // The usual range, but for turns that would not be seen in it.
  let to = end
  while (to * 2 <= farthest && height >= low * heightOf(f, start(to * 2), to * 2)) to *= 2
  const hidden = turning && to < farthest && lost && height > low * largest(between(f, start(end), end))
  return { range: [start(to), to], needed: hidden && right.begins }
}

const marksOf = ({ turns, ends, settled }: Side): number[] => [
  ...(turns.length > wave ? turns.slice(0, shownOfWave) : turns),
  ...ends,
  ...(settled === undefined ? [] : [settled.half, settled.most]),
]

function sideOf(f: Curve, side: 1 | -1, breaks: readonly Curve[]): Side {
  const y = Array.from(f(distances.map((distance) => side * distance)))
  const at = (k: number): number => y[k] ?? Number.NaN
  const turns: number[] = []
  const ends: number[] = []
  for (let k = 1; k < y.length; k++) {
    const distance = distances[k] as number
    // A point alone is no end.
    const [before, last, here, after] = [at(k - 2), at(k - 1), at(k), at(k + 1)].map(Number.isNaN)
    if (before === last && last !== here && here === after) ends.push(distance)
    const beyond = (one: number, other: number): boolean => Math.abs(one - other) > 1e-3 * Math.max(Math.abs(one), Math.abs(other))
    const next = at(k) === 0 ? at(k + 1) : at(k)
    if (at(k - 1) * next < 0) {
      const around = largest(y.slice(Math.max(0, k - density / 2), k + density / 2))
      if (Math.min(Math.abs(next), Math.abs(at(k - 1))) > 1e-9 * around)
        turns.push(distance - ((distance - (distances[k - 1] as number)) * Math.abs(at(k))) / (Math.abs(at(k - 1)) + Math.abs(at(k))))
    } else if ((at(k) - at(k - 1)) * (at(k + 1) - at(k)) < 0 && [k - density / 4, k + density / 4].every((beside) => beyond(at(k), at(beside))))
      turns.push(distance)
  }
  const broken = breaks
    .flatMap((one) => crossings(one, side))
    .filter((place) => Number.isFinite(valueNear(y, place)) && !turns.some((turn) => isSame(turn, place)))
  turns.push(...broken)
  if (broken.length > 0) turns.sort((a, b) => a - b)
  // What turns next to zero never begins: only its last turns are seen.
  const near = turns.filter((turn) => turn < 10 ** (least + 2)).length
  const start = at(0)
  const begins = Number.isFinite(start) && Math.abs(start) <= 2 * Math.abs(at(3 * density))
  return { turns: near > 1 ? turns.slice(-1) : turns, broken, ends, settled: begins ? settledIn(y) : undefined, begins }
}

/** Where a curve changes its sign, or is zero between others of one sign. */
function crossings(curve: Curve, side: 1 | -1): number[] {
  const y = Array.from(curve(distances.map((distance) => side * distance)))
  return y.flatMap((here, k) => {
    const [last, next] = [y[k - 1] ?? Number.NaN, y[k + 1] ?? Number.NaN]
    if (here === 0) return last * next !== 0 && !Number.isNaN(last * next) ? [distances[k] as number] : []
    if (!(last * here < 0)) return []
    const [from, to] = [distances[k - 1] as number, distances[k] as number]
    return [to - ((to - from) * Math.abs(here)) / (Math.abs(last) + Math.abs(here))]
  })
}

/** The value at the point of the grid beyond a place. */
const valueNear = (y: readonly number[], place: number): number => y[distances.findIndex((distance) => distance >= place)] ?? Number.NaN

/** Places that the grid does not tell apart. */
const isSame = (a: number, b: number): boolean => Math.abs(Math.log10(a / b)) < 1.5 / density

/** How what ends at a value comes near to it. */
function settledIn(y: readonly number[]): Side['settled'] {
  const end = y.at(-1) as number
  const before = y[y.length - 1 - 2 * density] as number
  const way = largest(y.map((value) => value - end))
  if (!Number.isFinite(way) || way === 0 || !(Math.abs(end - before) < 0.01 * way)) return undefined
  const last = (part: number): number => {
    let k = y.length - 1
    while (k > 0 && !(Math.abs((y[k] as number) - end) > part * way)) k--
    return distances[k] as number
  }
  return { half: last(0.5), most: last(0.1), way }
}

const largest = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0)

const between = (f: Curve, from: number, to: number): number[] =>
  Array.from(f(Float64Array.from({ length: 101 }, (_, i) => from + ((to - from) * i) / 100))).filter((value) => !Number.isNaN(value))

/** Of the bulk: a pole has any height. */
function heightOf(f: Curve, from: number, to: number): number {
  const values = between(f, from, to).sort((a, b) => a - b)
  const part = (share: number): number => values[Math.round((values.length - 1) * share)] ?? 0
  return part(0.97) - part(0.03)
}

/** Whether the values left of zero are so large that those right of it would lie on the axis. */
const hides = (f: Curve, end: number): boolean => bulkOf(between(f, -end, 0)) > hiding * bulkOf(between(f, 0, end))

/** The largest size but for a few, which a pole makes as large as one likes. */
function bulkOf(values: readonly number[]): number {
  const sizes = values.map(Math.abs).sort((a, b) => a - b)
  return sizes[Math.round((sizes.length - 1) * 0.97)] ?? 0
}

/** The next larger round number, or one as good as large enough. */
function round(end: number): number {
  const scale = 10 ** Math.floor(Math.log10(end))
  const digit = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * scale >= end * 0.97) ?? 10
  return Number((digit * scale).toPrecision(3))
}
