import { expect, test } from 'vitest'
import { DECOY_HASH, hashPassword, verifyPassword } from '../../server/password.ts'

test('a password fits its own hash, and no other', async () => {
  const hash = await hashPassword('correct horse battery')
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/)
  expect(await verifyPassword('correct horse battery', hash)).toBe(true)
  expect(await verifyPassword('correct horse batterx', hash)).toBe(false)
})

test('the same password gets a salt of its own each time', async () => {
  expect(await hashPassword('correct horse battery')).not.toBe(await hashPassword('correct horse battery'))
})

test('composed and decomposed letters are the same password', async () => {
  expect(await verifyPassword('contraseñas', await hashPassword('contrasen\u0303as'))).toBe(true)
})

test('a hash of another form fits nothing, and the decoy costs a real try', async () => {
  expect(await verifyPassword('x', 'plain')).toBe(false)
  expect(await verifyPassword('', '')).toBe(false)
  expect(await verifyPassword('x', DECOY_HASH)).toBe(false)
})
