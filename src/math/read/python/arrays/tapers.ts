/** Windows that taper a signal, as NumPy, SciPy and PyTorch make them: np.hamming(n), get_window('hann', n), torch.hann_window(n). */
import type { Range } from '../../../api.ts'
import { gaussianTaper, isTaper, lastOf, taper } from '../../execute/arrays/tapers.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, reference, type Value } from '../../execute/values/value.ts'
import type { Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** The numbers 0, 1, ..., n - 1. */
const counted = (context: Context, length: Term, range: Range): Term =>
  context.toTerm(context.call(reference('numpy.arange'), { positional: [length], named: new Map(), ranges: [range], range }, range), range)

const isFalse = (value: Value | undefined): boolean => value?.kind === 'boolean' && !value.value
const isTrue = (value: Value | undefined): boolean => value?.kind === 'boolean' && value.value

/** A window of this name; one that is periodic would end where the next one begins. */
function made(context: Context, name: string, length: Term, options: readonly Value[], periodic: boolean, range: Range): Term {
  const count = counted(context, length, range)
  const last = periodic ? length : lastOf(length, range)
  const numbers = options.map((option) => context.toTerm(option, range))
  const [deviation] = numbers
  const window =
    name === 'gaussian' && deviation !== undefined ? gaussianTaper(count, last, deviation, range) : taper(name, count, last, numbers, range)
  return window ?? refuse(`the window "${name}" is not read`, range)
}

const OWN_NAMES: ReadonlyMap<string, string> = new Map([
  ['hanning', 'hann'],
  ['rectangular', 'boxcar'],
])
const own = (name: string): string => OWN_NAMES.get(name) ?? name

/** np.hanning(M), np.kaiser(M, beta); those of SciPy may be periodic, sym=False. */
const windowNamed =
  (name: string): Native =>
  (context, args, range) => {
    const length = context.toTerm(need(args, 0, range, 'M', 'Nx'), range)
    const option = args.named.get('beta') ?? args.named.get('std')
    const behind = args.positional.slice(1).filter((value) => value.kind !== 'boolean')
    const symmetric = args.named.get('sym') ?? args.positional.slice(1).find((value) => value.kind === 'boolean')
    return made(context, own(name), length, option === undefined ? behind : [option], isFalse(symmetric), range)
  }

/** torch.hann_window(n, periodic=True) */
const torchWindow =
  (name: string): Native =>
  (context, args, range) => {
    const length = context.toTerm(need(args, 0, range, 'window_length'), range)
    const flag = args.positional.slice(1).find((value) => value.kind === 'boolean') ?? args.named.get('periodic')
    const numbers = args.positional.slice(1).filter((value) => value.kind !== 'boolean')
    const options = [...numbers, ...['beta', 'alpha'].flatMap((key) => args.named.get(key) ?? [])]
    if (args.named.has('beta') && name === 'hamming') return refuse('the weights of this window are read one after the other', range)
    return made(context, name, length, options, !isFalse(flag), range)
  }

/** get_window('hann', n) and get_window(('kaiser', 8.6), n), which are periodic unless fftbins=False. */
const chosenWindow: Native = (context: Context, args: Arguments, range: Range) => {
  const window = need(args, 0, range, 'window')
  const [name, ...options] = window.kind === 'list' ? window.items.value : [window]
  if (name?.kind !== 'string') return refuse('which window is meant is not known', range)
  const length = context.toTerm(need(args, 1, range, 'Nx'), range)
  const periodic = argument(args, 2, 'fftbins')
  return made(context, own(name.value), length, options, periodic === undefined || isTrue(periodic), range)
}

/** By the last part of the name. */
export const TAPERED: readonly (readonly [string, Native])[] = [
  ...['hann', 'hanning', 'hamming', 'blackman', 'blackmanharris', 'nuttall', 'bartlett', 'kaiser', 'boxcar', 'gaussian']
    .filter((name) => isTaper(own(name)) || name === 'gaussian')
    .map((name) => [name, windowNamed(name)] as const),
  ...['hann', 'hamming', 'blackman', 'bartlett', 'kaiser'].map((name) => [`${name}_window`, torchWindow(name)] as const),
  ['get_window', chosenWindow],
]
