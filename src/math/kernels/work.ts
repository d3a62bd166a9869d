/** How much arithmetic kernels have done whose results, matrices of a few numbers, do not show it. */
let done = 0

/** As many operations as it takes to make the matrix of a result. */
export const MADE = 50

/** Operations since the program began: their difference is what something took. */
export const work = (): number => done

/** Counts operations that are done. */
export function takes(operations: number): void {
  done += operations
}
