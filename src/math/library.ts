/** Libraries and languages that have names of their own for operations. */
export type Library =
  | 'numpy'
  | 'linalg'
  | 'scipy'
  | 'python'
  | 'jax'
  | 'torch'
  | 'tensorflow'
  | 'javascript'
  | 'julia'
  | 'matlab'
  | 'c'
  | 'sympy'
  | 'latex'
  | 'text'

/**
 * How libraries spell an operation: the first spelling is printed, all are read. Module-qualified from the library's
 * usual root ('linalg.det' under numpy, 'special.expit' under scipy, 'nn.functional.relu' under torch, 'Math.sin' under
 * javascript, '\\sin' under latex). An absent library has no name for it: the printer then uses the row's meaning.
 */
export type Spelling = { readonly [L in Library]?: string | readonly string[] }
