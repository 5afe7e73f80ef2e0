import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { failureText } from '../../cli/conversation-test/run-tests.ts'
import { findBot } from '../../cli/find-bot.ts'
import { testBot } from '../../cli/test.ts'
import { faultText } from '../../protocol/errors.ts'
import { packageRoot } from '../../server/package-root.ts'
import { askService } from '../ask-service.ts'

const bots = readdirSync(join(packageRoot, 'bots')).filter(name => name !== 'common')

for (const bot of bots) {
  const place = findBot(join('bots', bot), packageRoot)
  const { results, faults } = await testBot(place, {
    cwd: packageRoot,
    dataDir: await askService('shop'),
  })

  describe(`bots/${bot}`, () => {
    test('has no fault, and its conversations are told', () => {
      expect(faults.map(faultText)).toEqual([])
      expect(results.length).toBeGreaterThan(0)
    })

    for (const result of results)
      test(`${result.test} (${result.channel}, ${result.language})`, () => {
        if (!result.ok) expect.fail(failureText(result))
      })
  })
}
