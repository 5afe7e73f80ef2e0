import { afterEach, describe, expect, test } from 'vitest'
import { StoreError } from '../../../protocol/errors.ts'
import { eventually } from '../../eventually.ts'
import { ANA, webMessage } from './fake-client.ts'
import { openPhoneDoor, type PhoneDoor } from './whatsapp-web-door.ts'

const opened: PhoneDoor[] = []
const open = async (options: Parameters<typeof openPhoneDoor>[0] = {}) => {
  const door = await openPhoneDoor(options)
  opened.push(door)
  return door
}
afterEach(async () => {
  for (const door of opened.splice(0)) await door.channel.close?.()
})

describe('the link to a phone', () => {
  test('begins with a plain warning about the terms', async () => {
    const door = await open()
    expect(door.logged[0]).toMatchObject({
      level: 'warn',
      message: expect.stringContaining('against its terms'),
    })
  })

  test.each([
    ['is disconnected', (door: PhoneDoor) => door.client().emit('disconnected', 'CONFLICT')],
    ['is not accepted', (door: PhoneDoor) => door.client().emit('auth_failure', 'x')],
    ['loses its page', (door: PhoneDoor) => door.client().pupPage.emit('error', new Error('Page crashed!'))],
    ['loses its browser', (door: PhoneDoor) => door.client().pupBrowser.emit('disconnected')],
  ])('that %s is made anew with another client, the old one closed', async (_what, breakIt) => {
    const door = await open()
    await door.linked()
    const before = door.clients.length
    breakIt(door)
    await eventually(() => expect(door.clients.length).toBe(before + 1))
    await door.linked()
    expect(door.clients.slice(0, before).every(({ destroyed }) => destroyed)).toBe(true)
  })

  test('that can’t be made is tried again, ever more slowly', async () => {
    const door = await open({ setUp: (client, nth) => (client.begin = nth < 4 ? 'fail' : 'ready') })
    await door.linked()
    expect(door.clients).toHaveLength(5)
    const waits = door.logged.filter(({ message }) => message.includes('broke')).length
    expect(waits).toBe(4)
  })

  test('that stops without a word is noticed: a page that never loads, and one that answers no more', async () => {
    const waits = { checkMs: 5, patienceMs: 40 }
    const door = await open({
      waits,
      setUp(client, nth) {
        client.begin = nth === 0 ? 'nothing' : 'ready'
      },
    })
    await eventually(() => expect(door.clients).toHaveLength(2))
    await door.linked()
    await new Promise(resolve => setTimeout(resolve, 150))
    expect(door.clients).toHaveLength(2)
    door.client().isFrozen = true
    await eventually(() => expect(door.clients).toHaveLength(3))
  })

  test('asks for a new code when the phone was unlinked, and shows each code', async () => {
    const door = await open({ setUp: (client, nth) => (client.begin = nth === 0 ? 'ready' : 'qr') })
    await door.linked()
    door.client().emit('disconnected', 'LOGOUT')
    await eventually(() => expect(door.qrs).toEqual(['qr-code']))
    door.client().emit('qr', 'newer')
    expect(door.qrs).toEqual(['qr-code', 'newer'])
    expect(door.logged.some(({ message }) => message.includes('new QR code'))).toBe(true)
    expect(JSON.stringify(door.logged)).not.toMatch(/qr-code|newer/)
    door.client().emit('ready')
    await door.linked()
  })

  test('ends with the channel, and opens nothing more', async () => {
    const door = await open()
    await door.linked()
    await door.channel.close?.()
    expect(door.clients.map(({ destroyed }) => destroyed)).toEqual([true])
    door.client().emit('disconnected', 'CONFLICT')
    expect(door.clients).toHaveLength(1)
  })
})

describe('messages of a linked phone', () => {
  test('that came while nobody listened are read when it is linked, and those known already change nothing', async () => {
    const waiting = ['A1', 'A2'].map(id => webMessage({ id, body: id }))
    const door = await open({ setUp: client => client.unread.push(...waiting) })
    await eventually(() =>
      expect(door.house.received.map(({ platformId }) => platformId)).toEqual(['A1', 'A2']),
    )
    door.client().emit('disconnected', 'NAVIGATION')
    await eventually(() => expect(door.clients).toHaveLength(2))
    await door.linked()
    await eventually(() => expect(door.client().did).toContain(`seen ${ANA}`))
    expect(door.house.received).toHaveLength(2)
  })

  test('are marked as read only when they are stored, and wait for the store in their order', async () => {
    const door = await open()
    await door.linked()
    door.house.fault.error = new StoreError('store.full', 'full')
    for (const id of ['A1', 'A2']) door.client().emit('message', webMessage({ id, body: id }))
    await eventually(() => expect(door.logged.some(({ level }) => level === 'error')).toBe(true))
    expect(door.client().did).not.toContain(`seen ${ANA}`)
    delete door.house.fault.error
    await eventually(() => expect(door.client().did).toContain(`seen ${ANA}`))
    expect(door.house.received.map(({ activity }) => activity.text)).toEqual(['A1', 'A2'])
  })

  test('of a hidden number are known by the number too, where WhatsApp tells it', async () => {
    const door = await open()
    await door.linked()
    door.client().emit('message', webMessage({ id: 'L1', from: '7700000000001@lid' }))
    door.client().emit('message', webMessage({ id: 'L2', timestamp: undefined }))
    await eventually(() => expect(door.house.received).toHaveLength(2))
    const [hidden, plain] = door.house.received.toSorted((one, other) =>
      one.platformId.localeCompare(other.platformId),
    )
    expect(hidden).toMatchObject({
      threadKey: '7700000000001@lid',
      aliases: [ANA],
      passing: [ANA],
      customer: { name: 'Ana' },
    })
    expect(hidden?.customer?.verifiedPhone).toBeUndefined()
    expect(plain).toMatchObject({ threadKey: ANA, customer: { name: 'Ana', verifiedPhone: '+34600000001' } })
    expect(plain?.aliases).toBeUndefined()
  })

  test('tell how far ours have come', async () => {
    const door = await open()
    await door.linked()
    const own = webMessage({ id: 'S1', from: '34900000000@c.us', to: ANA, fromMe: true })
    for (const ack of [0, 1, 2, 3, 4, -1, 99, 'x']) door.client().emit('message_ack', own, ack)
    await eventually(() => expect(door.house.receipts).toHaveLength(5))
    expect(door.house.receipts.map(({ status }) => status)).toEqual([
      'sent',
      'delivered',
      'read',
      'read',
      'failed',
    ])
  })
})
