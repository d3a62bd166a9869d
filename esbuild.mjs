/**
 * Builds everything into dist/: `node esbuild.mjs [part...] [--watch]`; without a part, all of them.
 *
 * | part      | what it leaves                                                                                       |
 * |-----------|------------------------------------------------------------------------------------------------------|
 * | math      | math.mjs: src/math for Node and browsers, an ES module that needs neither                            |
 * | extension | extension.cjs for the Node host, extension.web.js for the web worker host, and typeset.mjs for both |
 * | webview   | webview.js, webview.css, webview-*.js (loaded when needed) and fonts/: the panel's page              |
 * | tests     | test/: the suites, bundled                                                                           |
 *
 * typeset.mjs (TeX to SVG for hovers) is large and seldom needed, hence a bundle of its own. It is an ES module because
 * both hosts can import one at run time: the Node host by its file address, the worker, whose `require` knows `vscode`
 * alone, from a blob made of the file's bytes.
 */
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import esbuild from 'esbuild'
import { calledFirst, compileEarly } from './scripts/compileEarly.mjs'

const root = dirname(fileURLToPath(import.meta.url))

/**
 * The files under a folder whose names end so.
 * @param {string} folder
 * @param {string} end
 * @returns {string[]}
 */
function filesUnder(folder, end) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .sort()
}

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: true,
  minify: true,
  target: 'es2022',
  metafile: true,
  legalComments: 'none',
  charset: 'utf8',
  // The shortest way to write them is the minifier's business.
  define: { 'Number.POSITIVE_INFINITY': 'Infinity', 'Number.NaN': 'NaN' },
  logLevel: 'silent',
}

/**
 * KaTeX's styles name three formats of each font; every browser VS Code runs in takes the first.
 * @type {esbuild.Plugin}
 */
const oneFontFormat = {
  name: 'one font format',
  setup(build) {
    build.onLoad({ filter: /katex[^/\\]*\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/,\s*url\([^)]*\.(woff|ttf)\)\s*format\("[^"]*"\)/g, ''),
      loader: 'css',
    }))
  },
}

/**
 * The grammars of Python and JavaScript are made when a text is first parsed, not when the bundle is loaded, and leave
 * out what editors colour text by. Of a parser the readers use `configure` and `startParse`.
 * @type {esbuild.Plugin}
 */
const grammarsWhenNeeded = {
  name: 'grammars when needed',
  setup(build) {
    /** @type {[RegExp, string][]} */
    const edits = [
      [/import \{ styleTags, tags \} from '@lezer\/highlight';/, ''],
      [/const \w+ = styleTags\(\{.*?\n\}\);/s, ''],
      [/propSources: \[\w+\],/, ''],
      [/const parser = LRParser/, 'let made; const grammar = () => made ??= LRParser'],
      [
        /export \{ parser \};/,
        'export const parser = { configure: (with_) => grammar().configure(with_), startParse: (...text) => grammar().startParse(...text) };',
      ],
    ]
    build.onLoad({ filter: /@lezer[/\\](python|javascript)[/\\]dist[/\\]index\.js$/ }, ({ path }) => {
      let contents = readFileSync(path, 'utf8')
      for (const [from, to] of edits) {
        if (!from.test(contents)) throw new Error(`${path} has nothing like ${from}`)
        contents = contents.replace(from, to)
      }
      return { contents, loader: 'js' }
    })
  },
}

/** @type {Promise<Set<string>> | undefined} */
let functionsCalledFirst

/**
 * What first answers call is compiled when the bundle is loaded; left out while watching, when it is the build that waits.
 * @type {esbuild.Plugin}
 */
const firstAnswerSooner = {
  name: 'first answer sooner',
  setup(build) {
    const file = resolve(root, /** @type {string} */ (build.initialOptions.outfile))
    build.onEnd(async ({ errors }) => {
      if (errors.length) return
      functionsCalledFirst ??= calledFirst(mathBundle)
      const { text, map } = compileEarly(readFileSync(file, 'utf8'), readFileSync(`${file}.map`, 'utf8'), await functionsCalledFirst)
      writeFileSync(file, text)
      writeFileSync(`${file}.map`, map)
    })
  },
}

/**
 * The scripts stay where they are: they find the project by their own place.
 * @type {esbuild.Plugin}
 */
const scriptsStay = {
  name: 'scripts stay',
  setup(build) {
    build.onResolve({ filter: /scripts\/[^/]+\.mjs$/ }, ({ path, resolveDir }) => ({
      path: pathToFileURL(join(resolveDir, path)).href,
      external: true,
    }))
  },
}

/**
 * `nabla:tests`, the extension's test files by name, each evaluated only when it is called for.
 * @type {esbuild.Plugin}
 */
const extensionTests = {
  name: 'extension tests',
  setup(build) {
    build.onResolve({ filter: /^nabla:tests$/ }, ({ path }) => ({ path, namespace: 'tests' }))
    build.onLoad({ filter: /.*/, namespace: 'tests' }, () => {
      const files = filesUnder('test/extension', '.test.ts')
      const rows = files.map((file) => `${JSON.stringify(basename(file, '.test.ts'))}: () => import(${JSON.stringify(`./${file}`)})`)
      return { contents: `export const tests = { ${rows.join(', ')} }`, resolveDir: root, loader: 'js', watchDirs: [join(root, 'test/extension')] }
    })
  },
}

/**
 * Unit and webview tests: one bundle a file; what they share is in chunks, npm packages are not bundled.
 * @param {string[]} files
 * @returns {esbuild.BuildOptions}
 */
const nodeTests = (files) => ({
  ...common,
  entryPoints: files,
  outdir: 'dist/test',
  outbase: 'test',
  outExtension: { '.js': '.mjs' },
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  format: 'esm',
  splitting: true,
  packages: 'external',
  minify: false,
  // host.ts shares types with the tests inside VS Code, but nothing that runs.
  external: ['vscode'],
  plugins: [scriptsStay],
})

/** The suites that run in Node, and where their files are; unit tests are all the others. */
const suiteFolders = { unit: 'test', webview: 'test/webview', window: 'test/window' }
/** @typedef {keyof typeof suiteFolders} NodeSuite */

/** The test files of a suite that runs in Node. @param {NodeSuite} suite */
export function testFiles(suite) {
  const files = filesUnder(suiteFolders[suite], '.test.ts')
  return suite === 'unit' ? files.filter((file) => !/^test\/(extension|webview|window)\//.test(file)) : files
}

/** @type {esbuild.BuildOptions} */
const mathBundle = {
  ...common,
  entryPoints: ['src/math/index.ts'],
  outfile: 'dist/math.mjs',
  platform: 'neutral',
  mainFields: ['module', 'main'],
  format: 'esm',
  plugins: [grammarsWhenNeeded],
}

/** @type {Record<string, () => esbuild.BuildOptions[]>} */
const parts = {
  math: () => [{ ...mathBundle, plugins: [grammarsWhenNeeded, firstAnswerSooner] }],
  extension: () => [
    {
      ...common,
      entryPoints: ['src/extension/main.ts'],
      outfile: 'dist/extension.cjs',
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['vscode'],
      plugins: [grammarsWhenNeeded, firstAnswerSooner],
    },
    {
      ...common,
      entryPoints: ['src/extension/main.ts'],
      // The web worker host appends .js to a path that does not end so.
      outfile: 'dist/extension.web.js',
      platform: 'browser',
      format: 'cjs',
      external: ['vscode'],
      plugins: [grammarsWhenNeeded, firstAnswerSooner],
    },
    { ...common, entryPoints: ['src/extension/typeset.ts'], outfile: 'dist/typeset.mjs', platform: 'browser', format: 'esm' },
  ],
  webview: () => [
    {
      ...common,
      entryPoints: { webview: 'src/webview/main.ts' },
      outdir: 'dist',
      chunkNames: 'webview-[name]-[hash]',
      assetNames: 'fonts/[name]',
      platform: 'browser',
      format: 'esm',
      splitting: true,
      loader: { '.woff2': 'file' },
      plugins: [oneFontFormat],
    },
  ],
  unit: () => [nodeTests(testFiles('unit'))],
  page: () => [nodeTests(testFiles('webview'))],
  window: () => [nodeTests(testFiles('window'))],
  suite: () => [
    {
      ...common,
      entryPoints: ['test/extension/suite.ts'],
      outfile: 'dist/test/extension/suite.cjs',
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      external: ['vscode', 'mocha'],
      minify: false,
      plugins: [extensionTests],
    },
    nodeTests(['test/extension/host.ts']),
  ],
}

/** Parts by the names people use. @type {Record<string, string[]>} */
const groups = { tests: ['unit', 'page', 'window', 'suite'], all: ['math', 'extension', 'webview', 'unit', 'page', 'window', 'suite'] }

/** Bundles made before under names that the next build may not use again. @param {string} part */
function removeStale(part) {
  const dist = join(root, 'dist')
  if (part !== 'webview' || !existsSync(dist)) return
  for (const name of readdirSync(dist)) if (/^webview-.*\.js(\.map)?$/.test(name)) rmSync(join(dist, name))
}

/**
 * Builds parts; true when all of them could be built. Errors are printed.
 * @param {string[]} names
 * @param {{ watch?: boolean, quiet?: boolean, only?: (file: string) => boolean }} [options] only: which test files
 */
export async function build(names, options = {}) {
  const chosen = [...new Set((names.length ? names : ['all']).flatMap((name) => groups[name] ?? [name]))]
  const unknown = chosen.filter((name) => !parts[name])
  if (unknown.length) throw new Error(`no such part: ${unknown.join(', ')}; there are ${[...Object.keys(parts), ...Object.keys(groups)].join(', ')}`)
  const start = performance.now()
  const builds = chosen.flatMap((part) => {
    removeStale(part)
    return /** @type {() => esbuild.BuildOptions[]} */ (parts[part])().map((settings) => narrowed(settings, part, options.only))
  })
  const results = await Promise.all(builds.map((settings) => runBuild(settings, options)))
  if (!options.quiet) console.log(`built in ${((performance.now() - start) / 1000).toFixed(1)} s`)
  return results.every(Boolean)
}

/**
 * @param {esbuild.BuildOptions} settings
 * @param {string} part
 * @param {((file: string) => boolean) | undefined} only
 */
function narrowed(settings, part, only) {
  if (!only || !['unit', 'page', 'window'].includes(part)) return settings
  return { ...settings, entryPoints: /** @type {string[]} */ (settings.entryPoints).filter(only) }
}

/**
 * @param {esbuild.BuildOptions} settings
 * @param {{ watch?: boolean, quiet?: boolean }} options
 */
async function runBuild(settings, options) {
  const entries = /** @type {string[]} */ (Object.values(settings.entryPoints ?? []))
  if (entries.length === 0) return true
  if (options.watch) {
    const plugins = settings.plugins?.filter((plugin) => plugin !== firstAnswerSooner)
    const context = await esbuild.context({ ...settings, ...(plugins && { plugins }), logLevel: 'info' })
    await context.watch()
    return true
  }
  try {
    const { metafile, warnings } = await esbuild.build(settings)
    await print(warnings, 'warning')
    if (!options.quiet && metafile) printSizes(metafile)
    return true
  } catch (error) {
    await print(/** @type {esbuild.BuildFailure} */ (error).errors ?? [{ text: String(error) }], 'error')
    return false
  }
}

/**
 * @param {esbuild.PartialMessage[]} messages
 * @param {'error' | 'warning'} kind
 */
async function print(messages, kind) {
  for (const line of await esbuild.formatMessages(messages, { kind, color: process.stdout.isTTY === true })) console.error(line)
}

/** One line a bundle; tests and fonts as a sum. @param {esbuild.Metafile} metafile */
function printSizes(metafile) {
  const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(0)} kB`.padStart(9)
  let others = 0
  let count = 0
  for (const file of Object.keys(metafile.outputs)) {
    if (file.endsWith('.map')) continue
    const bytes = statSync(join(root, file)).size
    if (/^dist\/[^/]+\.(mjs|cjs|js|css)$/.test(file) && bytes > 20_000) console.log(`${kilobytes(bytes)}  ${file}`)
    else {
      others += bytes
      count++
    }
  }
  if (count) console.log(`${kilobytes(others)}  ${count} more under ${commonFolder(Object.keys(metafile.outputs))}`)
}

/** @param {string[]} files */
function commonFolder(files) {
  const folders = new Set(files.map((file) => dirname(file).split('/').slice(0, 3).join('/')))
  return [...folders].sort((a, b) => a.length - b.length)[0]
}

if (process.argv[1] && relative(fileURLToPath(import.meta.url), process.argv[1]) === '') {
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'))
  const done = await build(names, { watch: process.argv.includes('--watch') })
  if (!done) process.exitCode = 1
}
