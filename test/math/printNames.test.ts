/**
 * Whatever printed code calls exists: for each row of the table and each language, every name that is called is one of the language's
 * recorded names, or defined along with the code; else the language is refused in one sentence.
 */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { analyze } from '../../src/math/analyze.ts'
import type { CodeLanguage } from '../../src/math/api.ts'
import { type Expr, make, type Operation, symbol } from '../../src/math/expr.ts'
import { table } from '../../src/math/ops/table.ts'
import { printCode } from '../../src/math/print/code/code.ts'
import { type Shape, ShapeError } from '../../src/math/shape.ts'

const golden = (name: string): Record<string, string[]> =>
  JSON.parse(readFileSync(`${process.cwd()}/test/math/golden/${name}.json`, 'utf8')) as Record<string, string[]>
const recorded = golden('names')
const calls = golden('callNames')

const prefixed = (prefix: string, names: readonly string[] = []): string[] => names.map((name) => prefix + name)
const scipy = prefixed('scipy.', recorded['scipy'])
const numpy = [...prefixed('np.', recorded['numpy']), ...prefixed('np.linalg.', recorded['linalg']), ...scipy]
const python = ['abs', 'float', 'int', 'len', 'list', 'math.prod', 'max', 'min', 'pow', 'range', 'round', 'sum']

/** What each language calls beside names that its code defines. */
const KNOWN: { readonly [L in CodeLanguage]?: readonly string[] } = {
  numpy: [...numpy, ...python, 'np.logaddexp.reduce'],
  python: [...prefixed('math.', recorded['python']), ...python, ...numpy, 'np.logaddexp.reduce'],
  jax: [
    ...numpy.map((name) => name.replace(/^np\./, 'jnp.')),
    ...prefixed('jax.', recorded['jax nn.']),
    // jax.scipy has SciPy's names; those of jax.lax and the two below are JAX's own.
    ...scipy.map((name) => `jax.${name}`),
    'jax.lax.rsqrt',
    'jax.lax.stop_gradient',
    'jax.nn.logsumexp',
    ...['cdf', 'logcdf', 'pdf', 'logpdf', 'ppf'].map((name) => `jax.scipy.stats.norm.${name}`),
    ...python,
  ],
  torch: [
    ...prefixed('torch.', calls['torch']),
    ...prefixed('torch.', recorded['torch special.']),
    ...prefixed('torch.', recorded['torch nn.functional.']),
    ...prefixed('math.', recorded['python']),
    ...python,
  ],
  sympy: [...prefixed('sp.', recorded['sympy']), ...python],
  // The last is what a function defined along with the code is handed.
  javascript: [...Object.getOwnPropertyNames(Math).map((name) => `Math.${name}`), 'Array', 'Array.from', 'Array.isArray', 'Number.isInteger', 'step'],
  julia: calls['julia'] ?? [],
  matlab: calls['matlab'] ?? [],
  c: calls['c'] ?? [],
}

const SHAPES: readonly Shape[] = [[], ['n'], ['n', 'n'], [3], ['m', 3]]
const ATTRIBUTES = [{}, { axis: 0 }, { axis: 1 }, { k: 1 }]

/** Rows whose payload does not come of attributes: printTable.test.ts prints them. */
const OTHERS = new Set('call series product_series integral einsum take place put one_hot broadcast kron_blocks kron_join'.split(' '))

/** Nodes of the row over symbols, of all shapes that fit. */
function samples(operation: Operation): Expr[] {
  if (operation.shorthand === true || operation.args.length === 0 || OTHERS.has(operation.name)) return []
  const names = operation.args.flatMap((name) => (name.startsWith('...') ? ['a', 'b', 'c'] : [name]))
  const found = new Set<Expr>()
  for (const first of operation.elementwise ? SHAPES : SHAPES.slice(1)) {
    for (const rest of SHAPES) {
      for (const attributes of ATTRIBUTES) {
        try {
          const args = names.map((name, k) => symbol(name, k === 0 ? first : rest))
          const node = make(operation, args, operation.configure?.({ shape: ['n', 'n'], n: 3, ...attributes }, args))
          operation.meaning?.(node)
          found.add(node)
        } catch {
          // These shapes or attributes do not fit this row.
        }
      }
    }
  }
  return [...found]
}

const COMMENTS = /(?:\/\/|#(?!if|def|end)|%(?! \d)).*$|\/\*[\s\S]*?\*\//gm
const DEFINED = /\bfunction (?:\[?[\w, ]*\]? = )?(\w+)\(|\bdef (\w+)\(|\b(?:double|void) (\w+)\(|^(\w+)\([\w, ]*\) = /gm
const KEYWORDS = new Set([
  'if',
  'for',
  'while',
  'return',
  'function',
  'lambda',
  'and',
  'or',
  'not',
  'in',
  'sizeof',
  'else',
  'case',
  'size_t',
  'double',
])

/** Names that a text calls and nobody defines. */
function unknownCalls(code: string, language: CodeLanguage, variables: ReadonlySet<string>): string[] {
  const text = code.replaceAll(COMMENTS, '').replaceAll(/'[^'\n]*'/g, '')
  const defined = new Set([...text.matchAll(DEFINED)].flatMap((match) => match.slice(1).filter((name) => name !== undefined)))
  const known = new Set(KNOWN[language])
  const called = [...text.matchAll(/(?<![\w.)\]])([A-Za-z_][\w.]*?)\.?\(/g)].map(([, name]) => name as string)
  return called.filter((name) => {
    const [base = ''] = name.split('.')
    // Methods and, in MATLAB, components of variables.
    const ofVariable =
      variables.has(base) || new RegExp(`\\b${base} = |\\b${base} =>|[(, [](?:const )?${base}[,)\\]]|for (?:const )?${base} of`).test(text)
    return !(known.has(name) || defined.has(name) || KEYWORDS.has(name) || (ofVariable && (name.includes('.') || language === 'matlab')))
  })
}

for (const language of Object.keys(KNOWN) as CodeLanguage[]) {
  test(`${language} calls only what there is`, () => {
    const unknown: string[] = []
    let [printed, refused] = [0, 0]
    for (const operation of table) {
      for (const node of samples(operation)) {
        let code: string
        try {
          code = printCode(node, language, { name: 'f' })
        } catch (error) {
          // A meaning within the meaning does not fit these shapes.
          assert.ok(error instanceof ShapeError, `${operation.name} ${JSON.stringify(node.args.map(({ shape }) => shape))} ${(error as Error).stack}`)
          continue
        }
        if (/^(?:#|%|\/\/) [\w+]+ has no function for this: /.test(code)) {
          assert.match(code, /^\S+ [^\n]+\.\n$/)
          refused++
          continue
        }
        printed++
        const names = unknownCalls(code, language, new Set(operation.args.map((name) => name.replace('...', ''))))
        if (names.length > 0) unknown.push(`${operation.name}: ${names.join(', ')}\n${code}`)
      }
    }
    assert.deepEqual(unknown.slice(0, 5), [], `${unknown.length} of ${printed}`)
    assert.ok(printed > 400 && refused < printed / 7, `${printed} printed, ${refused} refused`)
  })
}

test('softplus is what each library has for it, of whatever form it was typed in', () => {
  for (const text of ['log(1+exp(x))', 'log1p(exp(x))', 'logaddexp(0, x)']) {
    const analysis = analyze({ language: 'plain', text })
    assert.ok(analysis.ok)
    assert.equal(analysis.value.code('numpy'), 'np.logaddexp(0, x)')
    if (text.startsWith('logaddexp')) continue
    assert.equal(analysis.value.code('jax'), 'jax.nn.softplus(x)')
    assert.equal(analysis.value.code('torch'), 'torch.nn.functional.softplus(x)')
  }
})

test('code with the functions that were defined along with it is read as it was printed', () => {
  for (const [language, text] of [
    ['javascript', 'erf(x)*gamma(x) + digamma(x)'],
    ['javascript', 'erfc(x) + polygamma(2, x) + lambertw(x)'],
    ['matlab', 'x/abs(x) if x > 1 else exp(x)'],
  ] as const) {
    const printed = analyze({ language: 'plain', text })
    assert.ok(printed.ok, text)
    const again = analyze({ language, text: printed.value.code(language, { name: 'f' }) })
    assert.ok(again.ok, text)
    assert.equal(again.name, 'f')
    for (const x of [0.4, 1.3]) {
      const [given, meant] = [again.value.evaluate({ x }), printed.value.evaluate({ x })] as [number, number]
      assert.ok(Math.abs(given - meant) <= 1e-12 * Math.abs(meant), `${text}: ${given}, not ${meant}`)
    }
  }
})
