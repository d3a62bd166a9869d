/** The walls of ARCHITECTURE.md: imports only ever go down, never round in a circle, and files stay small. */
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

/**
 * src/math from the ground up. A name is a file or a folder of src/math; names on one floor may use each other, as long as
 * no circle arises.
 */
const mathFloors = [
  ['api'],
  ['exact', 'shape', 'tensor', 'kernels', 'helpers', 'intern', 'walk', 'interval', 'library', 'traceless'],
  ['expr'],
  ['ops'],
  ['evaluate', 'differentiate', 'simplify'],
  ['read', 'print'],
  ['formula', 'steps', 'verify', 'notes'],
  ['asked', 'implicit', 'held', 'results', 'surroundings', 'variables', 'backprop', 'refusal', 'stability'],
  ['derivative', 'proven', 'shown'],
  ['analyze'],
  ['gradient', 'several', 'overComponents', 'breaks', 'counts', 'rewriting', 'check'],
  ['index'],
]

/** src/math/read/latex from the ground up, by its folders; '' is the folder itself, where a document is put together. */
const latexFolder = 'src/math/read/latex/'
const latexFloors = [['tokens'], ['notation', 'text', 'terms'], ['names', 'grammar', 'sums'], ['statements'], ['']]

/** What the page must never carry: it evaluates, and nothing else. */
const notForThePage = [
  'read',
  'print',
  'differentiate',
  'simplify',
  'formula',
  'steps',
  'verify',
  'check',
  'implicit',
  'results',
  'backprop',
  'refusal',
  'stability',
  'rewriting',
  'analyze',
  'index',
]

/** npm packages by the part of src that may use them; none may use Node's own modules. */
const packages: Record<string, RegExp> = {
  math: /^(@lezer\/[a-z]+|fraction\.js)$/,
  extension: /^(vscode|mathjax-full\/.*)$/,
  webview: /^(katex|chart\.js|chartjs-plugin-zoom|three)(\/.*)?$/,
  'protocol.ts': /^$/,
}

/** Which parts of src a part may import from, besides itself. */
const below: Record<string, string[]> = {
  math: [],
  'protocol.ts': ['math'],
  webview: ['protocol.ts', 'math'],
  extension: ['protocol.ts', 'math'],
}

const longest = 400

interface Import {
  from: string
  /** A path inside the project, or the name of a package. */
  to: string
  typeOnly: boolean
}

function filesUnder(folder: string, end = /\.(ts|mjs)$/): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => end.test(name))
    .sort()
}

const statement = /^\s*(import|export)\s+(type\s+)?[\w\s{},*$]+?\s+from\s+'([^']+)'/gm
const bare = /^\s*import\s+'([^']+)'/gm
const dynamic = /\bimport\(\s*'([^']+)'\s*\)/g

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const found: { to: string; typeOnly: boolean }[] = []
  for (const [whole, , type, to] of text.matchAll(statement))
    found.push({ to: to ?? '', typeOnly: type !== undefined || /\{\s*(type\s+[\w$]+(\s+as\s+[\w$]+)?\s*,?\s*)+\}/.test(whole) })
  for (const pattern of [bare, dynamic]) for (const [, to] of text.matchAll(pattern)) found.push({ to: to ?? '', typeOnly: false })
  return found.map(({ to, typeOnly }) => ({ from: file, to: to.startsWith('.') ? join(dirname(file), to).replaceAll('\\', '/') : to, typeOnly }))
}

const sources = filesUnder('src')
const imports = sources.flatMap(importsOf)
const partOf = (file: string): string => file.split('/')[1] ?? ''
const inside = imports.filter(({ to }) => to.startsWith('src/'))

/** The name by which mathFloors knows a file. */
const mathName = (file: string): string => (file.split('/')[2] ?? '').replace(/\.ts$/, '')
const floorOf = (file: string): number => mathFloors.findIndex((names) => names.includes(mathName(file)))

const show = ({ from, to }: Import): string => `${from} imports ${to}`

test('parts of src import only from the parts below them', () => {
  const wrong = imports.filter(({ from, to }) => {
    const part = partOf(from)
    if (to.startsWith('src/')) return partOf(to) !== part && !below[part]?.includes(partOf(to))
    return !packages[part]?.test(to)
  })
  assert.deepEqual(wrong.map(show), [])
})

test('the protocol takes nothing but types from the mathematics', () => {
  assert.deepEqual(imports.filter(({ from, typeOnly }) => from === 'src/protocol.ts' && !typeOnly).map(show), [])
})

test('everything in src/math has a floor', () => {
  assert.deepEqual([...new Set(sources.filter((file) => partOf(file) === 'math' && floorOf(file) < 0).map(mathName))], [])
})

test('imports inside src/math never go up a floor', () => {
  const wrong = inside.filter(({ from, to }) => partOf(from) === 'math' && partOf(to) === 'math' && floorOf(to) > floorOf(from))
  assert.deepEqual(wrong.map(show), [])
})

test('imports inside the LaTeX reader never go up a floor', () => {
  const latexFloor = (file: string): number => latexFloors.findIndex((folders) => folders.includes(dirname(file).slice(latexFolder.length)))
  const own = inside.filter(({ from, to }) => from.startsWith(latexFolder) && to.startsWith(latexFolder))
  assert.deepEqual(own.filter(({ from, to }) => latexFloor(from) < 0 || latexFloor(to) > latexFloor(from)).map(show), [])
})

test('the page carries what evaluating needs and no more', () => {
  const seen = new Set(sources.filter((file) => partOf(file) === 'webview'))
  const wrong: string[] = []
  for (const file of seen)
    for (const step of inside)
      if (step.from === file && !step.typeOnly) {
        seen.add(step.to)
        if (partOf(step.to) === 'math' && notForThePage.includes(mathName(step.to))) wrong.push(show(step))
      }
  assert.deepEqual(wrong, [])
})

test('no imports go round in a circle, types included', () => {
  const next = new Map<string, string[]>()
  for (const { from, to } of inside) next.set(from, [...(next.get(from) ?? []), to])
  const done = new Set<string>()
  const circles: string[] = []
  const visit = (file: string, path: string[]): void => {
    const at = path.indexOf(file)
    if (at >= 0) circles.push([...path.slice(at), file].join(' -> '))
    if (at >= 0 || done.has(file)) return
    for (const to of next.get(file) ?? []) visit(to, [...path, file])
    done.add(file)
  }
  for (const file of sources) visit(file, [])
  assert.deepEqual(circles, [])
})

test(`no file is longer than ${longest} lines without a reason at its head`, () => {
  const long = [...sources, ...filesUnder('test'), ...filesUnder('scripts'), 'esbuild.mjs'].filter((file) => {
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.length > longest && !lines.slice(0, 12).some((line) => /Long because/i.test(line))
  })
  assert.deepEqual(long, [])
})
