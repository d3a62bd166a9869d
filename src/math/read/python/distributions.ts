/** The normal distribution of SciPy, JAX, PyTorch and the standard library, with its mean and width. */
import type { Range } from '../../api.ts'
import { negative, sum } from '../execute/arithmetic.ts'
import { type Context, refuse } from '../execute/context.ts'
import { type Arguments, type PartialValue, reference, type Value } from '../execute/value.ts'
import { applyTerm, type Term } from '../term.ts'

const NORMAL = /^((jax\.)?scipy\.stats\.norm|torch\.distributions(\.normal)?\.Normal|statistics\.NormalDist)(?:\.(\w+))?$/

const MEANS = ['loc', 'mu', 'mean']
const WIDTHS = ['scale', 'sigma', 'stddev']
const FIRST = ['x', 'value', 'q', 'k', 'p']

/** norm(mu, sigma) as a distribution to ask, norm.pdf(x, mu, sigma) as what it says; undefined for anything else. */
export function callDistribution(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  const found = NORMAL.exec(path)
  if (found === null) return undefined
  const named = (names: readonly string[]): Value | undefined => names.map((name) => args.named.get(name)).find((value) => value !== undefined)
  const what = found[4]
  if (what === undefined) {
    const given = [named(MEANS) ?? args.positional[0], named(WIDTHS) ?? args.positional[1]] as const
    const known = [
      ['loc', given[0]],
      ['scale', given[1]],
    ] as const
    return {
      kind: 'partial',
      callee: reference(path),
      positional: [],
      named: new Map(known.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))),
    }
  }
  const first = named(FIRST) ?? args.positional[0] ?? refuse(`"${what}" is called without a number`, range)
  const [x, loc, scale] = [first, named(MEANS) ?? args.positional[1], named(WIDTHS) ?? args.positional[2]].map((value) =>
    value === undefined ? undefined : context.toTerm(value, range),
  ) as [Term, Term?, Term?]
  const centred = loc === undefined ? x : sum(x, negative(loc, range), range, false)
  const z = scale === undefined ? centred : applyTerm('div', [centred, scale], range)
  const of = (row: string, at: Term): Term => applyTerm(row, [at], range)
  switch (what) {
    case 'pdf':
      return scale === undefined ? of('norm_pdf', z) : applyTerm('div', [of('norm_pdf', z), scale], range)
    case 'logpdf':
    case 'log_prob':
      return scale === undefined ? of('log_norm_pdf', z) : sum(of('log_norm_pdf', z), negative(of('ln', scale), range), range, false)
    case 'cdf':
      return of('norm_cdf', z)
    case 'logcdf':
      return of('log_norm_cdf', z)
    case 'sf':
      return of('norm_cdf', negative(z, range))
    case 'logsf':
      return of('log_norm_cdf', negative(z, range))
    case 'ppf':
    case 'icdf':
    case 'inv_cdf': {
      const quantile = of('norm_ppf', x)
      const wide = scale === undefined ? quantile : applyTerm('mul', [scale, quantile], range)
      return loc === undefined ? wide : sum(loc, wide, range, false)
    }
  }
  return refuse(`"${what}" of a distribution is not read`, range)
}

/** distribution.pdf */
export const askDistribution = ({ callee, named }: PartialValue, what: string): Value | undefined =>
  callee.kind === 'reference' && NORMAL.test(callee.path)
    ? { kind: 'partial', callee: reference(`${callee.path}.${what}`), positional: [], named }
    : undefined
