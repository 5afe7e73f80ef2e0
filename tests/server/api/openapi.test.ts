import { globSync, readFileSync } from 'node:fs'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../../server/config.ts'
import { type RunningServer, startServer } from '../../../server/main.ts'
import { type FreshDatabase, freshDatabase } from '../../fresh-database.ts'

let database: FreshDatabase
let server: RunningServer

beforeAll(async () => {
  database = await freshDatabase('sqlite')
  const config = readConfig({ DATABASE_URL: database.url, PORT: '0', LOG_LEVEL: 'silent' })
  server = await startServer(config, { bot: { dir: 'bots/shop', name: 'shop', commonDir: 'bots/common' } })
})
afterAll(async () => {
  await server?.stop()
  await database?.drop()
})

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const document = await (await fetch(`${server.url}/api/v1/openapi.json`)).json()
    const validator = new Validator()
    const { valid, errors } = await validator.validate(document)
    expect(errors).toBeUndefined()
    expect(valid).toBe(true)
    expect(validator.version).toBe('3.1')
  })

  test('tells of every path that a source declares', async () => {
    const { paths } = (await (await fetch(`${server.url}/api/v1/openapi.json`)).json()) as { paths: object }
    const sources = globSync('{server,handoff,adapters}/**/*.ts').map(file => readFileSync(file, 'utf8'))
    const declared = sources.flatMap(text => [...text.matchAll(/path: '(\/api\/v1\/[^']*)'/g)])
    expect(declared.length).toBeGreaterThan(5)
    for (const [, path = ''] of declared) {
      expect(Object.keys(paths)).toContain(path.replaceAll(/:(\w+)/g, '{$1}'))
    }
  })

  test('has every path once, with an id of its own, and nothing that it names is missing', async () => {
    const text = await (await fetch(`${server.url}/api/v1/openapi.json`)).text()
    const { paths, components } = JSON.parse(text) as {
      paths: Record<string, Record<string, { operationId: string }>>
      components: { schemas: Record<string, unknown> }
    }
    const ids = Object.values(paths).flatMap(path =>
      Object.values(path).map(({ operationId }) => operationId),
    )
    expect(new Set(ids).size).toBe(ids.length)
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/api/v1/handoffs/{id}', '/api/v1/session']))
    for (const [, name] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) {
      expect(components.schemas).toHaveProperty(name as string)
    }
  })
})
