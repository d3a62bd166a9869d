/** In how many of their components what somebody wrote and the exact derivative agree at all points that are looked at. */
import type { Tensor } from '../tensor.ts'

/** Of the components that are not zero in both: how many there are, and how many of them are right everywhere; and their share at the points. */
export interface Agreement {
  readonly right: number
  readonly of: number
  readonly share: number
}

/** Relative difference of components that agree; some of them cancel. */
const AGREE = 1e-6

/** Counts over points one after another. */
export class Agreements {
  private readonly wrong = new Set<number>()
  private readonly telling = new Set<number>()
  private readonly met = { right: 0, of: 0 }

  add({ yours, exact }: { readonly yours: Tensor; readonly exact: Tensor }): void {
    for (const [i, wanted] of exact.data.entries()) {
      const own = yours.data[i] as number
      const size = Math.max(Math.abs(own), Math.abs(wanted))
      if (size === 0) continue
      this.telling.add(i)
      this.met.of++
      if (Math.abs(own - wanted) > AGREE * size) this.wrong.add(i)
      else this.met.right++
    }
  }

  get found(): Agreement {
    const { right, of } = this.met
    return { right: [...this.telling].filter((i) => !this.wrong.has(i)).length, of: this.telling.size, share: of === 0 ? 0 : right / of }
  }
}
