import { describe } from 'vitest'
import { accepting } from './contract/accepting.ts'
import { accounts } from './contract/accounts.ts'
import { carrying } from './contract/carrying.ts'
import { damage } from './contract/damage.ts'
import { deskWakes } from './contract/desk-wakes.ts'
import { figures } from './contract/figures.ts'
import { handoffLists } from './contract/handoff-lists.ts'
import { handoffs } from './contract/handoffs.ts'
import { identities } from './contract/identities.ts'
import { interleavings } from './contract/interleavings.ts'
import { lanes } from './contract/lanes.ts'
import { learnedReplies } from './contract/learned-replies.ts'
import { media } from './contract/media.ts'
import { receipts } from './contract/receipts.ts'
import { records } from './contract/records.ts'
import { search } from './contract/search.ts'
import { sending } from './contract/sending.ts'
import { settleTimes } from './contract/settle-times.ts'
import { slack } from './contract/slack.ts'
import { smallStores } from './contract/small-stores.ts'
import type { Engine } from './contract/subject.ts'
import { surveys } from './contract/surveys.ts'
import { taking } from './contract/taking.ts'
import { threads } from './contract/threads.ts'
import { translations } from './contract/translations.ts'
import { whatWasSaid } from './contract/what-was-said.ts'
import { windowRaces } from './contract/window-races.ts'
import { windows } from './contract/windows.ts'

/** What both engines promise; each block has a database of its own. */
export function storeContract(engine: Engine): void {
  describe('accepting', () => accepting(engine))
  describe('threads', () => threads(engine))
  describe('settle times', () => settleTimes(engine))
  describe('taking', () => taking(engine))
  describe('sending', () => sending(engine))
  describe('receipts', () => receipts(engine))
  describe('windows', () => windows(engine))
  describe('window races', () => windowRaces(engine))
  describe('media', () => media(engine))
  describe('lanes', () => lanes(engine))
  describe('carrying', () => carrying(engine))
  describe('what was said', () => whatWasSaid(engine))
  describe('translations', () => translations(engine))
  describe('learned replies', () => learnedReplies(engine))
  describe('records', () => records(engine))
  describe('hand-offs', () => handoffs(engine))
  describe('lists of hand-offs', () => handoffLists(engine))
  describe('news for the desk', () => deskWakes(engine))
  describe('accounts', () => accounts(engine))
  describe('search', () => search(engine))
  describe('identities', () => identities(engine))
  describe('interleavings', () => interleavings(engine))
  describe('damage', () => damage(engine))
  describe('surveys', () => surveys(engine))
  describe('slack', () => slack(engine))
  describe('figures', () => figures(engine))
  describe('small stores', () => smallStores(engine))
}
