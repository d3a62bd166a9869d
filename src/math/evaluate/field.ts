/** What stands out in a function of two variables, told from its values on a square grid. */

/** Cells from a peak to what it stands out of; the step next to it takes no larger part of the way there, or it is a pole. */
const around = 3
const steepest = 0.5

const directions = [-1, 0, 1].flatMap((up) => [-1, 0, 1].map((along) => ({ up, along }))).filter(({ up, along }) => up !== 0 || along !== 0)

/**
 * How far the top of a hill (sign 1) or the bottom of a hollow (sign -1) stands out of what is around it; 0 where neither is: poles, edges
 * and plains have none. Of neighbours that are equal the first counts.
 * @param values row by row
 * @param size of a row
 * @param at the index of the value
 */
export function prominence(values: ArrayLike<number>, size: number, at: number, sign: 1 | -1): number {
  const [column, row] = [at % size, Math.floor(at / size)]
  if (Math.min(column, row, size - 1 - column, size - 1 - row) < around) return 0
  const drop = (offset: number): number => sign * ((values[at] as number) - (values[at + offset] as number))
  const beside = directions.map(({ up, along }) => up * size + along)
  if (!beside.every((offset) => drop(offset) > 0 || (drop(offset) === 0 && offset > 0))) return 0
  const far = beside.reduce((sum, offset) => sum + drop(around * offset), 0) / beside.length
  return beside.every((offset) => drop(offset) < steepest * far) ? far : 0
}

/** How many hills and hollows a grid shows that stand out by this part of all heights on it. */
export function countPeaks(values: ArrayLike<number>, size: number, part: number): number {
  const finite = Array.from(values).filter(Number.isFinite)
  const height = finite.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - finite.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  let count = 0
  for (let at = 0; at < values.length; at++) if (Math.max(prominence(values, size, at, 1), prominence(values, size, at, -1)) > part * height) count++
  return count
}
