/** One training message: a sparse row, the classes that it belongs to, and those that it says anything about. */
export interface Example {
  readonly columns: Int32Array
  readonly values: Float32Array
  /** Empty: it belongs to none (a message marked out of scope). */
  readonly positive: readonly number[]
  /** Only this class learns from it, as what it is not. */
  readonly only?: number
  /** Its writer marked it as none of the bot's intents; `positive` then holds at most the class of what is none. */
  readonly marked?: boolean
}

export interface SvmOptions {
  columns: number
  classes: number
  /** Rounds over the examples. */
  epochs?: number
  /** Cost of an error on a negative; positives and near misses cost more. */
  C?: number
}

/** More rounds change nothing that shows. */
const EPOCHS = 6
/** Positives are few beside the negatives of one against the rest; 1.5 measured a little better than 1 on all sets. */
const POSITIVE = 1.5
/** A near miss, or a message marked out of scope, is one against many phrases, and its writer means it. */
const NEAR_MISS = 10
/** A smaller step is none. */
const STILL = 1e-3
/** A message so far beyond the margin of a class is not looked at again by it: nine of ten pairs, and most of the time, at no loss that shows. */
const SAFE = 0.3
/** Where scores begin: what nothing is known of belongs to no class. So negatives cost no step until a positive has taken theirs. */
const NONE = -1

/** Linear one-against-the-rest machines; row `columns` of the weights is the bias. */
export interface Linear {
  readonly classes: number
  readonly columns: number
  /** `(columns + 1) * classes`, the classes of a column side by side. */
  readonly weights: Float32Array
}

/**
 * Trains with squared hinge loss by dual coordinate descent with shrinking, all classes side by side in memory, so that a row's weights are
 * read once. Deterministic: the order of the rows is drawn from a fixed seed.
 * @see Hsieh et al. 2008, "A Dual Coordinate Descent Method for Large-scale Linear SVM", algorithms 1 and 3 with L2 loss.
 */
export function trainSvm(examples: readonly Example[], options: SvmOptions): Linear {
  const { classes, columns, epochs = EPOCHS, C = 1 } = options
  const weights = new Float32Array((columns + 1) * classes)
  weights.fill(NONE, columns * classes)
  const machine: Machine = {
    weights,
    classes,
    bias: columns * classes,
    C,
    scores: new Float32Array(classes),
    moved: new Uint16Array(classes),
    by: new Float32Array(classes),
    staying: new Uint16Array(classes),
    kept: new Float32Array(classes),
  }
  const every = Uint16Array.from({ length: classes }, (_, each) => each)
  const pupils = examples.map(example => pupilOf(example, every))
  const order = Uint32Array.from(examples.keys())
  const random = xorshift(0x2545f491)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (const index of order) learn(machine, pupils[index] as Pupil)
  }
  return { classes, columns, weights }
}

interface Machine {
  readonly weights: Float32Array
  readonly classes: number
  readonly bias: number
  readonly C: number
  readonly scores: Float32Array
  /** The classes that moved in one step, first ones first, and by how much. */
  readonly moved: Uint16Array
  readonly by: Float32Array
  /** The classes that go on learning from the example, with their dual variables. */
  readonly staying: Uint16Array
  readonly kept: Float32Array
}

/** An example with what was learnt from it so far. */
interface Pupil {
  readonly example: Example
  /** Length squared, with the bias. */
  readonly square: number
  /** Classes that may still learn from it, and their dual variables. */
  active: Uint16Array
  alphas: Float32Array
}

function pupilOf(example: Example, every: Uint16Array): Pupil {
  const active = example.only === undefined ? every : Uint16Array.of(example.only)
  const square = example.values.reduce((sum, value) => sum + value * value, 1)
  return { example, square, active, alphas: new Float32Array(active.length) }
}

function learn(machine: Machine, pupil: Pupil): void {
  const { example, active } = pupil
  if (active.length === machine.classes) scoreAll(machine, example)
  else scoreSome(machine, example, active)
  const moved = takeSteps(machine, pupil)
  if (moved > 0) addSteps(machine, example, moved)
}

function scoreAll({ weights, classes, bias, scores }: Machine, { columns, values }: Example): void {
  for (let each = 0; each < classes; each++) scores[each] = weights[bias + each]!
  for (let entry = 0; entry < columns.length; entry++) {
    const base = columns[entry]! * classes
    const value = values[entry]!
    for (let each = 0; each < classes; each++) scores[each]! += value * weights[base + each]!
  }
}

function scoreSome(machine: Machine, { columns, values }: Example, active: Uint16Array): void {
  const { weights, classes, bias, scores } = machine
  for (let at = 0; at < active.length; at++) scores[at] = weights[bias + active[at]!]!
  for (let entry = 0; entry < columns.length; entry++) {
    const base = columns[entry]! * classes
    const value = values[entry]!
    for (let at = 0; at < active.length; at++) scores[at]! += value * weights[base + active[at]!]!
  }
}

/** One coordinate step for each active class; says how many moved, and lets those go that are safe. */
function takeSteps({ scores, moved, by, staying, kept, C }: Machine, pupil: Pupil): number {
  const { example, active, alphas, square } = pupil
  const negative = isMarked(example) ? NEAR_MISS : 1
  let count = 0
  let stay = 0
  for (let at = 0; at < active.length; at++) {
    const each = active[at]!
    const positive = example.positive.includes(each)
    const sign = positive ? 1 : -1
    const diagonal = 1 / (2 * C * (positive ? POSITIVE : negative))
    const alpha = alphas[at]!
    const gradient = sign * scores[at]! - 1 + alpha * diagonal
    if (alpha === 0 && gradient >= SAFE) continue
    let next = Math.max(0, alpha - gradient / (square + diagonal))
    if (Math.abs(next - alpha) < STILL) next = alpha
    else {
      moved[count] = each
      by[count++] = (next - alpha) * sign
    }
    staying[stay] = each
    kept[stay++] = next
  }
  if (stay < active.length) {
    pupil.active = staying.slice(0, stay)
    pupil.alphas = kept.slice(0, stay)
  } else pupil.alphas.set(kept.subarray(0, stay))
  return count
}

/** Marked by the bot's writer as what an intent, or all of them, are not. */
const isMarked = ({ only, marked }: Example): boolean => only !== undefined || marked === true

/** Only the classes that moved are touched. */
function addSteps({ weights, classes, bias, moved, by }: Machine, example: Example, count: number): void {
  const { columns, values } = example
  for (let entry = 0; entry < columns.length; entry++) {
    const base = columns[entry]! * classes
    const value = values[entry]!
    for (let at = 0; at < count; at++) weights[base + moved[at]!]! += value * by[at]!
  }
  for (let at = 0; at < count; at++) weights[bias + moved[at]!]! += by[at]!
}

const xorshift = (seed: number) => {
  let state = seed
  return (below: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function shuffle(order: Uint32Array, random: (below: number) => number): void {
  for (let at = order.length - 1; at > 0; at--) {
    const other = random(at + 1)
    const kept = order[at] ?? 0
    order[at] = order[other] ?? 0
    order[other] = kept
  }
}
