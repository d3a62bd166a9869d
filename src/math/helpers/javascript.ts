/**
 * What is defined beside JavaScript: special functions and linear algebra, which Math does not have. Written as our own kernels are. What
 * stands between ‹ and › is TypeScript's alone.
 */
import { CENTRE, SCALED } from '../kernels/error.ts'
import { LOG_GAMMA_1 } from '../kernels/gamma.ts'
import type { Helpers } from './helpers.ts'

const list = (numbers: readonly number[]): string => {
  const lines: string[] = []
  for (let k = 0; k < numbers.length; k += 5) lines.push(`    ${numbers.slice(k, k + 5).join(', ')},`)
  return `[\n${lines.join('\n')}\n  ]`
}

const chebyshev = `// The sum of c[k] T_k(t) by Clenshaw's recurrence.
function chebyshev(c‹: number[]›, t‹: number›)‹: number› {
  let [b1, b2] = [0, 0];
  for (let k = c.length - 1; k > 0; k--) [b1, b2] = [2 * t * b1 - b2 + c[k], b1];
  return t * b1 - b2 + c[0];
}`

const erfcx = `// exp(x^2) erfc(x), after J. L. Schonfelder, "Chebyshev expansions for the error and related functions" (1978).
function erfcx(x‹: number›)‹: number› {
  const c = ${list(SCALED)};
  if (x < 0) return 2 * Math.exp(x * x) - erfcx(-x);
  return x === Infinity ? 0 : chebyshev(c, (x - 3.75) / (x + 3.75)) / (1 + 2 * x);
}`

const erf = `// The error function.
function erf(x‹: number›)‹: number› {
  const c = ${list(CENTRE)};
  if (Math.abs(x) <= 1) return x * chebyshev(c, 2 * x * x - 1);
  return x > 0 ? 1 - erfc(x) : erfc(-x) - 1;
}`

const erfc = `// The complementary error function; x^2 in two parts, since rounding it would cost x^2 ulp.
function erfc(x‹: number›)‹: number› {
  if (x < 0.5) return 1 - erf(x);
  const high = Math.fround(x);
  return x > 27.5 ? 0 : Math.exp(-high * high) * Math.exp((high - x) * (high + x)) * erfcx(x);
}`

const erfcinv = `// The inverse of erfc: Halley's method from formula 26.2.22 of Abramowitz and Stegun.
function erfcinv(q‹: number›)‹: number› {
  if (!(q >= 0 && q <= 2)) return NaN;
  if (q > 1) return -erfcinv(2 - q);
  if (q === 0) return Infinity;
  if (q > 0.5) return erfinv(1 - q);
  const t = Math.sqrt(-2 * Math.log(q / 2));
  let x = (t - (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481))) / Math.SQRT2;
  for (let k = 0; k < 3; k++) {
    const u = (erfc(x) - q) * Math.sqrt(Math.PI) / 2 * Math.exp(x * x);
    x += u / (1 - x * u);
  }
  return x;
}`

const erfinv = `// The inverse of erf.
function erfinv(p‹: number›)‹: number› {
  if (Math.abs(p) > 0.5) return p > 0 ? erfcinv(1 - p) : -erfcinv(1 + p);
  let x = p * Math.sqrt(Math.PI) / 2;
  for (let k = 0; k < 4; k++) {
    const u = (erf(x) - p) * Math.sqrt(Math.PI) / 2 * Math.exp(x * x);
    x -= u / (1 + x * u);
  }
  return x;
}`

const lognormcdf = `// The logarithm of the standard normal distribution function, also where that is too small for a double.
function lognormcdf(x‹: number›)‹: number› {
  if (x > -1) return Math.log1p(-erfc(x / Math.SQRT2) / 2);
  return Math.log(erfcx(-x / Math.SQRT2) / 2) - x * x / 2;
}`

const stirling = `// The series of ln Gamma(x) for large x (DLMF 5.11.1), without its leading terms.
function stirling(x‹: number›)‹: number› {
  const c = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156, -3617 / 122400];
  return c.reduceRight((sum, b) => sum / (x * x) + b, 0) / x;
}`

const tgamma = `// The gamma function: a Chebyshev series on [1, 2], Stirling's series far out, reflection (DLMF 5.5.3).
function tgamma(x‹: number›)‹: number› {
  if (x <= 0 && Number.isInteger(x)) return NaN;
  if (x < 0.5) {
    const rest = x - Math.round(x);
    const sine = (Math.round(x) % 2 === 0 ? 1 : -1) * Math.sin(Math.PI * rest);
    return x < -180 ? 0 : Math.PI / (sine * tgamma(1 - x));
  }
  if (x > 171.7) return Infinity;
  let product = 1;
  if (Number.isInteger(x)) {
    for (let k = 2; k < x; k++) product *= k;
    return product;
  }
  if (x > 12) {
    const half = x ** (x / 2 - 0.25);
    return Math.sqrt(2 * Math.PI) * half * Math.exp(-x) * half * Math.exp(stirling(x));
  }
  let t = x;
  while (t > 2) product *= --t;
  while (t < 1) product /= t++;
  return product * Math.exp(lgamma(t));
}`

const lgamma = `// ln |Gamma(x)|.
function lgamma(x‹: number›)‹: number› {
  const c = ${list(LOG_GAMMA_1)};
  if (x <= 0 && Number.isInteger(x)) return Infinity;
  if (x < 0) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * (x - Math.round(x))))) - lgamma(1 - x);
  if (x < 1) return x * (x - 1) * chebyshev(c, 2 * x - 1) - Math.log(x);
  if (x <= 2) return (x - 1) * (x - 2) * chebyshev(c, 2 * x - 3);
  if (x <= 3) return Math.log1p(x - 2) + lgamma(x - 1);
  if (x < 12) return Math.log(tgamma(x));
  return x === Infinity ? x : (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + stirling(x);
}`

const digamma = `// The digamma function: recurrence to x >= 12, then its asymptotic series (DLMF 5.5.2, 5.5.4, 5.11.2).
function digamma(x‹: number›)‹: number› {
  if (x <= 0 && Number.isInteger(x)) return NaN;
  if (x < 0) return digamma(1 - x) - Math.PI / Math.tan(Math.PI * (x - Math.round(x)));
  let sum = 0;
  for (; x < 12; x++) sum -= 1 / x;
  const c = [1 / 12, -1 / 120, 1 / 252, -1 / 240, 1 / 132, -691 / 32760, 1 / 12];
  return sum + Math.log(x) - 0.5 / x - c.reduceRight((rest, b) => (rest + b) / (x * x), 0);
}`

const hurwitzZeta = `// The sum of (x + k)^(-s) over k >= 0 for s > 1, by Euler and Maclaurin (DLMF 25.11.28).
function hurwitzZeta(s‹: number›, x‹: number›)‹: number› {
  if (s === 1 || (x <= 0 && Number.isInteger(x))) return NaN;
  const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330];
  let sum = 0;
  for (const far = 14 + 0.75 * Math.min(s, 200); x < far; x++) sum += x ** -s;
  sum += x ** (1 - s) / (s - 1) + x ** -s / 2;
  let factor = s * x ** (-s - 1) / 2;
  bernoulli.forEach((b, k) => {
    sum += factor * b;
    factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / (x * x * (2 * k + 3) * (2 * k + 4));
  });
  return sum;
}`

const polygamma = `// The derivative of order n of the digamma function (DLMF 25.11.12).
function polygamma(n‹: number›, x‹: number›)‹: number› {
  return n === 0 ? digamma(x) : (n % 2 === 0 ? -1 : 1) * tgamma(n + 1) * hurwitzZeta(n + 1, x);
}`

const lambertw = `// The principal branch of Lambert's W: Halley's method, after Corless and others (1996).
function lambertw(x‹: number›)‹: number› {
  // The distance from the branch point -1/e, in two parts.
  const distance = x + 0.36787944117144233 - 1.2428753672788363e-17;
  if (x === 0 || x === Infinity) return x;
  const p = Math.sqrt(2 * Math.E * distance);
  if (p < 0.01) return -1 + p * (1 - p * (1 / 3 - p * (11 / 72 - p * (43 / 540 - p * (769 / 17280 - p * 221 / 8505)))));
  let w = x < 3 ? p < 1 ? -1 + p * (1 - p / 3) : Math.log1p(x) * 0.75 : Math.log(x) - Math.log(Math.log(x));
  for (let k = 0; k < 12; k++) {
    const e = Math.exp(w);
    const f = w * e - x;
    w -= f / (e * (w + 1) - (w + 2) * f / (2 * w + 2));
  }
  return w;
}`

const rint = `// The nearest whole number, an even one between two.
function rint(x‹: number›)‹: number› {
  return x - Math.floor(x) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);
}`

const luSolve = `// The solution of A X = B for a vector or matrix B, as columns, and det A: elimination with partial pivoting.
function luSolve(A‹: number[][]›, B‹: number[] | number[][]›)‹: { X: number[][]; det: number; logDet: number }› {
  const n = A.length;
  const rows‹: number[][]› = A.map((row, i) => [...row, ...[B[i]].flat()]);
  let det = 1;
  let logDet = 0;
  for (let k = 0; k < n; k++) {
    let p = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(rows[i][k]) > Math.abs(rows[p][k])) p = i;
    if (p !== k) {
      [rows[k], rows[p]] = [rows[p], rows[k]];
      det = -det;
    }
    det *= rows[k][k];
    logDet += Math.log(Math.abs(rows[k][k]));
    for (let i = k + 1; i < n; i++) {
      const factor = rows[k][k] === 0 ? 0 : rows[i][k] / rows[k][k];
      for (let j = k; j < rows[i].length; j++) rows[i][j] -= factor * rows[k][j];
    }
  }
  const X = rows.map((row) => row.slice(n));
  for (let i = n - 1; i >= 0; i--)
    X[i] = X[i].map((b, j) => (b - X.reduce((sum, x, k) => (k > i ? sum + rows[i][k] * x[j] : sum), 0)) / rows[i][i]);
  return { X, det, logDet };
}`

const solve = `function solve‹<T extends number[] | number[][]>›(A‹: number[][]›, B‹: T›)‹: T› {
  const { X } = luSolve(A, B);
  return ‹(›Array.isArray(B[0]) ? X : X.flat()‹) as T›;
}`

/** A function of a matrix, or of each one of a stack, or a stack of stacks: in TypeScript a signature for each of these. */
const ofMatrices = (name: string, one: string, body: string): string => `function ${name}(A‹: number[][]›)‹: ${one};
function ${name}(A: number[][][]): ${one}[];
function ${name}(A: number[][][][]): ${one}[][];
function ${name}(A: number[][] | number[][][] | number[][][][]): ${one} | ${one}[] | ${one}[][]› {
  if (Array.isArray(A[0][0])) return ‹(›A‹ as number[][][])›.map(‹(each) => ›${name}‹(each)›);
${body}
}`

const inv = ofMatrices(
  'inv',
  'number[][]',
  `  const rows = A‹ as number[][]›;
  return luSolve(rows, rows.map((row, i) => row.map((_, j) => (i === j ? 1 : 0)))).X;`,
)

const det = ofMatrices('det', 'number', '  return luSolve(A‹ as number[][]›, A‹ as number[][]›).det;')

const cofactors = `// det(A) A^-T of any square matrix: determinants with a row replaced by one of the identity.
function cofactors(A‹: number[][]›)‹: number[][]› {
  return A.map((row, i) => row.map((_, j) => det(A.map((other, k) => (k === i ? other.map((_, l) => (l === j ? 1 : 0)) : other)))));
}`

const logAbsDet = ofMatrices('logAbsDet', 'number', '  return luSolve(A‹ as number[][]›, A‹ as number[][]›).logDet;')

const cholesky = `// The lower triangle L with L L^T = A.
${ofMatrices(
  'cholesky',
  'number[][]',
  `  const rows = A‹ as number[][]›;
  const L = rows.map((row) => row.map(() => 0));
  for (let i = 0; i < rows.length; i++)
    for (let j = 0; j <= i; j++) {
      const rest = rows[i][j] - L[i].reduce((sum, x, k) => (k < j ? sum + x * L[j][k] : sum), 0);
      L[i][j] = i === j ? Math.sqrt(rest) : rest / L[j][j];
    }
  return L;`,
)}`

const kron = `// The Kronecker product.
function kron(A‹: number[][]›, B‹: number[][]›)‹: number[][]› {
  return A.flatMap((row) => B.map((other) => row.flatMap((a) => other.map((b) => a * b))));
}`

const reshaped = `// The components of x in the same order, in an array of these lengths.
function reshaped(x‹: unknown[]›, ...lengths‹: [number]›)‹: number[];
function reshaped(x: unknown[], ...lengths: [number, number]): number[][];
function reshaped(x: unknown[], ...lengths: [number, number, number]): number[][][];
function reshaped(x: unknown[], ...lengths: [number, number, number, number]): number[][][][];
function reshaped(x: unknown[], ...lengths: number[]): unknown[]› {
  let flat‹: unknown[]› = x.flat(Infinity);
  for (const length of lengths.slice(1).reverse())
    flat = Array.from({ length: flat.length / length }, (_, k) => flat.slice(k * length, (k + 1) * length));
  return flat;
}`

const cumulative = `// Running sums or products along the last axis.
function cumulative‹<T extends number[] | number[][] | number[][][]>›(x‹: T›, step‹: (a: number, b: number) => number›)‹: T› {
  if (Array.isArray(x[0])) return ‹(›x‹ as number[][])›.map((row) => cumulative(row, step))‹ as T›;
  let so‹: number›;
  return ‹(›x‹ as number[])›.map((own, k) => (so = k === 0 ? own : step(so, own)))‹ as T›;
}`

const rows: Helpers['rows'] = {
  erf: 'erf',
  erfc: 'erfc',
  erfcx: 'erfcx',
  erfinv: 'erfinv',
  erfcinv: 'erfcinv',
  log_norm_cdf: 'lognormcdf',
  gamma: 'tgamma',
  lgamma: 'lgamma',
  digamma: 'digamma',
  hurwitz_zeta: 'hurwitzZeta',
  polygamma: 'polygamma',
  lambertw: 'lambertw',
  round: 'rint',
  solve: 'solve',
  inv: 'inv',
  det: 'det',
  cofactor: 'cofactors',
  logdet: 'logAbsDet',
  cholesky: 'cholesky',
  kron: 'kron',
}

/** In their order: each may call those before it. */
const sources: Helpers['code'] = {
  chebyshev,
  erfcx,
  erf,
  erfc,
  erfinv,
  erfcinv,
  lognormcdf,
  stirling,
  tgamma,
  lgamma,
  digamma,
  hurwitzZeta,
  polygamma,
  lambertw,
  rint,
  luSolve,
  solve,
  inv,
  det,
  cofactors,
  logAbsDet,
  cholesky,
  kron,
  reshaped,
  cumulative,
}

const written = (write: (source: string) => string): Helpers => ({
  rows,
  code: Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, write(source)])),
})

export const javascriptHelpers = written((source) => source.replaceAll(/‹[^›]*›/g, ''))
export const typescriptHelpers = written((source) => source.replaceAll(/[‹›]/g, ''))

/** Code without the semicolons at the ends of its lines, for files that have none; where the next line would go on with a statement, they stay. */
export const withoutSemicolons = (code: string): string => code.replaceAll(/;(?=\n|$)(?!\s*[[(`+\-*/])/g, '')
