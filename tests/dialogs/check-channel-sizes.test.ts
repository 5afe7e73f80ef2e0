import { describe, expect, test } from 'vitest'
import type { ChannelSizes } from '../../dialogs/check/channel-sizes.ts'
import type { ContentFiles } from '../../dialogs/content.ts'
import { loadContent } from '../../dialogs/load.ts'
import { faultText } from '../../protocol/errors.ts'

const sizes: ChannelSizes[] = [
  { channel: 'whatsapp', textChars: 100, buttons: 3, buttonChars: 20, list: { rows: 10, titleChars: 24 } },
  { channel: 'messenger', textChars: 200, buttons: 13, buttonChars: 20 },
  { channel: 'instagram', textChars: 60, textUnit: 'bytes', buttons: 13, buttonChars: 20 },
  {
    channel: 'twitter',
    textChars: 1000,
    buttons: 0,
    buttonChars: 0,
    texts: { mention: { most: 10, count: text => text.length } },
  },
]

function warningsOf(files: ContentFiles): string[] {
  const sound = {
    'a/bot.yaml': 'name: A\nlanguages: [en, de]\n',
    'a/intents/en.yaml': 'greeting: [hello]\n',
    'a/intents/de.yaml': 'greeting: [hallo]\n',
    'a/locales/de.yaml': '',
  }
  const { faults } = loadContent({ ...sound, ...files }, { bot: 'a', actions: [], sizes })
  return faults.map(faultText).filter(fault => /too long|numbered text/.test(fault))
}
const dialog = (steps: string) => `dialog: d\ntrigger: greeting\nsteps:\n${steps}`

describe('what is too long for a channel is warned of', () => {
  test('a title, once for all languages and channels', () => {
    const files = {
      'a/dialogs/d.yaml': dialog('  - say: hi\n    choices: [one, two]\n'),
      'a/locales/en.yaml': 'hi: Hi\none: Send it to another place\ntwo: Keep {{order.number}}\n',
      'a/locales/de.yaml': 'hi: Hallo\none: An eine andere Adresse\ntwo: Behalten\n',
    }
    expect(warningsOf(files)).toMatchInlineSnapshot(`
      [
        "a/locales/en.yaml:2:6: "one" is too long for some channels; en: cut at 20 of 24 characters on whatsapp, messenger, instagram; de: cut at 20 of 22 characters on whatsapp, messenger, instagram",
      ]
    `)
  })

  test('a title in a list, and more choices than a list has rows', () => {
    const keys = Array.from({ length: 11 }, (_, n) => `c${n}`)
    const texts = keys.map(key => `${key}: A title of 24 letters ok\n`).join('')
    const files = {
      'a/dialogs/d.yaml': dialog(`  - say: hi\n    choices: [${keys.join(', ')}]\n`),
      'a/locales/en.yaml': `hi: Hi\n${texts}`,
      'a/locales/de.yaml': `hi: Hallo\n${keys.map(key => `${key}: kurz ${key}\n`).join('')}`,
    }
    const warnings = warningsOf(files)
    expect(warnings[0]).toMatchInlineSnapshot(
      `"a/dialogs/d.yaml:5:15: step 1 (say): 11 choices are numbered text on whatsapp"`,
    )
    expect(warnings[1]).toContain('cut at 20 of 24 characters on messenger, instagram')
    const four = { ...files, 'a/dialogs/d.yaml': dialog('  - say: hi\n    choices: [c0, c1, c2, c3]\n') }
    expect(warningsOf(four).join()).not.toContain('whatsapp')
  })

  test('a text, with values of usual length in it, in characters or bytes', () => {
    const files = {
      'a/dialogs/d.yaml': dialog('  - say: hi\n'),
      'a/locales/en.yaml': `hi: 'Hi {{customer.name}}, ${'x'.repeat(80)}'\n`,
      'a/locales/de.yaml': `hi: ${'ü'.repeat(31)}\n`,
    }
    expect(warningsOf(files)).toMatchInlineSnapshot(`
      [
        "a/locales/en.yaml:1:5: "hi" is too long for some channels; en: 101 characters in 2 messages of 100 on whatsapp, 101 bytes in 2 messages of 60 on instagram; de: 62 bytes in 2 messages of 60 on instagram",
      ]
    `)
  })

  test('not where the channel has words of its own, and a single post by its own count', () => {
    const files = {
      'a/dialogs/d.yaml': dialog('  - say: hi\n  - say: mention\n'),
      'a/locales/en.yaml': `hi: ${'x'.repeat(70)}\nhi@instagram: Hi\nmention: Write to us, please\n`,
      'a/locales/de.yaml': 'hi: Hallo\nmention: Hallo\n',
    }
    const warnings = warningsOf(files)
    expect(warnings).toEqual([expect.stringContaining('"mention" is too long')])
    expect(warnings[0]).toContain('en: 19 of 10 characters on twitter')
  })
})
