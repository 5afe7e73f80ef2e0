import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { SEND_SHORTCUT } from '../../../handoff/desks/slack/take-acts.ts'
import {
  chatTexts,
  headText,
  openSlackHouse,
  type SlackHouse,
  times,
  until,
  untilChat,
  untilRead,
} from './slack-house.ts'

let house: SlackHouse
let ana: string
let bea: string
let carl: string
beforeAll(async () => {
  house = await openSlackHouse()
  ana = await house.agent('Ana')
  bea = await house.agent('Bea')
  carl = house.slack.person('Carl', 'carl@elsewhere.example')
})
afterAll(() => house?.close())

/** What they alone were told last. */
const told = (who: string, words: string | RegExp) =>
  until(`a word to ${who}: ${words}`, () =>
    house.slack.world.whispers.find(
      ({ user, text }) =>
        user === who && (typeof words === 'string' ? text.includes(words) : words.test(text)),
    ),
  )

/** The newest entries of the transcript of the newest hand-off. */
async function entries() {
  const store = await house.store()
  const [handoff] = await store.handoffs.list({ order: 'newest', limit: 1 })
  return store.transcript.list(handoff?.conversationId as string)
}

describe('people in Slack', () => {
  test('of two who claim at once one has it, and the other is told who', async () => {
    const { slack } = house
    const { head } = await house.escalate()
    const pressed = await Promise.all([ana, bea].map(who => slack.pressUnder(who, head, 'Claim')))
    expect(pressed).toEqual([200, 200])
    await untilRead(slack, head, 'has it')
    const winner =
      headText(head).includes('*Ana*') || slack.read(head).some(text => /Ana.* has it/.test(text))
        ? 'Ana'
        : 'Bea'
    await told(winner === 'Ana' ? bea : ana, `${winner} has it`)
    await until('a line', () => times(slack, head, 'has it') > 0)
    expect(times(slack, head, 'has it')).toBe(1)
  })

  test('what one has another answers only after taking it over on purpose', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    await slack.pressUnder(ana, head, 'Claim')
    await until('the first message', () => /\*Ana\* has it/.test(headText(head)))
    slack.world.whispers.length = 0
    await slack.write(bea, '@Conserje two cooks', place)
    await told(bea, 'Nothing was sent')
    expect(await slack.pressUnder(bea, head, 'Take over')).toBe(200)
    await until('the first message', () => /\*Bea\* has it/.test(headText(head)))
    await slack.write(bea, '@Conserje one cook', place)
    await untilChat(chat, 'one cook')
    expect(await chatTexts(chat)).not.toContain('two cooks')
  })

  test('somebody without an account claims and answers nothing, is told why, and may leave a note', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    await slack.pressUnder(carl, head, 'Claim')
    await told(carl, 'conserje user add --email carl@elsewhere.example')
    slack.world.whispers.length = 0
    await slack.write(carl, '@Conserje I promise a refund', place)
    await told(carl, /no account/)
    await slack.write(carl, 'ask the warehouse', place)
    await pause(1_000)
    const notes = (await entries()).filter(({ activity }) => activity.name === 'note')
    expect(notes.map(({ author, activity }) => [author, activity.text])).toEqual([
      ['Carl', 'ask the warehouse'],
    ])
    expect(await chatTexts(chat)).not.toMatch(/refund|warehouse/)
    expect(headText(head)).toMatch(/Waiting/)
  }, 60_000)

  test('whoever the workspace does not vouch for has no account here, whatever their address', async () => {
    const { slack } = house
    const { head } = await house.escalate()
    const strangers = [
      { team_id: 'T0OTHER' },
      { team_id: undefined },
      { deleted: true },
      { is_bot: true },
      { is_stranger: true },
      { is_restricted: true },
      { is_ultra_restricted: true },
    ]
    for (const [n, more] of strangers.entries()) {
      const name = `Stranger ${n}`
      const who = slack.person(name)
      slack.world.users.set(who, { id: who, name, email: 'ana@shop.example', more })
      await slack.pressUnder(who, head, 'Claim')
      await told(who, 'Only full members of the workspace')
    }
    expect(headText(head)).toMatch(/Waiting/)
    const grid = slack.person('Grid')
    const more = { team_id: 'T0HOME', enterprise_user: { teams: ['T0SHOP'] } }
    slack.world.users.set(grid, { id: grid, name: 'Grid', email: 'ana@shop.example', more })
    await slack.pressUnder(grid, head, 'Claim')
    await until('the first message', () => /\*Ana\* has it/.test(headText(head)))
  })

  test('the shortcut may be tried again after a refusal, and sends a message once, whoever uses it', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    await slack.pressUnder(ana, head, 'Claim')
    await until('the first message', () => /\*Ana\* has it/.test(headText(head)))
    const place = { channel: head.channel, threadTs: head.ts }
    const { ts } = await slack.write(ana, 'your parcel is found', place)
    const at = { channel: head.channel, ts }
    slack.world.whispers.length = 0
    await slack.shortcut(bea, at, SEND_SHORTCUT)
    await told(bea, 'Nothing was sent')
    await slack.pressUnder(bea, head, 'Take over')
    await until('the first message', () => /\*Bea\* has it/.test(headText(head)))
    await slack.shortcut(bea, at, SEND_SHORTCUT)
    await untilChat(chat, 'your parcel is found')
    await slack.pressUnder(ana, head, 'Take over')
    await until('the first message', () => /\*Ana\* has it/.test(headText(head)))
    await slack.shortcut(ana, at, SEND_SHORTCUT)
    await told(ana, 'was sent already')
    await pause(500)
    expect((await chatTexts(chat)).split('your parcel is found')).toHaveLength(2)
  })

  test('a changed note is changed, a deleted one is told of; what was sent stays sent, and its author is told', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    const note = await slack.write(ana, 'the parcel is lost', place)
    const at = { channel: head.channel, ts: note.ts }
    await until('the note', () => note.status === 200)
    await slack.edit(ana, at, 'the parcel is found')
    await slack.remove(ana, at)
    const sent = await slack.write(ana, '@Conserje it comes tomorow', place)
    await untilChat(chat, 'it comes tomorow')
    await slack.edit(ana, { channel: head.channel, ts: sent.ts }, '@Conserje it comes tomorrow')
    await told(ana, 'still reads it as it was')
    const kept = (await entries()).filter(({ activity }) => activity.type === 'event')
    const [first, ...changes] = kept
    expect(first?.activity).toMatchObject({ name: 'note', text: 'the parcel is lost' })
    expect(changes.map(({ activity }) => [activity.name, activity.value])).toEqual([
      ['edited', { messageId: first?.id, text: 'the parcel is found' }],
      ['deleted', { messageId: first?.id }],
    ])
    expect(await chatTexts(chat)).not.toMatch(/tomorrow|found/)
    expect(times(slack, head, 'found')).toBe(0)
  })

  test('the mention sends only from the beginning of a message', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    await slack.write(ana, 'should we ask @Conserje for it?', place)
    await slack.write(ana, '@Conserje: seen & <done>', place, { withoutBlocks: true })
    await untilChat(chat, 'seen & <done>')
    expect(await chatTexts(chat)).not.toMatch(/should we/)
  })

  test('after the end nothing is sent, and who tries is told', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    const place = { channel: head.channel, threadTs: head.ts }
    await slack.pressUnder(ana, head, 'Claim')
    await untilRead(slack, head, 'has it')
    await slack.pressUnder(ana, head, 'Reply')
    await slack.pressUnder(ana, head, 'Return to bot')
    await untilRead(slack, head, 'returned it to the bot')
    const late = await slack.submit(ana, { reply: 'too late' })
    expect(Object.values(late.errors ?? {})).toHaveLength(1)
    slack.world.whispers.length = 0
    await slack.write(ana, '@Conserje also too late', place)
    await told(ana, 'Nothing was sent')
    const plain = await slack.write(ana, 'a word among us', place)
    await told(ana, 'stays in Slack only')
    await slack.shortcut(ana, { channel: head.channel, ts: plain.ts }, SEND_SHORTCUT)
    await until(
      'a third word',
      () => slack.world.whispers.filter(({ text }) => text.includes('Nothing was sent')).length === 2,
    )
    await chat.post('do you offer gift wrapping?', 'bot again')
    expect(await chatTexts(chat)).not.toMatch(/too late|among us/)
  })

  test('the reply modal fills in canned replies, and an empty one is not sent', async () => {
    const { slack } = house
    const { chat, head } = await house.escalate()
    await slack.pressUnder(bea, head, 'Reply')
    expect((await slack.submit(bea, { reply: '   ' })).errors).toBeDefined()
    expect(await slack.closeModal(bea)).toBe(200)
    await slack.pressUnder(bea, head, 'Reply')
    const modal = JSON.stringify([...slack.world.views.values()].at(-1)?.view)
    const canned = /"value":"([\w.-]+)"/.exec(modal)?.[1]
    if (canned !== undefined) {
      expect(await slack.choose(bea, canned)).toBe(200)
      expect(JSON.stringify([...slack.world.views.values()].at(-1)?.view)).toContain('initial_value')
    }
    expect(await slack.submit(bea, { reply: 'Good day from the modal' })).toEqual({ status: 200 })
    await untilChat(chat, 'Good day from the modal')
    expect(headText(head)).toBeDefined()
  })

  test('what the console does stands in the thread at once', async () => {
    const { slack } = house
    const { head } = await house.escalate()
    const store = await house.store()
    const [handoff] = await store.handoffs.list({ order: 'newest', limit: 1 })
    if (handoff === undefined) throw new Error('no hand-off')
    const at = () => new Date().toISOString()
    await store.handoffs.update(handoff.id, handoff.version, {
      change: 'claim',
      by: 'agt_Bea',
      status: 'active',
      agentId: 'agt_Bea',
      desk: 'console',
      at: at(),
    })
    await untilRead(slack, head, /Bea.* has it/)
    await until('the first message', () => /\*Bea\* has it/.test(headText(head)))
    const claimed = await store.handoffs.get(handoff.id)
    await store.handoffs.update(handoff.id, claimed?.version ?? 0, {
      change: 'hold',
      by: 'agt_Bea',
      status: 'on_hold',
      at: at(),
    })
    await until('on hold', () => /On hold/.test(headText(head)))
    expect(slack.world.thread(head.channel, head.ts)[0]?.ts).toBe(head.ts)
  })
})

test('where anybody may act, a guest has it under their name in Slack, and keeps it', async () => {
  const open = await openSlackHouse({ env: { SLACK_AGENTS: 'anyone', SLACK_PERSONAL_DATA: 'masked' } })
  try {
    const { slack } = open
    const dora = slack.person('Dora')
    const { chat, head } = await open.escalate()
    const guest = slack.person('Guest')
    slack.world.users.set(guest, { id: guest, name: 'Guest', more: { is_restricted: true } })
    await slack.pressUnder(guest, head, 'Claim')
    await until('a word', () => slack.world.whispers.find(({ user }) => user === guest))
    expect(headText(head)).toMatch(/Waiting/)
    await slack.pressUnder(dora, head, 'Claim')
    await until('the first message', () => /\*Dora\* has it/.test(headText(head)))
    await slack.write(dora, '@Conserje hello from Dora', { channel: head.channel, threadTs: head.ts })
    await untilChat(chat, 'hello from Dora')
    expect(await slack.commands?.reply?.('Dora', 'typed at a terminal')).toBe(200)
    await untilChat(chat, 'typed at a terminal')
    expect(await slack.commands?.claim?.('Dora', '')).toBe(404)
    await chat.post('write me to zoe.quixote@example.org', 'm1')
    await untilRead(slack, head, /write me to •+/)
    await pause(1_500)
    expect(headText(head)).toMatch(/\*Dora\* has it/)
    expect(slack.read(head).join('\n')).not.toContain('quixote')
  } finally {
    await open.close()
  }
})
