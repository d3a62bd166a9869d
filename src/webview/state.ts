/** What the page remembers over a reload: the last view, which folds are open, and per expression what was set by hand. */
import { type AnalysisView, pack, unpack } from '../protocol.ts'

/** The two calls of VS Code that keep a page's state. */
export interface StateApi {
  getState(): unknown
  setState(state: unknown): unknown
}

/** What a person set about one expression. */
export interface Kept {
  /** Which derivative is shown, by its tab's name. */
  tab?: string
  /** The variable along which its curve is drawn. */
  axis?: string
  /** Ranges by axis: x and y of a curve, the two variables of a surface. */
  ranges?: Record<string, [number, number]>
  scale?: 'linear' | 'logarithmic'
  /** Curves shown or hidden against the default. */
  curves?: Record<string, boolean>
  sliders?: Record<string, number>
  /** The point chosen on a surface. */
  point?: [number, number]
  /** The step size of gradient descent from there, where it is shown. */
  descent?: number
}

interface Saved {
  format: 1
  view?: AnalysisView
  folds: Record<string, boolean>
  /** The language whose code was looked at last. */
  language?: string
  /** By key, the latest last. */
  kept: [string, Kept][]
}

/** How many expressions are remembered. */
const capacity = 50

export class State {
  private readonly api: StateApi
  private readonly saved: Saved
  private pending: ReturnType<typeof setTimeout> | undefined

  constructor(api: StateApi) {
    this.api = api
    const state = unpack(api.getState())
    this.saved = isSaved(state) ? state : { format: 1, folds: {}, kept: [] }
    // A page that goes away must not take the last change with it.
    addEventListener('pagehide', () => this.write())
  }

  get view(): AnalysisView | undefined {
    return this.saved.view
  }

  set view(view: AnalysisView | undefined) {
    if (view === undefined) delete this.saved.view
    else this.saved.view = view
    this.save()
  }

  get language(): string | undefined {
    return this.saved.language
  }

  set language(language: string | undefined) {
    if (language !== undefined) this.saved.language = language
    this.save()
  }

  isOpen(fold: string): boolean {
    return this.saved.folds[fold] === true
  }

  setOpen(fold: string, open: boolean): void {
    this.saved.folds[fold] = open
    this.save()
  }

  of(key: string): Kept {
    return this.saved.kept.find(([name]) => name === key)?.[1] ?? {}
  }

  keep(key: string, change: Partial<Kept>): void {
    const kept = { ...this.of(key), ...change }
    this.saved.kept = [...this.saved.kept.filter(([name]) => name !== key), [key, kept] as [string, Kept]].slice(-capacity)
    this.save()
  }

  /** Soon: a slider changes sixty times a second. */
  private save(): void {
    this.pending ??= setTimeout(() => this.write(), 100)
  }

  private write(): void {
    if (this.pending === undefined) return
    clearTimeout(this.pending)
    this.pending = undefined
    this.api.setState(pack(this.saved))
  }
}

function isSaved(state: unknown): state is Saved {
  if (typeof state !== 'object' || state === null) return false
  const { format, folds, kept } = state as Partial<Saved>
  return format === 1 && typeof folds === 'object' && folds !== null && Array.isArray(kept)
}
