/** Constants of the mathematical libraries of C-like languages, by all their names. */
import { NO_NUMBER } from '../execute/arrays/noNumber.ts'
import type { BinaryOperator } from '../execute/syntax/syntax.ts'
import { applyTerm, numberTerm, type Term } from '../term.ts'

/** Infinity, as what the largest or smallest of numbers begins with. */
export const BEYOND: Term = applyTerm('inf', [])

export const CONSTANTS: ReadonlyMap<string, () => Term> = new Map<string, () => Term>([
  ...['PI', 'Pi', 'pi', 'M_PI', 'pi_v', 'CUDART_PI', 'M_PIl'].map((name) => [name, () => applyTerm('pi', [])] as const),
  ...['M_E', 'e_v'].map((name) => [name, () => applyTerm('e', [])] as const),
  ...['TAU', 'tau_v'].map((name) => [name, () => applyTerm('mul', [numberTerm(2), applyTerm('pi', [])])] as const),
  ...['M_PI_2', 'FRAC_PI_2'].map((name) => [name, () => applyTerm('div', [applyTerm('pi', []), numberTerm(2)])] as const),
  ...['M_PI_4', 'FRAC_PI_4'].map((name) => [name, () => applyTerm('div', [applyTerm('pi', []), numberTerm(4)])] as const),
  ...['M_1_PI', 'FRAC_1_PI'].map((name) => [name, () => applyTerm('div', [numberTerm(1), applyTerm('pi', [])])] as const),
  ...['M_2_SQRTPI', 'FRAC_2_SQRT_PI'].map(
    (name) => [name, () => applyTerm('div', [numberTerm(2), applyTerm('sqrt', [applyTerm('pi', [])])])] as const,
  ),
  ...['M_SQRT2', 'SQRT_2', 'Sqrt2', 'sqrt2_v'].map((name) => [name, () => applyTerm('sqrt', [numberTerm(2)])] as const),
  ...['M_SQRT1_2', 'FRAC_1_SQRT_2'].map((name) => [name, () => applyTerm('div', [numberTerm(1), applyTerm('sqrt', [numberTerm(2)])])] as const),
  ...['M_LN2', 'LN_2', 'Ln2', 'ln2_v'].map((name) => [name, () => applyTerm('ln', [numberTerm(2)])] as const),
  ...['M_LN10', 'LN_10', 'Ln10', 'ln10_v'].map((name) => [name, () => applyTerm('ln', [numberTerm(10)])] as const),
  ...['EPSILON', 'DBL_EPSILON', 'ulpOfOne'].map((name) => [name, () => numberTerm(Number.EPSILON)] as const),
  ...['NAN', 'NaN', 'quiet_NaN'].map((name) => [name, () => NO_NUMBER] as const),
  ['FLT_EPSILON', () => numberTerm(2 ** -23)],
  ...['DBL_MAX', 'MAX_VALUE', 'MaxFloat64', 'MaxValue'].map((name) => [name, () => numberTerm(Number.MAX_VALUE)] as const),
  ...['INFINITY', 'HUGE_VAL', 'infinity', 'POSITIVE_INFINITY', 'PositiveInfinity'].map((name) => [name, () => BEYOND] as const),
  ...['NEG_INFINITY', 'NEGATIVE_INFINITY', 'NegativeInfinity'].map((name) => [name, () => applyTerm('neg', [BEYOND])] as const),
])

/** What Go's append is called where it is read; no name can be spelled so. */
export const GROWN = 'append to a slice'

/** What the functions of std::numeric_limits<double> give, by their names. */
export const LIMITS: ReadonlyMap<string, string> = new Map([
  ['epsilon', 'DBL_EPSILON'],
  ['max', 'DBL_MAX'],
  ['quiet_NaN', 'NAN'],
  ['infinity', 'INFINITY'],
])

/** What Rust calls the greatest of all numbers, and the least. */
export const GREATEST = /^(?:f32|f64)\.(?:MAX|(MIN))$/

/** C++'s objects that stand for operators, std::plus<>(), by their names. */
export const OPERATOR_OBJECTS: ReadonlyMap<string, BinaryOperator> = new Map([
  ['plus', '+'],
  ['minus', '-'],
  ['multiplies', '*'],
  ['divides', '/'],
])
