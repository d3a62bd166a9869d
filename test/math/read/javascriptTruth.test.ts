/** JavaScript functions mean what Node makes of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import vm from 'node:vm'
import type { Value } from '../../../src/math/api.ts'
import { openJavascript } from '../../../src/math/read/javascript.ts'
import { difference, samplesOf, trialOf } from './truth.ts'

let seed = 7
const random = (): number => {
  seed = (seed * 48271) % 2147483647
  return seed / 2147483647
}

for (const sample of samplesOf('javascript-functions.txt')) {
  test(`javascript: ${sample.title}`, () => {
    const typed = sample.title.includes('typed')
    const { name, points } = trialOf(sample, openJavascript(sample.code, typed ? 'typescript' : 'javascript'), random)
    const plain = (typed ? withoutTypes(sample.code) : sample.code).replace(/^export (default )?/gm, '')
    const call = name.includes('.') ? `new ${name.split('.')[0]}().${name.split('.')[1]}` : name
    for (const { args, ours } of points) {
      const given = name.includes('.') || Object.keys(args).length > 0 ? Object.values(args) : []
      const theirs = JSON.parse(vm.runInNewContext(`${plain}\n;JSON.stringify((${call})(...${JSON.stringify(given)}))`) as string) as Value
      const error = difference(ours, theirs)
      assert.ok(error < 1e-9, `at ${JSON.stringify(args)}: ours ${JSON.stringify(ours)}, Node's ${JSON.stringify(theirs)}`)
    }
  })
}

/** Enough to run the typed samples, which annotate parameters and results only. */
function withoutTypes(code: string): string {
  return code
    .replace(/:\s*(?:readonly )?(?:number|boolean|string|void|Float64Array)(?:\[\])*/g, '')
    .replace(/\b(?:private|public|readonly) /g, '')
    .replace(/ as number\b/g, '')
    .replace(/^(?:interface|type) [^\n]*\n/gm, '')
    .replace(/!\./g, '.')
}
