/** The first derivative in a fresh process: milliseconds after the import of the bundle. */
import { spawnSync } from 'node:child_process'

const script = `
  const { differentiate, print, read, simplify } = await import(process.argv[1])
  const started = performance.now()
  const text = print(simplify(differentiate(read('x*exp(-x^2/2)*sin(3*x)', 'plain'), 'x')), 'text')
  console.log((performance.now() - started).toFixed(1), text)
`
const bundle = new URL('../dist/math.mjs', import.meta.url).href
const runs = Array.from({ length: 5 }, () =>
  spawnSync(process.execPath, ['--input-type=module', '--eval', script, bundle], { encoding: 'utf8' }).stdout.trim(),
)
const milliseconds = runs.map((run) => Number(run.split(' ')[0])).sort((a, b) => a - b)
console.log(`${runs[0]?.slice(runs[0].indexOf(' ') + 1)}\nafter the import: ${milliseconds.join(', ')} ms (five processes)`)
