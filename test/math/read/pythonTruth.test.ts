/** Python functions mean what Python with NumPy makes of them. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openPython } from '../../../src/math/read/python.ts'
import { ask, difference, samplesOf, type Trial, trialOf } from './truth.ts'

const RUNNER = `
import json, sys, warnings
warnings.filterwarnings('ignore')
import numpy as np
def plain(v):
    if isinstance(v, (list, tuple)): return [plain(e) for e in v]
    return np.asarray(v, dtype=float).tolist()
def given(v): return np.array(v) if isinstance(v, list) else v
out = []
answers, sys.stdout = sys.stdout, sys.stderr
for code, name, calls in json.load(sys.stdin):
    try:
        space = {}
        exec(code, space)
        f = space[name.split('.')[0]]
        if '.' in name: f = getattr(f(), name.split('.')[1])
        out.append([plain(f(**{k: given(a) for k, a in args.items()})) for args in calls])
    except Exception as error:
        out.append(str(type(error).__name__) + ': ' + str(error))
print(json.dumps(out), file=answers)
`

let seed = 1
const random = (): number => {
  seed = (seed * 48271) % 2147483647
  return seed / 2147483647
}

const samples = samplesOf('python-functions.txt')
const trials: (Trial | Error)[] = samples.map((sample) => {
  try {
    return trialOf(sample, openPython(sample.code), random)
  } catch (error) {
    return error as Error
  }
})
const ready = trials.filter((trial): trial is Trial => !(trial instanceof Error))
const answers = ask(
  'python3',
  ['-c', RUNNER],
  ready.map((trial) => [trial.sample.code, trial.name, trial.points.map((point) => point.args)]),
)

samples.forEach((sample, k) => {
  test(`python: ${sample.title}`, { skip: answers === undefined ? 'no Python with NumPy here' : false }, () => {
    const trial = trials[k] as Trial | Error
    if (trial instanceof Error) throw trial
    const theirs = answers?.[ready.indexOf(trial)] as number[] | string
    assert.ok(Array.isArray(theirs), `Python says: ${theirs}`)
    trial.points.forEach(({ args, ours }, j) => {
      const error = difference(ours, theirs[j] as number)
      assert.ok(error < 1e-9, `at ${JSON.stringify(args)}: ours ${JSON.stringify(ours)}, Python's ${JSON.stringify(theirs[j])}`)
    })
  })
})
