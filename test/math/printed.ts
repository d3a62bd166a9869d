/** What the tests of printed code print: derivatives of published pairs, and formulas of numbers. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { type Analysis, analyze, type Shape } from '../../src/math/index.ts'

interface Pair {
  f: string
  wrt: string
  decl: Record<string, string>
}

const data = (name: string): Pair[] => JSON.parse(readFileSync(new URL(`../../../test/data/${name}`, import.meta.url), 'utf8')) as Pair[]

/** The published pairs, analysed. */
export function pairAnalyses(): { title: string; analysis: Analysis; wrt: string; symmetric: Set<string> }[] {
  return ['matrixcalculus_pairs.json', 'cookbook_pairs.json', 'ml_pairs.json'].flatMap((file) =>
    data(file).map((pair) => {
      const shapes: Record<string, Shape> = {}
      const symmetric = new Set<string>()
      for (const [name, text] of Object.entries(pair.decl)) {
        const [lengths, flag] = text.split(' ') as [string, string | undefined]
        shapes[name] = lengths === 's' ? [] : lengths.split(',')
        if (flag === 'sym') symmetric.add(name)
      }
      const analysis = analyze({ language: 'matlab', text: pair.f }, { wrt: pair.wrt, shapes })
      if (!analysis.ok) assert.fail(`${pair.f}: ${analysis.message}`)
      return { title: `${pair.f} by ${pair.wrt}`, analysis, wrt: pair.wrt, symmetric }
    }),
  )
}

/** Of what neither a language nor a function printed along has: the pseudo-inverse, and the factors of singular values. */
export const REFUSED = ' has no function for this: '

export const SCALARS = [
  'x^2',
  'sin(x^2)',
  'exp(x^3)',
  '1/(1+exp(-x))',
  'x*exp(-x^2/2)*sin(3*x)',
  'ln(1+exp(x))',
  'sqrt(x^2+y^2)',
  '(x^2+1)/(x^3+x)',
  'tanh(x)*exp(sin(x))',
  'x^y',
  'y^x',
  'abs(x-2)',
  'x^(-2)',
  '-x^2',
  '2^(-x)',
  '(-x)^2',
  'x/y/2',
  'x/(y*2)',
  'x-(y-x)',
  'x-(-y)',
  '-(x+y)*x',
  'max(x, y^2)',
  'atan2(y, x)',
  'log10(x)',
  'log2(x*y)',
  'cbrt(x)',
  'sinh(x)-cosh(x*y)',
  'asin(x/3)',
  'acos(x/3)',
  'atan(x)',
  'expm1(x)',
  'log1p(x)',
  'sec(x/2)',
  'cot(x)',
  'csc(x)',
  'relu(x-1)',
  'softplus(x)',
  'sigmoid(x*y)*x',
  'erf(x)',
  'hypot(x, y)',
  'exp(-(x-y)^2/(2*y^2))/(y*sqrt(2*pi))',
  'x^3/6 - x/2 + 1/3',
  '0.5*x^2.5',
  'sin(x)^2*cos(x)^3',
  'e^(-x)*pi',
]

/** Functions that JavaScript or C lacks: they are defined along with the code. */
export const SPECIAL = [
  'erfc(x)',
  'erfcx(x)',
  'erfinv(x/2)',
  'gamma(x)',
  'gamma(x-3)*y',
  'lgamma(x)',
  'digamma(x)',
  'digamma(-x)',
  'polygamma(2, x)',
  'factorial(x)',
  'beta(x, y)',
  'binomial(5, x)',
  'normcdf(x)',
  'log(normcdf(-x))',
  'lambertw(x)',
  'lambertw(-x/4)',
  'gelu(x)',
]

export const scalarAnalysis = (text: string): Analysis => {
  const analysis = analyze({ language: 'plain', text }, { wrt: 'x' })
  if (!analysis.ok) assert.fail(`${text}: ${analysis.message}`)
  return analysis
}
