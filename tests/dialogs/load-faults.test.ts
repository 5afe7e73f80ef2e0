import { expect, test } from 'vitest'
import { loadContent } from '../../dialogs/load.ts'
import { readBotFolder } from '../../dialogs/read-folder.ts'
import { faultText } from '../../protocol/errors.ts'

const folder = new URL('../fixtures/broken-bot', import.meta.url).pathname

test('tells every fault of a bot at once, each with its place, in the order of the files', () => {
  const files = readBotFolder(folder, `${folder}/../no-common`)
  const { content, faults } = loadContent(files, {
    bot: 'broken-bot',
    actions: [{ name: 'orders.find', outcomes: ['not_found', 'proof_needed'] }],
    fileExists: path => path !== 'data/orders.csv',
  })
  expect(content).toBeUndefined()
  expect(
    faults.map(fault => (fault.severity === 'error' ? '' : 'warning ') + faultText(fault)),
  ).toMatchInlineSnapshot(`
    [
      "broken-bot/bot.yaml:3:12: the question "stock" is missing in faq/es.yaml; en says "Yes, {{count}} of them."",
      "broken-bot/bot.yaml:6:19: markets.FR: the bot does not speak "fr"; languages are en, es",
      "broken-bot/bot.yaml:9:9: orders.file: there is no data/orders.csv in the bot's folder",
      "broken-bot/bot.yaml:10:11: orders.number must be a regular expression such as '\\d{5}', found "[0-9" (Unterminated character class)",
      "broken-bot/bot.yaml:13:16: sentimnt is not known here; known are agent, bot, by_email, call, cancelled, channel, corrected, customer, desk, email, guesses, handoff, language, languages, last_answer, last_choices, link, market, message, misses, misses_left, now, order, resolved, resumed, sentiment, slots, survey, wait, welcomed",
      "broken-bot/bot.yaml:13:84: there is no team "vip"; teams are claims, orders",
      "broken-bot/bot.yaml:14:29: the expression can't be read at its column 14: something is missing at the end",
      "broken-bot/desk.yaml:3:23: teams.orders.timeZone must be a time zone such as Europe/Madrid",
      "broken-bot/desk.yaml:3:56: teams.orders.hours.mon-fri must be hours such as 9:00-18:00, or 22:00-6:00 over midnight",
      "broken-bot/dialogs/bom.yaml:4:12: step 1 (begin): there is no dialog "lonly"; did you mean "lonely"?",
      "broken-bot/dialogs/bomb.yaml:1:1: the file repeats itself through aliases (*) more than 50 times",
      "broken-bot/dialogs/empty.yaml:1:1: a dialog's file is a mapping with dialog, trigger and steps; found nothing",
      "broken-bot/dialogs/list.yaml:1:1: a dialog's file is a mapping with dialog, trigger and steps; found a list",
      "broken-bot/dialogs/refund.yaml:5:21: slots.number: there is no entity type "ordr"; did you mean "order"?",
      "broken-bot/dialogs/refund.yaml:6:60: the expression can't be read at its column 15: ) is missing before the end",
      "broken-bot/dialogs/refund.yaml:9:10: step 1 (say): there is no text "refund.helo"; did you mean "refund.hello"?",
      "broken-bot/dialogs/refund.yaml:12:14: step 2 (ask): retries must be at most 5, found 9",
      "broken-bot/dialogs/refund.yaml:13:11: step 3 (call): there is no action "orders.fnd"; did you mean "orders.find"?",
      "broken-bot/dialogs/refund.yaml:14:27: step 3 (call): this dialog has no slot "nmber"; did you mean "number"?",
      "broken-bot/dialogs/refund.yaml:17:43: step 3 › on.not_found 2: unknown kind of step "gto"; did you mean "goto"?",
      "broken-bot/dialogs/refund.yaml:21:17: step 4 (call): orders.find never answers "notfound"; did you mean "not_found"?",
      "broken-bot/dialogs/refund.yaml:21:29: step 4 › on.notfound 1 (handoff): handoff must be one of asked, not_understood, negative, rule, action_failed, verification_failed, taken_over, internal, found "askd"; did you mean "asked"?",
      "broken-bot/dialogs/refund.yaml:23:5: step 5 (say): unknown key "chioces"; did you mean "choices"?",
      "broken-bot/dialogs/refund.yaml:24:23: step 6 (if): limit is not known here; known are agent, bot, by_email, call, cancelled, channel, corrected, customer, desk, email, guesses, handoff, language, languages, last_answer, last_choices, link, market, message, misses, misses_left, now, order, resolved, resumed, sentiment, slots, survey, wait, welcomed",
      "broken-bot/dialogs/refund.yaml:26:12: step 7 (begin): there is no dialog "retrun"; dialogs are bom, bomb, empty, list, lonely, refund, second, tabs, twice",
      "broken-bot/dialogs/refund.yaml:28:11: step 8 (handoff): there is no team "clams"; did you mean "claims"?",
      "broken-bot/dialogs/refund.yaml:29:10: step 9 (ask): this dialog has no slot "nmber"; did you mean "number"?",
      "broken-bot/dialogs/refund.yaml:31:10: step 10 (say): no text fits "refund.status.{ordr.status}" in es; write one for each value, such as "refund.status.value"",
      "broken-bot/dialogs/refund.yaml:31:26: step 10 (say): ordr is not known here; known are agent, bot, by_email, call, cancelled, channel, corrected, customer, desk, email, guesses, handoff, language, languages, last_answer, last_choices, link, market, message, misses, misses_left, now, order, resolved, resumed, sentiment, slots, survey, wait, welcomed",
      "broken-bot/dialogs/refund.yaml:32:11: step 11 (wait): wait: expected a duration like 30s, 10m, 2h or 1d, found "4 hours"",
      "broken-bot/dialogs/refund.yaml:34:5: step 12 is both say and call; a step does one thing, so begin another with "- call:"",
      "broken-bot/dialogs/refund.yaml:35:5: step 13 must be a mapping such as "say: order.thanks", found "just words"",
      "broken-bot/dialogs/second.yaml:1:9: dialog is named as its file, "second", found "zweite"",
      "broken-bot/dialogs/second.yaml:2:11: trigger: "refund.status" begins the dialog refund already; an intent begins one dialog",
      "broken-bot/dialogs/second.yaml:2:26: trigger: no intents file has "refund.satus"; did you mean "refund.status"?",
      "broken-bot/dialogs/second.yaml:6:5: the label "top" stands already in line 4; a label names one step",
      "broken-bot/dialogs/tabs.yaml:3:1: this line is indented with a tab; use spaces",
      "broken-bot/dialogs/twice.yaml:4:1: "steps" stands twice in the same mapping; keep one",
      "broken-bot/intents/es.yaml:1:1: the intent "greeting" has no example phrases in es",
      "broken-bot/intents/es.yaml:1:1: the intent "goodbye" has no example phrases in es",
      "broken-bot/intents/es.yaml:3:11: greeting must be a list of phrases, one a line after "- "",
      "warning broken-bot/locales/de.yaml:1:1: nobody reads this file: "de" is not in the languages of bot.yaml (en, es)",
      "broken-bot/locales/en.yaml:5:11: there is no format 'mony'; formats are money, number, date, time, dateTime, relativeDay, list",
      "broken-bot/locales/en.yaml:6:18: '{{' has no '}}'",
      "broken-bot/locales/en.yaml:7:10: the text "refund.price" begins with {, which YAML reads as a mapping; put it in quotes",
      "broken-bot/locales/en.yaml:8:3: "refund.status" is a text here and a group of texts elsewhere (refund.status.…); a key is one or the other",
      "broken-bot/locales/en.yaml:11:10: the text "refund.count" must be a text or a list of texts, found 5; put it in quotes",
      "broken-bot/locales/es.yaml:2:3: the text "refund.ask_number" is missing in es; en says "Which order?"",
      "broken-bot/locales/es.yaml:2:3: the text "refund.broken" is missing in es; en says "Hello {{name"",
      "broken-bot/locales/es.yaml:2:3: the text "refund.status" is missing in es; en says "Something"",
      "broken-bot/locales/es.yaml:2:3: the text "refund.status.paid" is missing in es; en says "Paid"",
      "broken-bot/locales/es.yaml:2:3: the text "refund.yes" is missing in es; en says "yes"",
      "broken-bot/locales/es.yaml:2:10: "refund.hello" uses {{nmae}}, which en does not; did you mean {{name}}?",
      "warning broken-bot/locales/es.yaml:2:10: "refund.hello" leaves out {{name}}, which en uses",
      "warning broken-bot/locales/es.yaml:3:9: "refund.none" leaves out {{slots.number}}, which en uses",
    ]
  `)
})
