import fc from 'fast-check'
import type { Content, Dialog, SlotSpec } from '../../dialogs/content.ts'
import type { AnyStepKind, Step } from '../../dialogs/step.ts'
import { STEP_KINDS } from '../../dialogs/steps/index.ts'
import { botOf } from './chat.ts'

/*
 * Bots that no designer would write, and that no check would let pass: labels and dialogs that are not there, texts that are missing, circles, hand-offs
 * within hand-offs. The engine must keep its promises for them too.
 */

const kinds = new Map<string, AnyStepKind>(STEP_KINDS.map(kind => [kind.kind, kind]))
const base = botOf({
  dialogs: { d0: 'steps: [{ set: { x: 1 } }]' },
  texts: "a: Aa.\nb: 'Bb {{x}}.'\nq: Which?\nc: { one: First, two: Second }",
  faq: 'gift: { questions: [is there gift wrap], answer: Yes. }',
})

const NAMES = ['d0', 'd1', 'd2', 'human', 'nowhere']
const SLOTS = ['s0', 's1', 's2']
const texts = fc.constantFrom(...Array(8).fill(['a', 'b', 'q', 'c.one']).flat(), 'missing', 'c.{x}')
const conditions = fc.constantFrom(
  'true',
  'slots.s0 == null',
  'slots.s1',
  'x > 1',
  'order.total > 5',
  'size(x) < 3',
)
const values = fc.constantFrom('1', 'x + 1', "'two'", 'null', '[x, x]', 'slots.s0', "{'a': x}", 'now')
const choices = fc.constantFrom<unknown>(
  ['c.one', { text: 'c.two', begin: 'd1' }],
  ['c.one', 'c.two'],
  "['u', 'v']",
  'x',
)
const label = fc.option(fc.constantFrom('l0', 'l1'), { nil: undefined, freq: 1 })

type Raw = Record<string, unknown>
const { steps } = fc.letrec<{ steps: Raw[]; step: Raw }>(tie => {
  const list = tie('steps') as fc.Arbitrary<Raw[]>
  const kinds: [number, fc.Arbitrary<Raw>][] = [
    [4, fc.record({ say: texts, choices }, { requiredKeys: ['say'] })],
    [
      8,
      fc.record(
        { ask: fc.constantFrom(...SLOTS), say: texts, choices, else: list },
        { requiredKeys: ['ask', 'say'] },
      ),
    ],
    [2, fc.record({ set: fc.record({ x: values, s1: values, order: values }, { requiredKeys: [] }) })],
    // biome-ignore lint/suspicious/noThenProperty: the key of the step kind `if`
    [3, fc.record({ if: conditions, then: list, else: list }, { requiredKeys: ['if', 'then'] })],
    [
      2,
      fc.record(
        { switch: values, cases: fc.record({ '1': list, two: list }), else: list },
        { requiredKeys: ['switch', 'cases'] },
      ),
    ],
    [
      8,
      fc.record(
        {
          call: fc.constantFrom('shop.do', 'orders.find'),
          save: fc.constant('order'),
          on: fc.record({ failed: list, not_found: list }, { requiredKeys: [] }),
        },
        { requiredKeys: ['call'] },
      ),
    ],
    [4, fc.record({ begin: fc.constantFrom(...NAMES), save: fc.constant('x') }, { requiredKeys: ['begin'] })],
    [1, fc.record({ goto: fc.constantFrom('l0', 'l1', 'l2') })],
    [2, fc.record({ end: fc.constantFrom('resolved', 'done', 'resolved', 'done', 'closed') })],
    [1, fc.constant({ restart: null })],
    [1, fc.record({ retry: fc.constantFrom('call', 'ask') })],
    [1, fc.record({ clear: fc.constantFrom('s0', 's1') })],
    [1, fc.record({ handoff: fc.constantFrom('asked', 'rule', null) })],
    [2, fc.record({ survey: fc.constantFrom('csat', 'nps') })],
    [3, fc.record({ wait: fc.constantFrom('1h', '10s') })],
    [1, fc.record({ emit: fc.constant('did.it') })],
  ]
  const step = fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    ...kinds.map(([weight, arbitrary]) => ({ weight, arbitrary })),
  )
  return {
    step: fc
      .tuple(step, label)
      .map(([raw, name]) => (name === undefined ? raw : { ...raw, label: name })) as never,
    steps: fc.array(tie('step') as fc.Arbitrary<Raw>, { minLength: 1, maxLength: 6, size: 'max' }),
  }
})

function built(raw: readonly Raw[], path: string): Step[] {
  return raw.map((item, index) => {
    const kind = kinds.get(Object.keys(item)[0] ?? '') as AnyStepKind
    const bound = kind.bind(item)
    const id = (item.label as string | undefined) ?? `${path}${index}`
    const blocks = Object.entries(bound.blocks).map(([name, list]): [string, Step[]] => [
      name,
      built(list as Raw[], `${path}${index}.${name}.`),
    ])
    return {
      id,
      kind: kind.kind,
      file: 'x',
      line: 1,
      col: 1,
      refs: bound.refs,
      flow: { next: true },
      blocks: new Map(blocks),
      run: bound.run,
    }
  })
}

const slots: ReadonlyMap<string, SlotSpec> = new Map([
  ['s0', { entity: ['order'] }],
  ['s1', { entity: ['email', 'yesno'] }],
  ['s2', { entity: ['text'] }],
])

const dialog = (name: string, raw: readonly Raw[]): Dialog => ({
  name,
  about: JSON.stringify(raw),
  triggers: [],
  slots,
  steps: built(raw, ''),
  file: 'x',
})

/** A bot of three random dialogs, sometimes with a random dialog in the place of one that the engine begins itself. */
export const randomBot: fc.Arbitrary<Content> = fc
  .tuple(
    steps,
    steps,
    steps,
    fc.option(
      fc.tuple(
        fc.constantFrom(
          'human',
          'fallback',
          'system-error',
          'digression-return',
          'media',
          'language-change',
          'language-unknown',
          'cancel',
          'desk-resolved',
        ),
        steps,
      ),
      { freq: 1 },
    ),
  )
  .map(([d0, d1, d2, repair]) => {
    const dialogs = new Map(base.dialogs)
    for (const [index, raw] of [d0, d1, d2].entries()) dialogs.set(`d${index}`, dialog(`d${index}`, raw))
    if (repair) dialogs.set(repair[0], dialog(repair[0], repair[1]))
    const triggers = new Map([
      ...base.triggers,
      ['order.status', 'd0'],
      ['order.cancel', 'd1'],
      ['small.talk', 'd2'],
    ])
    return { ...base, dialogs, triggers }
  })
