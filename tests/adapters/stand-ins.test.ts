import { expect, test } from 'vitest'
import { adapters } from '../../adapters/index.ts'
import { standIns } from '../../adapters/stand-ins.ts'
import { standInContract } from '../contracts/stand-in.ts'

/** The chat is a platform itself; a linked phone has none of its own to stand in for. */
const WITHOUT = ['webchat', 'whatsapp-web']

for (const load of Object.values(standIns)) standInContract(await load())

test('every channel has a stand-in under its own name', async () => {
  const channels = adapters.map(({ channel }) => channel).filter(channel => !WITHOUT.includes(channel))
  expect(Object.keys(standIns).sort()).toEqual(channels.sort())
  for (const [name, load] of Object.entries(standIns)) expect((await load()).channel).toBe(name)
})
