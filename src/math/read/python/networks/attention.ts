/** Attention and embeddings as PyTorch has them. */
import type { Range } from '../../../api.ts'
import { sizeOf } from '../../execute/arrays/sequences.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { isCondition, type Value } from '../../execute/values/value.ts'
import { type Attribute, applyTerm, type Term } from '../../term.ts'
import { argument, type Native, need } from '../arguments.ts'

/** Which keys each query sees: those up to its own place. */
function upToOwn(context: Context, q: Term, k: Term, range: Range): Term {
  const places = (x: Term): Term => {
    const ones = applyTerm('ones', [sizeOf(context, x, -2, range)], range, { shape: [{ length: 0 }] })
    return applyTerm('cumsum', [ones], range)
  }
  const items: readonly Attribute[] = [{}, 'newaxis']
  return applyTerm('ge', [applyTerm('index', [places(q)], range, { items }), places(k)], range)
}

/**
 * softmax(Q Kᵀ/√d) V, each query seeing the keys up to its own place where it is causal, and those a mask lets it see (Vaswani et
 * al., Attention Is All You Need, 2017; PyTorch reference, scaled_dot_product_attention).
 */
const attention: Native = (context, args, range) => {
  const [q, k, v] = ['query', 'key', 'value'].map((name, at) => context.toTerm(need(args, at, range, name), range)) as [Term, Term, Term]
  const mask = argument(args, 3, 'attn_mask')
  const causal = argument(args, 5, 'is_causal')
  const scale = args.named.get('scale')
  if (args.named.get('enable_gqa') !== undefined) return refuse('queries in groups are not read', range)
  const rank = shapeOfTerm(context, k)?.length
  const turned = rank === undefined || rank === 2 ? applyTerm('transpose', [k], range) : applyTerm('swapaxes', [k], range, { axis1: -2, axis2: -1 })
  const product = applyTerm('matmul', [q, turned], range)
  let scores: Term =
    scale === undefined || scale.kind === 'none'
      ? applyTerm('div', [product, applyTerm('sqrt', [sizeOf(context, q, -1, range)], range)], range)
      : applyTerm('mul', [product, context.toTerm(scale, range)], range)
  const hidden = applyTerm('neg', [applyTerm('inf', [], range)], range)
  if (causal?.kind === 'boolean' && causal.value) {
    scores = applyTerm('where', [upToOwn(context, q, k, range), scores, hidden], range)
  }
  if (mask !== undefined && mask.kind !== 'none') {
    const term = context.toTerm(mask, range)
    scores = isCondition(mask) ? applyTerm('where', [term, scores, hidden], range) : sum(scores, term, range, true)
  }
  return applyTerm('matmul', [applyTerm('softmax', [scores], range, { axis: -1 }), v], range)
}

/** The rows of a matrix that indices name. */
export const rowsNamed = (context: Context, weight: Term, indices: Value, range: Range): Value => context.index(weight, [indices], range)

const embedding: Native = (context, args, range) => {
  const weight = context.toTerm(need(args, 1, range, 'weight'), range)
  const own = weight.kind === 'name' && weight.hint === undefined ? { ...weight, hint: { rank: 2 } } : weight
  if (args.named.has('max_norm')) return refuse('an embedding whose rows are scaled is not read', range)
  return rowsNamed(context, own, need(args, 0, range, 'input'), range)
}

/** By the last part of the name. */
export const ATTENTION: readonly (readonly [string, Native])[] = [
  ['scaled_dot_product_attention', attention],
  ['embedding', embedding],
]
