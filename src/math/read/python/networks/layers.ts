/** Layers of PyTorch, Flax, Haiku and Keras: their weights are free names, what has none is the function it applies. */
import type { Range } from '../../../api.ts'
import type { Length } from '../../../shape.ts'
import { shapeOfTerm } from '../../execute/arrays/shapes.ts'
import { lengthWritten, negative, sum } from '../../execute/values/arithmetic.ts'
import { type Context, refuse } from '../../execute/values/context.ts'
import { type Arguments, listOf, NONE, reference, type Value } from '../../execute/values/value.ts'
import { type Attribute, applyTerm, numberTerm } from '../../term.ts'
import { argument } from '../arguments.ts'
import { rowOf } from '../modules.ts'
import { rowsNamed } from './attention.ts'
import { optionsOf } from './margins.ts'
import { convolved, WINDOW_OPTIONS } from './windows.ts'

const LAYER = /^(torch\.nn|flax\.linen|flax\.nnx|haiku|(?:tensorflow\.)?keras\.layers)\.(\w+)$/

/** A chain of layers as a function; no name can be spelled so. */
const CHAIN = 'layers in order'

/** Linear layers, and whether they keep their weights as (inputs, outputs) and are told the inputs. */
const LINEAR: ReadonlyMap<string, { readonly weight: string; readonly bias: string; readonly inputs: boolean; readonly turned: boolean }> = new Map([
  ['torch.nn.Linear', { weight: 'weight', bias: 'bias', inputs: true, turned: true }],
  ['flax.nnx.Linear', { weight: 'kernel', bias: 'bias', inputs: true, turned: false }],
  ['flax.linen.Dense', { weight: 'kernel', bias: 'bias', inputs: false, turned: false }],
  ['haiku.Linear', { weight: 'w', bias: 'b', inputs: false, turned: false }],
  ['keras.layers.Dense', { weight: 'kernel', bias: 'bias', inputs: false, turned: false }],
])

/** Layers that normalise each row: how they begin, and what they call their weights. */
const NORMAL: ReadonlyMap<string, { readonly centred: boolean; readonly weight: string; readonly bias?: string; readonly eps: number }> = new Map([
  ['torch.nn.LayerNorm', { centred: true, weight: 'weight', bias: 'bias', eps: 1e-5 }],
  ['torch.nn.RMSNorm', { centred: false, weight: 'weight', eps: 2 ** -23 }],
  ['flax.linen.LayerNorm', { centred: true, weight: 'scale', bias: 'bias', eps: 1e-6 }],
  ['flax.linen.RMSNorm', { centred: false, weight: 'scale', eps: 1e-6 }],
  ['keras.layers.LayerNormalization', { centred: true, weight: 'gamma', bias: 'beta', eps: 1e-3 }],
])

/** Layers that are a function by another name than their own in small letters. */
const NAMES: ReadonlyMap<string, string> = new Map([
  ['MSELoss', 'mse_loss'],
  ['CrossEntropyLoss', 'cross_entropy'],
  ['BCELoss', 'binary_cross_entropy'],
  ['BCEWithLogitsLoss', 'binary_cross_entropy_with_logits'],
  ['NLLLoss', 'nll_loss'],
  ['L1Loss', 'l1_loss'],
  ['SmoothL1Loss', 'smooth_l1_loss'],
  ['HuberLoss', 'huber_loss'],
  ['KLDivLoss', 'kl_div'],
  ['PoissonNLLLoss', 'poisson_nll_loss'],
  ['GaussianNLLLoss', 'gaussian_nll_loss'],
  ['CosineSimilarity', 'cosine_similarity'],
  ['LeakyReLU', 'leaky_relu'],
  ['SoftMarginLoss', 'soft_margin_loss'],
])

/** What a layer's constructor gives; undefined for anything that is none. */
export function makeLayer(context: Context, path: string, args: Arguments, range: Range): Value | undefined {
  if (path === CHAIN) return chained(context, args, range)
  const [, library = '', name = ''] = LAYER.exec(path) ?? []
  if (name === '') return undefined
  const normal = NORMAL.get(`${library.replace(/^tensorflow\./, '')}.${name}`)
  if (normal !== undefined) return normalLayer(context, args, range, normal)
  const linear = LINEAR.get(`${library.replace(/^tensorflow\./, '')}.${name}`)
  if (linear !== undefined) return linearLayer(context, args, range, linear)
  const [, axes] = library === 'torch.nn' ? (/^Conv([123])d$/.exec(name) ?? []) : []
  if (axes !== undefined) return convolutionLayer(context, args, Number(axes), range)
  switch (name) {
    case 'Embedding':
      return library === 'torch.nn' ? embeddingLayer(context, args, range) : undefined
    case 'Sequential': {
      const [only] = args.positional
      const parts = args.positional.length === 1 && only?.kind === 'list' ? only.items.value : args.positional
      return { kind: 'partial', callee: reference(CHAIN), positional: [listOf(parts)], named: new Map() }
    }
    case 'Dropout':
    case 'Identity':
      if (name === 'Dropout') context.facts.note('dropout is read as when the network is used: it changes nothing', range)
      return reference('builtins.identity ')
    case 'Parameter': {
      // What is learnt is no number, whatever it begins with; an array that is written out says how long it is.
      const begins = args.positional[0] ?? args.named.get('data')
      return begins?.kind === 'opaque' ? begins : undefined
    }
  }
  if (library !== 'torch.nn' || !/^[A-Z]/.test(name)) return undefined
  const window = WINDOW_OPTIONS.find(([each]) => each === name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase())
  // torch.nn.ReLU() makes the function that torch.nn.functional.relu is.
  const snake = name.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  const known =
    NAMES.get(name) ??
    window?.[0] ??
    [name.toLowerCase(), snake].find((each) => rowOf(`torch.nn.functional.${each}`) !== undefined || optionsOf(each) !== undefined)
  if (known === undefined) return undefined
  const callee = reference(`torch.nn.functional.${known}`)
  const named = new Map(args.named)
  // nn.LeakyReLU(0.1) gives what comes after the input.
  const row = rowOf(callee.path)
  const options = window?.[1] ?? optionsOf(known)
  args.positional.forEach((value, k) => {
    // nn.ReLU(True) writes into its input.
    const usual = value.kind === 'boolean' ? (name.endsWith('Loss') ? undefined : 'inplace') : (row?.args[k + 1] ?? row?.attributes?.[k])
    const key = options === undefined ? usual : options[k]
    if (key !== undefined) named.set(key, value)
  })
  return named.size === 0 ? callee : { kind: 'partial', callee, positional: [], named }
}

function linearLayer(
  context: Context,
  args: Arguments,
  range: Range,
  { weight, bias, inputs, turned }: { readonly weight: string; readonly bias: string; readonly inputs: boolean; readonly turned: boolean },
): Value {
  const asked = [args.positional[0] ?? args.named.get('in_features'), args.positional[1] ?? args.named.get('out_features')]
  const given = inputs
    ? asked
    : [undefined, args.positional[0] ?? args.named.get('features') ?? args.named.get('units') ?? args.named.get('output_size')]
  const lengths = given.map((value) => lengthGiven(context, value, range))
  const wanted = args.named.get('bias') ?? args.named.get('use_bias') ?? args.named.get('with_bias') ?? (inputs ? args.positional[2] : undefined)
  const isBiased = !(wanted?.kind === 'boolean' && !wanted.value)
  const [input, output] = lengths
  const layer: Value = {
    kind: 'layer',
    name: 'dense',
    weights: new Map([[weight, turned ? [output, input] : [input, output]], ...(isBiased ? [[bias, [output]] as const] : [])]),
    apply: (x, own, range) => {
      const matrix = own(weight)
      const product = applyTerm('matmul', [context.toTerm(x, range), turned ? applyTerm('transpose', [matrix], range) : matrix], range)
      return isBiased ? applyTerm('add', [product, own(bias)], range) : product
    },
  }
  const activation = args.named.get('activation')
  if (activation === undefined || activation.kind === 'none') return layer
  const after = activation.kind === 'string' ? reference(`tensorflow.nn.${activation.value}`) : activation
  return { kind: 'partial', callee: reference(CHAIN), positional: [listOf([layer, after])], named: new Map() }
}

/** The length that is given for an axis of weights, as far as it is known. */
function lengthGiven(context: Context, value: Value | undefined, range: Range): Length | undefined {
  if (value === undefined) return undefined
  const length =
    context.quietly(() => context.attribute(value, range)) ?? lengthWritten(context.quietly(() => context.toTerm(value, range)) ?? NO_LENGTH)
  return typeof length === 'number' || typeof length === 'string' ? length : undefined
}

const NO_LENGTH = applyTerm('nothing', [])

function normalLayer(
  context: Context,
  args: Arguments,
  range: Range,
  { centred, weight, bias, eps }: { readonly centred: boolean; readonly weight: string; readonly bias?: string; readonly eps: number },
): Value {
  const given = args.positional[0] ?? args.named.get('normalized_shape')
  const length = given === undefined ? undefined : context.quietly(() => context.attribute(given, range))
  const [only] = Array.isArray(length) ? length : [length]
  const more = context.toTerm(args.named.get('eps') ?? args.named.get('epsilon') ?? args.positional[1] ?? numberTerm(eps), range)
  const plain = args.named.get('elementwise_affine')
  const isPlain = plain?.kind === 'boolean' && !plain.value
  const along = { axis: -1, keepdims: true }
  const components = typeof only === 'number' || typeof only === 'string' ? only : undefined
  return {
    kind: 'layer',
    name: 'norm',
    weights: new Map(isPlain ? [] : [weight, bias].flatMap((name) => (name === undefined ? [] : [[name, [components]] as const]))),
    apply: (value, own, range) => {
      const x = context.toTerm(value, range)
      const away = centred ? sum(x, negative(applyTerm('mean', [x], range, along), range), range, false) : x
      const size = centred ? applyTerm('var', [x], range, along) : applyTerm('mean', [applyTerm('pow', [x, numberTerm(2)], range)], range, along)
      const normal = applyTerm('div', [away, applyTerm('sqrt', [sum(size, more, range, false)], range)], range)
      const scaled = isPlain ? normal : applyTerm('mul', [own(weight), normal], range)
      return isPlain || bias === undefined ? scaled : applyTerm('add', [scaled, own(bias)], range)
    },
  }
}

/** torch.nn.Embedding(words, components): rows of a matrix of weights. */
function embeddingLayer(context: Context, args: Arguments, range: Range): Value {
  const lengths = ['num_embeddings', 'embedding_dim'].map((name, at) => lengthGiven(context, argument(args, at, name), range))
  const weights = new Map([['weight', lengths]])
  return { kind: 'layer', name: 'embedding', weights, apply: (x, own, range) => rowsNamed(context, own('weight'), x, range) }
}

/** torch.nn.Conv2d(channels, channels, 3) and the others. */
function convolutionLayer(context: Context, args: Arguments, axes: number, range: Range): Value {
  const channels = ['out_channels', 'in_channels'].map((name, k) => lengthGiven(context, argument(args, 1 - k, name), range))
  const given = context.attribute(argument(args, 2, 'kernel_size') ?? refuse('the size of the kernel is missing', range), range)
  const size = Array.isArray(given) ? given : Array<Attribute>(axes).fill(given)
  if (size.length !== axes || !size.every((length) => typeof length === 'number')) return refuse('the size of the kernel must be known', range)
  const bias = argument(args, 7, 'bias')
  const isBiased = !(bias?.kind === 'boolean' && !bias.value)
  const options = {
    stride: argument(args, 3, 'stride'),
    padding: argument(args, 4, 'padding'),
    dilation: argument(args, 5, 'dilation'),
    groups: argument(args, 6, 'groups'),
  }
  return {
    kind: 'layer',
    name: 'conv',
    weights: new Map([['weight', [...channels, ...(size as number[])]], ...(isBiased ? [['bias', channels.slice(0, 1)] as const] : [])]),
    apply: (x, own, range) => {
      const weight = own('weight')
      if (shapeOfTerm(context, weight) === undefined) return refuse('how many channels this layer takes and gives must be known', range)
      return convolved(context, context.toTerm(x, range), weight, isBiased ? own('bias') : undefined, axes, options, range)
    },
  }
}

/** One layer after the other; each linear one has weights of its own, numbered. */
function chained(context: Context, args: Arguments, range: Range): Value {
  const [list, x] = args.positional
  const layers = list === undefined ? undefined : context.elements(list, range)
  if (layers === undefined || x === undefined) return refuse('the layers are called without an input', range)
  return layers.reduce((value, layer, k) => {
    const own: Value =
      layer.kind === 'layer' && !layer.name.includes('_') ? { ...layer, name: `${layer.name === 'dense' ? 'layer' : layer.name}_${k}` } : layer
    return context.call(own, { positional: [value], named: new Map(), ranges: [range], range }, range)
  }, x)
}

/** (x - mean) / sqrt(var + eps), with a weight and a bias where they are given: torch.nn.functional.layer_norm. */
export function layerNorm(context: Context, args: Arguments, range: Range): Value {
  const [x, , weight, bias] = args.positional
  if (x === undefined) return refuse('the layer is called without an input', range)
  const term = context.toTerm(x, range)
  const attributes = { axis: -1, keepdims: true }
  const centred = sum(term, negative(applyTerm('mean', [term], range, attributes), range), range, false)
  const eps = args.named.get('eps') ?? args.positional[4]
  const spread = applyTerm('var', [term], range, attributes)
  const width = applyTerm('sqrt', [sum(spread, eps === undefined ? numberTerm(1e-5) : context.toTerm(eps, range), range, false)], range)
  const [w, b] = [args.named.get('weight') ?? weight ?? NONE, args.named.get('bias') ?? bias ?? NONE]
  const scaled = applyTerm('div', [centred, width], range)
  const weighted = w.kind === 'none' ? scaled : applyTerm('mul', [scaled, context.toTerm(w, range)], range)
  return b.kind === 'none' ? weighted : sum(weighted, context.toTerm(b, range), range, false)
}
