/**
 * Bundles whose first answer comes sooner. JavaScript engines read a function twice: to the end of it when the bundle is
 * loaded, and again, to compile it, when it is first called. For the first answer that is half of the time. A function
 * expression in parentheses, which looks as if it were called at once, is compiled when the bundle is loaded instead
 * ("possibly invoked function expressions", V8's blog, "The cost of JavaScript in 2019"). So what typical first answers
 * call is put in parentheses:
 *
 *     function f(x){…}   →   at the bundle's head, because declarations may be called above: var f=(function(x){…})
 *     x=>x+1             →   (function(x){return (x+1)}), because engines look at function expressions alone
 *     {f(x){…}}          →   {f:(function(x){…})}
 *
 * Functions that say `this`, `arguments` or `super` stay, and so do classes, accessors and what is asynchronous.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import remapping from '@jridgewell/remapping'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { parse } from 'acorn'
import esbuild from 'esbuild'
import MagicString from 'magic-string'

/** @typedef {import('acorn').Node & Record<string, any>} Node */

/** What people ask first: a formula in each of the languages with a parser of its own, as the panel shows it. */
const firstAnswers = `
  import { Session } from 'node:inspector/promises'
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  const { analyze, differentiate, print, read, simplify } = await import(process.argv[1])
  const texts = [
    ['plain', 'x*exp(-x^2/2)*sin(3*x)'],
    ['latex', '\\\\frac{1}{n} \\\\sum_{i=1}^n \\\\log(1 + e^{-y_i x_i^\\\\top w}) + \\\\lambda \\\\|A w - b\\\\|^2'],
    ['python', 'import numpy as np\\n\\ndef loss(W, x, y):\\n    p = np.tanh(W @ x)\\n    return ((p - y) ** 2).mean()'],
    ['javascript', 'const f = (x, y) => Math.sqrt(x * x + y * y)'],
  ]
  print(simplify(differentiate(read(texts[0][1], 'plain'), 'x')), 'text')
  for (const [language, text] of texts) {
    const analysis = analyze({ language, text })
    if (!analysis.ok) throw new Error(analysis.message)
    for (const derivative of analysis.derivatives) derivative.latex
  }
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const { functions } = result.find(({ url }) => url === process.argv[1])
  console.log(JSON.stringify(functions.filter(({ ranges: [whole] }) => whole.count > 0).map(({ ranges: [whole] }) => whole.startOffset)))
`

/**
 * Where the functions that first answers call are written: places in the sources as `positions` names them, so that they
 * can be found in other bundles of the same sources.
 * @param {esbuild.BuildOptions} settings of a bundle of src/math
 * @returns {Promise<Set<string>>}
 */
export async function calledFirst(settings) {
  const folder = await mkdtemp(join(tmpdir(), 'nabla-build-'))
  try {
    const file = join(folder, 'math.mjs')
    const { outputFiles = [] } = await esbuild.build({ ...settings, write: false })
    const [text, map] = ['.mjs', '.map'].map((end) => outputFiles.find(({ path }) => path.endsWith(end))?.text)
    if (text === undefined || map === undefined) throw new Error('no bundle with a source map')
    await writeFile(file, text)
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', firstAnswers, pathToFileURL(file).href], { maxBuffer: 1e8 })
    const place = positions(text, map)
    return new Set(JSON.parse((await run).stdout).map(place))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/**
 * From offsets in a bundle to places in its sources.
 * @param {string} text
 * @param {string} map
 * @returns {(offset: number) => string}
 */
function positions(text, map) {
  const trace = new TraceMap(map)
  const starts = [...text.matchAll(/^/gm)].map(({ index }) => index)
  return (offset) => {
    let [line, after] = [0, starts.length]
    while (after - line > 1) {
      const middle = (line + after) >> 1
      if (Number(starts[middle]) <= offset) line = middle
      else after = middle
    }
    const original = originalPositionFor(trace, { line: line + 1, column: offset - Number(starts[line]) })
    return `${original.source}:${original.line}:${original.column}`
  }
}

/**
 * The same program with what is called first in parentheses, and its map.
 * @param {string} text a bundle
 * @param {string} map its source map
 * @param {Set<string>} called
 * @returns {{ text: string, map: string }}
 */
export function compileEarly(text, map, called) {
  const place = positions(text, map)
  const edited = parenthesize(text, (offset) => called.has(place(offset)))
  const decoded = edited.generateDecodedMap({ hires: 'boundary', includeContent: false, source: 'bundle.js' })
  const composed = remapping(/** @type {any} */ (decoded), (file) => (file === 'bundle.js' ? JSON.parse(map) : null))
  return { text: edited.toString(), map: composed.toString() }
}

/**
 * A program with the functions that are called first in parentheses.
 * @param {string} text
 * @param {(offset: number) => boolean} isCalled of the function that begins there
 */
export function parenthesize(text, isCalled) {
  const program = /** @type {Node} */ (parse(text, { ecmaVersion: 2022, sourceType: 'module' }))
  const edited = new MagicString(text)
  /** @param {Node} node @param {number} start */
  const isMeant = (node, start) => isFunction(node) && !node.async && !node.generator && isCalled(start) && !hasOwnThis(node)
  const declarations = program.body.filter((/** @type {Node} */ node) => node.type === 'FunctionDeclaration' && isMeant(node, node.start))
  /** Before it stand the declarations. */
  const head = program.body.find((/** @type {Node} */ node) => node.directive === undefined && !declarations.includes(node))?.start ?? text.length

  /** @param {Node} node @param {Node | undefined} parent */
  const visit = (node, parent) => {
    for (const child of children(node)) visit(child, node)
    const isMethod = parent?.type === 'Property' && parent.method && node === parent.value
    if (node.type === 'FunctionDeclaration' || !isMeant(node, isMethod ? parent.start : node.start)) return
    if (node.type === 'ArrowFunctionExpression') arrow(node)
    else if (isMethod) edited.appendLeft(node.start, ':(function').appendLeft(node.end, ')')
    else if (text.startsWith('function', node.start)) edited.prependRight(node.start, '(').appendLeft(node.end, ')')
  }
  /** @param {Node} node */
  const arrow = ({ start, end, params, body }) => {
    const block = body.type === 'BlockStatement'
    const last = params.at(-1)
    if (last && start < params[0].start) edited.remove(start, params[0].start)
    edited.overwrite(last?.end ?? start, body.start, block ? ')' : '){return (')
    edited.prependRight(start, '(function(')
    // What is in parentheses of its own loses them.
    if (body.end < end) edited.remove(body.end, end)
    edited.appendLeft(end, block ? ')' : ')})')
  }
  visit(program, undefined)
  for (const [k, { start, end, id }] of declarations.entries()) {
    edited.overwrite(start, id.end, `${k ? ',' : 'var '}${id.name}=(function`).appendLeft(end, ')')
    if (start > head) edited.move(start, end, head)
  }
  if (declarations.length) edited.prependRight(head, ';')
  return edited
}

/** @param {Node} node */
const isFunction = ({ type }) => type === 'FunctionDeclaration' || type === 'FunctionExpression' || type === 'ArrowFunctionExpression'

/** Whether it says `this`, `arguments`, `super` or `new.target`, also within. @param {Node} node @returns {boolean} */
const hasOwnThis = (node) =>
  node.type === 'ThisExpression' ||
  node.type === 'Super' ||
  node.type === 'MetaProperty' ||
  (node.type === 'Identifier' && node.name === 'arguments') ||
  children(node).some(hasOwnThis)

/** @param {Node} node @returns {Node[]} */
const children = (node) =>
  Object.values(node)
    .flat()
    .filter((value) => typeof value?.type === 'string')
