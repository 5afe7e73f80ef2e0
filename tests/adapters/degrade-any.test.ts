import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Limits } from '../../adapters/adapter.ts'
import { degrade } from '../../adapters/degrade.ts'
import type { DegradedPart } from '../../adapters/degraded-part.ts'
import { renderContext } from './house.ts'
import { anyLimits, anyMessage, TEXTS, WHOLE } from './random-message.ts'

const RUNS = Number(process.env.FUZZ_RUNS ?? 500)
const context = renderContext({ text: key => TEXTS[key] ?? '' })

describe('any message on a channel of any limits', () => {
  const choicesOf = (part: DegradedPart) => ('choices' in part ? part.choices : undefined)
  const size = (text: string, { textUnit }: Limits) =>
    textUnit === 'bytes' ? Buffer.byteLength(text) : text.length
  const shown = (parts: readonly DegradedPart[]) =>
    parts.flatMap(part => {
      if (part.kind === 'media') return [part.caption ?? '', part.link ?? '']
      if (part.kind === 'link') return [part.text, part.title, part.url]
      if (part.kind === 'text' || part.kind === 'card') {
        const options = choicesOf(part)?.options ?? []
        return [part.kind === 'text' ? part.text : '', ...options.map(one => one.description ?? one.title)]
      }
      return []
    })

  test('stays within them, with what is chosen at the end', () => {
    fc.assert(
      fc.property(anyMessage, anyLimits, (activity, limits) => {
        const parts = degrade(activity, limits, context)
        for (const [index, part] of parts.entries()) {
          if (part.kind === 'text' || part.kind === 'link') {
            const choices = choicesOf(part)
            const prompt = part.kind === 'link' ? limits.linkButton?.textChars : choices && limits.promptChars
            const max = Math.min(limits.textChars, prompt ?? limits.textChars)
            expect(size(part.text, limits)).toBeLessThanOrEqual(max)
            expect(part.text.isWellFormed()).toBe(true)
            expect(part.text.trim()).not.toBe('')
          }
          const choices = choicesOf(part)
          if (choices === undefined) continue
          expect(index).toBe(parts.length - 1)
          const titles = choices.options.map(option => option.title)
          const titleMax = choices.kind === 'list' ? (limits.list?.titleChars ?? 0) : limits.buttonChars
          expect(titles.length).toBeLessThanOrEqual(
            choices.kind === 'list' ? (limits.list?.rows ?? 0) : limits.buttons,
          )
          expect(new Set(titles).size).toBe(titles.length)
          for (const title of titles) expect(title.length).toBeLessThanOrEqual(titleMax)
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('loses no word and no option, and keeps their order', () => {
    const bare = (text: string) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
    const SIGNS: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" }
    const unmarked = (text: string) =>
      text
        .replaceAll(/<\/?(?:b|i|s|br|code|a)\b[^>]*>/g, ' ')
        .replaceAll(/&(lt|gt|amp|quot|#39);/g, (_, name: string) => SIGNS[name] as string)
    fc.assert(
      fc.property(anyMessage, anyLimits, (activity, limits) => {
        const texts = shown(degrade(activity, limits, context))
        const said = texts
          .map(text => (limits.markup === 'html' ? unmarked(text) : text))
          .flatMap(bare)
          .join('')
        const titles = (activity.suggestedActions?.actions ?? []).map(action => action.title)
        let from = 0
        for (const word of [activity.text ?? '', ...titles].flatMap(bare)) {
          const at = said.indexOf(word, from)
          expect(at, `${word} in ${said.slice(from)}`).toBeGreaterThanOrEqual(0)
          from = at + word.length
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('has its links, numbers and visible characters in one piece', () => {
    fc.assert(
      fc.property(anyMessage, anyLimits, (activity, limits) => {
        const texts = shown(degrade(activity, limits, context))
        for (const one of [...WHOLE, '👨‍👩‍👧‍👦', '👩🏽‍💻👍🏽', 'e\u0301\u0323']) {
          const escaped = limits.markup === 'markdown' ? one.replaceAll(/[*_]/g, '\\$&') : one
          const count = activity.text?.split(one).length ?? 1
          const found = texts.reduce(
            (sum, text) => sum + Math.max(text.split(one).length, text.split(escaped).length) - 1,
            0,
          )
          expect(found, `${one} in ${texts.join('|')}`).toBeGreaterThanOrEqual(count - 1)
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('is the same each time and leaves the message as it was', () => {
    fc.assert(
      fc.property(anyMessage, anyLimits, (activity, limits) => {
        const before = structuredClone(activity)
        expect(degrade(activity, limits, context)).toEqual(degrade(activity, limits, context))
        expect(activity).toEqual(before)
      }),
      { numRuns: 100 },
    )
  })
})
