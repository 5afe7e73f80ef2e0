import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { openPhoneThread } from '../../../adapters/whatsapp-web/open-phone.ts'
import type { PhoneEvent } from '../../../adapters/whatsapp-web/phone.ts'
import { eventually } from '../../eventually.ts'

const folder = mkdtempSync(join(tmpdir(), 'conserje-thread-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A thread that speaks as the real one does, and misbehaves as the package does. */
const PROGRAM = `
import { parentPort } from 'node:worker_threads'
parentPort.postMessage({ event: { kind: 'ready', account: 'a' } })
parentPort.on('message', message => {
  if (message === null) process.exit()
  const { id, name, args } = message
  if (name === 'seen') Promise.reject(new Error('nobody catches this'))
  else if (name === 'typing') parentPort.postMessage({ id, error: 'page closed' })
  else if (name === 'hasWritten') parentPort.postMessage({ id, result: args[0] === 'x' })
})
`
const file = join(folder, 'program.mjs')
writeFileSync(file, PROGRAM)

function open() {
  const events: PhoneEvent[] = []
  const phone = openPhoneThread({ chromium: '', folder }, pathToFileURL(file))(event => events.push(event))
  return { phone, events }
}

describe('the thread of a linked phone', () => {
  test('answers calls, and tells their faults', async () => {
    const { phone, events } = open()
    expect(await phone.call('hasWritten', 'x')).toBe(true)
    expect(await phone.call('hasWritten', 'y')).toBe(false)
    await expect(phone.call('typing', 'x')).rejects.toThrow('page closed')
    expect(events).toEqual([{ kind: 'ready', account: 'a' }])
    await phone.close()
    expect(events.at(-1)).toEqual({ kind: 'ended', reason: 'closed' })
    await expect(phone.call('typing', 'x')).rejects.toThrow()
  })

  test('takes a fault that nobody catches with it, and nothing else', async () => {
    const { phone, events } = open()
    const pending = phone.call('idsOf', 'x')
    const fatal = phone.call('seen', 'x')
    await expect(pending).rejects.toThrow('nobody catches this')
    await expect(fatal).rejects.toThrow('nobody catches this')
    await eventually(() => expect(events.filter(({ kind }) => kind === 'ended')).toHaveLength(1))
    await phone.close()
  })

  test('loads the real package, and tells of a browser that is none', async () => {
    const events: PhoneEvent[] = []
    const phone = openPhoneThread({ chromium: process.execPath, folder })(event => events.push(event))
    await eventually(() => expect(events).toMatchObject([{ kind: 'ended' }]))
    expect(events[0]).toMatchObject({ reason: expect.stringMatching(/closed/) })
    await phone.close()
  }, 30_000)
})
