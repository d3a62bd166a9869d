/** What is defined beside C: special functions that C99's math.h lacks, and linear algebra. Written as our own kernels are. */
import { SCALED } from '../kernels/error.ts'
import type { Helpers } from './helpers.ts'

function list(numbers: readonly number[]): string {
  const lines: string[] = []
  for (let k = 0; k < numbers.length; k += 5) lines.push(`        ${numbers.slice(k, k + 5).join(', ')},`)
  return `{\n${lines.join('\n')}\n    }`
}

/** Two printed functions may stand in one file. */
const once = (name: string, code: string): string => `#ifndef NABLA_${name.toUpperCase()}\n#define NABLA_${name.toUpperCase()}\n${code}\n#endif`

const PI = '3.141592653589793'
const HALF_ROOT_PI = '0.8862269254527580'
const ROOT_2 = '1.4142135623730951'

const definitions: { readonly [name: string]: string } = {
  erfcx: `/* exp(x^2) erfc(x), after J. L. Schonfelder, "Chebyshev expansions for the error and related functions" (1978). */
static double erfcx(double x)
{
    static const double c[] = ${list(SCALED)};
    const double t = (x - 3.75) / (x + 3.75);
    double b1 = 0.0, b2 = 0.0;
    if (x < 0.0) return 2.0 * exp(x * x) - erfcx(-x);
    if (x > 1e300) return 0.0;
    for (int k = ${SCALED.length - 1}; k > 0; k--) {
        const double b = 2.0 * t * b1 - b2 + c[k];
        b2 = b1;
        b1 = b;
    }
    return (t * b1 - b2 + c[0]) / (1.0 + 2.0 * x);
}`,
  erfinv: `/* The inverse of erf: Halley's method, far out from formula 26.2.22 of Abramowitz and Stegun. */
static double erfcinv(double q);
static double erfinv(double p)
{
    double x = ${HALF_ROOT_PI} * p;
    if (fabs(p) > 0.5) return p > 0.0 ? erfcinv(1.0 - p) : -erfcinv(1.0 + p);
    for (int k = 0; k < 4; k++) {
        const double u = (erf(x) - p) * ${HALF_ROOT_PI} * exp(x * x);
        x -= u / (1.0 + x * u);
    }
    return x;
}`,
  erfcinv: `/* The inverse of erfc, likewise. */
static double erfcinv(double q)
{
    if (!(q >= 0.0 && q <= 2.0)) return NAN;
    if (q > 1.0) return -erfcinv(2.0 - q);
    if (q == 0.0) return INFINITY;
    if (q > 0.5) return erfinv(1.0 - q);
    const double t = sqrt(-2.0 * log(q / 2.0));
    double x = (t - (2.30753 + t * 0.27061) / (1.0 + t * (0.99229 + t * 0.04481))) / ${ROOT_2};
    for (int k = 0; k < 3; k++) {
        const double u = (erfc(x) - q) * ${HALF_ROOT_PI} * exp(x * x);
        x += u / (1.0 - x * u);
    }
    return x;
}`,
  lognormcdf: `/* The logarithm of the standard normal distribution function, also where that is too small for a double. */
static double lognormcdf(double x)
{
    if (x > -1.0) return log1p(-erfc(x / ${ROOT_2}) / 2.0);
    return log(erfcx(-x / ${ROOT_2}) / 2.0) - x * x / 2.0;
}`,
  digamma: `/* The digamma function: recurrence to x >= 12, then its asymptotic series (DLMF 5.5.2, 5.5.4, 5.11.2). */
static double digamma(double x)
{
    static const double c[] = { 1.0 / 12, -1.0 / 120, 1.0 / 252, -1.0 / 240, 1.0 / 132, -691.0 / 32760, 1.0 / 12 };
    double sum = 0.0, rest = 0.0;
    if (x <= 0.0 && x == floor(x)) return NAN;
    if (x < 0.0) return digamma(1.0 - x) - ${PI} / tan(${PI} * (x - round(x)));
    for (; x < 12.0; x++) sum -= 1.0 / x;
    for (int k = 6; k >= 0; k--) rest = (rest + c[k]) / (x * x);
    return sum + log(x) - 0.5 / x - rest;
}`,
  hurwitz_zeta: `/* The sum of (x + k)^(-s) over k >= 0 for s > 1, by Euler and Maclaurin (DLMF 25.11.28). */
static double hurwitz_zeta(double s, double x)
{
    static const double bernoulli[] = { 1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330 };
    const double far = 14.0 + 0.75 * fmin(s, 200.0);
    double sum = 0.0;
    if (s == 1.0 || (x <= 0.0 && x == floor(x))) return NAN;
    for (; x < far; x++) sum += pow(x, -s);
    sum += pow(x, 1.0 - s) / (s - 1.0) + pow(x, -s) / 2.0;
    double factor = s * pow(x, -s - 1.0) / 2.0;
    for (int k = 0; k < 10; k++) {
        sum += factor * bernoulli[k];
        factor *= (s + 2 * k + 1) * (s + 2 * k + 2) / (x * x * (2 * k + 3) * (2 * k + 4));
    }
    return sum;
}`,
  polygamma: `/* The derivative of order n of the digamma function (DLMF 25.11.12). */
static double polygamma(double n, double x)
{
    if (n == 0.0) return digamma(x);
    return (fmod(n, 2.0) == 0.0 ? -1.0 : 1.0) * tgamma(n + 1.0) * hurwitz_zeta(n + 1.0, x);
}`,
  lambertw: `/* The principal branch of Lambert's W: Halley's method, after Corless and others (1996). */
static double lambertw(double x)
{
    /* The distance from the branch point -1/e, in two parts. */
    const double distance = x + 0.36787944117144233 - 1.2428753672788363e-17;
    const double p = sqrt(2.0 * 2.718281828459045 * distance);
    if (x == 0.0 || x == INFINITY) return x;
    if (p < 0.01) return -1.0 + p * (1.0 - p * (1.0 / 3 - p * (11.0 / 72 - p * (43.0 / 540 - p * (769.0 / 17280 - p * 221.0 / 8505)))));
    double w = x < 3.0 ? p < 1.0 ? -1.0 + p * (1.0 - p / 3.0) : log1p(x) * 0.75 : log(x) - log(log(x));
    for (int k = 0; k < 12; k++) {
        const double e = exp(w), f = w * e - x;
        w -= f / (e * (w + 1.0) - (w + 2.0) * f / (2.0 * w + 2.0));
    }
    return w;
}`,
  lu_solve: `/* X with A X = B, by elimination with partial pivoting; returns det A, and ln |det A|. */
static double lu_solve(size_t n, size_t m, double A[n][n], double B[n][m], double X[n][m], double *log_det)
{
    double rows[n][n + m], det = 1.0;
    *log_det = 0.0;
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < n; j++) rows[i][j] = A[i][j];
        for (size_t j = 0; j < m; j++) rows[i][n + j] = B[i][j];
    }
    for (size_t k = 0; k < n; k++) {
        size_t p = k;
        for (size_t i = k + 1; i < n; i++)
            if (fabs(rows[i][k]) > fabs(rows[p][k])) p = i;
        for (size_t j = 0; p != k && j < n + m; j++) {
            const double other = rows[k][j];
            rows[k][j] = rows[p][j];
            rows[p][j] = other;
        }
        det *= p == k ? rows[k][k] : -rows[k][k];
        *log_det += log(fabs(rows[k][k]));
        for (size_t i = k + 1; i < n; i++) {
            const double factor = rows[k][k] == 0.0 ? 0.0 : rows[i][k] / rows[k][k];
            for (size_t j = k; j < n + m; j++) rows[i][j] -= factor * rows[k][j];
        }
    }
    for (size_t j = 0; j < m; j++)
        for (size_t i = n; i-- > 0; ) {
            double rest = rows[i][n + j];
            for (size_t k = i + 1; k < n; k++) rest -= rows[i][k] * X[k][j];
            X[i][j] = rest / rows[i][i];
        }
    return det;
}`,
  solve: `static void solve(size_t n, size_t m, double A[n][n], double B[n][m], double X[n][m])
{
    double log_det;
    lu_solve(n, m, A, B, X, &log_det);
}`,
  inv: `static void inv(size_t n, double A[n][n], double X[n][n])
{
    double I[n][n], log_det;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) I[i][j] = i == j ? 1.0 : 0.0;
    lu_solve(n, n, A, I, X, &log_det);
}`,
  det: `static double det(size_t n, double A[n][n])
{
    double log_det, X[n][n];
    return lu_solve(n, n, A, A, X, &log_det);
}`,
  cofactors: `/* det(A) A^-T of any square matrix: determinants with a row replaced by one of the identity. */
static void cofactors(size_t n, double A[n][n], double C[n][n])
{
    double R[n][n];
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            for (size_t k = 0; k < n; k++)
                for (size_t l = 0; l < n; l++) R[k][l] = k != i ? A[k][l] : l == j ? 1.0 : 0.0;
            C[i][j] = det(n, R);
        }
}`,
  log_abs_det: `static double log_abs_det(size_t n, double A[n][n])
{
    double log_det, X[n][n];
    lu_solve(n, n, A, A, X, &log_det);
    return log_det;
}`,
  cholesky: `/* The lower triangle L with L L^T = A. */
static void cholesky(size_t n, double A[n][n], double L[n][n])
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double rest = A[i][j];
            for (size_t k = 0; k < j && j <= i; k++) rest -= L[i][k] * L[j][k];
            L[i][j] = j > i ? 0.0 : i == j ? sqrt(rest) : rest / L[j][j];
        }
}`,
  kron: `/* The Kronecker product. */
static void kron(size_t m, size_t n, size_t p, size_t q, double A[m][n], double B[p][q], double X[m * p][n * q])
{
    for (size_t i = 0; i < m * p; i++)
        for (size_t j = 0; j < n * q; j++) X[i][j] = A[i / p][j / q] * B[i % p][j % q];
}`,
}

export const cHelpers: Helpers = {
  rows: {
    erfcx: 'erfcx',
    erfinv: 'erfinv',
    erfcinv: 'erfcinv',
    log_norm_cdf: 'lognormcdf',
    digamma: 'digamma',
    hurwitz_zeta: 'hurwitz_zeta',
    polygamma: 'polygamma',
    lambertw: 'lambertw',
    solve: 'solve',
    inv: 'inv',
    det: 'det',
    cofactor: 'cofactors',
    logdet: 'log_abs_det',
    cholesky: 'cholesky',
    kron: 'kron',
  },
  code: Object.fromEntries(Object.entries(definitions).map(([name, code]) => [name, once(name, code)])),
}
