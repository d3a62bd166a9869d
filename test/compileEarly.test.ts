/** Functions in parentheses: the program means what it meant, its map still leads to the sources, and only what is called is touched. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import esbuild from 'esbuild'
import { compileEarly, parenthesize } from '../scripts/compileEarly.mjs'

const everything = (text: string) => parenthesize(text, () => true).toString()

async function run(text: string): Promise<unknown> {
  const module: { result: unknown } = await import(`data:text/javascript,${encodeURIComponent(text)}`)
  return module.result
}

/** Programs that export a result, and what of them is to be seen afterwards. */
const programs: [name: string, text: string, parts: string[]][] = [
  [
    'a declaration stands at the head',
    'export const result = f(2); function f(x) { return x + 1 }',
    ['var f=(function(x)', '});export const result'],
  ],
  [
    'declarations that call each other',
    'const a = 1; function f(n) { return n ? g(n - 1) : a } function g(n) { return n ? f(n - 1) : -a } export const result = f(4)',
    [',g=(function'],
  ],
  ['a declaration at the head already', 'function f() { return 3 } export const result = f()', ['var f=(function']],
  ['directives stay first', '"use strict"; export const result = f(); function f() { return 4 }', ['"use strict"; var f=(function']],
  ['an arrow', 'const f = x => x + 1; export const result = f(1)', ['f = (function(x){return (x + 1)})']],
  ['an arrow that gives an object', 'const f = (x) => ({ x }); export const result = f(1)', ['(function(x){return ({ x })})']],
  ['an arrow with a block', 'const f = (x, y = 2) => { return x * y }; export const result = f(3)', ['(function(x, y = 2){ return x * y })']],
  ['an arrow without parameters', 'const f = () => 5; export const result = f()', ['(function(){return (5)})']],
  ['arrows within arrows', 'const f = x => y => z => [x, y, z]; export const result = f(1)(2)(3)', ['(function(z){return ([x, y, z])}))}))})']],
  [
    'parameters taken apart',
    'const f = ({ x, y: [z] }, ...rest) => x + z + rest.length; export const result = f({ x: 1, y: [2] }, 3)',
    ['(function({ x, y: [z] }, ...rest)'],
  ],
  [
    'a method of an object',
    'const o = { f(x) { return x + 1 }, ["g"](x) { return -x } }; export const result = [o.f(1), o.g(1)]',
    ['f:(function(x)', '["g"]:(function(x)'],
  ],
  ['a function among arguments', 'export const result = [3, 1, 2].sort(function (a, b) { return a - b })', ['sort((function (a, b)']],
  [
    'what says this',
    'const o = { f() { return this.x }, x: 6, g() { return (() => this.x)() } }; export const result = [o.f(), o.g()]',
    ['f() {', 'g() {', '(() =>'],
  ],
  ['what says arguments', 'const f = function () { return arguments.length }; export const result = f(1, 2)', ['= function ()']],
  [
    'accessors, classes, generators',
    'class A { f() { return 1 } static g = () => 2; get h() { return 3 } } function* k() { yield 4 } const o = { get p() { return 5 } }; export const result = [new A().f(), A.g(), new A().h, ...k(), o.p]',
    ['{ f() {', 'get h() {', 'function* k()', 'get p() {'],
  ],
]

for (const [name, text, parts] of programs)
  test(`compiled early: ${name}`, async () => {
    const edited = everything(text)
    assert.deepEqual(await run(edited), await run(text))
    for (const part of parts) assert.ok(edited.includes(part), edited)
  })

test('compiled early: what nobody calls first stays', () => {
  const text = 'function f(x) { return x } const g = y => y; export { f, g }'
  assert.equal(parenthesize(text, () => false).toString(), text)
  assert.equal(
    parenthesize(text, (at) => at === text.indexOf('y => y')).toString(),
    'function f(x) { return x } const g = (function(y){return (y)}); export { f, g }',
  )
})

test('compiled early: the map leads to the sources', async () => {
  const sources = 'const list = [1]\n\nexport const before = list.map((x) => late(x))\nfunction late(x) {\n  return x + unknownName\n}\n'
  const { code, map } = await esbuild.transform(sources, { sourcemap: true, sourcefile: 'late.js', minify: true })
  const { line, column } = { line: 4, column: 0 }
  const early = compileEarly(code, map, new Set([`late.js:${line}:${column}`]))
  assert.match(early.text, /^var \w+=\(function\(/)
  const at = early.text.indexOf('unknownName')
  assert.deepEqual(originalPositionFor(new TraceMap(early.map), { line: 1, column: at }), { source: 'late.js', line: 5, column: 13, name: null })
})
