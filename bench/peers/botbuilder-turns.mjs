// One process of the peer in `bench turns`: botbuilder with MemoryStorage and a WaterfallDialog of three TextPrompts,
// without understanding and with nothing durable. Prints {"turns","ms"} as JSON.
import { parseArgs } from 'node:util'
import { BotAdapter, ConversationState, MemoryStorage, TurnContext } from 'botbuilder'
import { DialogSet, DialogTurnStatus, TextPrompt, WaterfallDialog } from 'botbuilder-dialogs'

const { values } = parseArgs({
  options: { conversations: { type: 'string', default: '500' }, rounds: { type: 'string', default: '20' } },
})
const conversations = Number(values.conversations)
const rounds = Number(values.rounds)

class NullAdapter extends BotAdapter {
  sent = 0
  async sendActivities(_context, activities) {
    this.sent += activities.length
    return activities.map((_, index) => ({ id: String(index) }))
  }
  process(activity, logic) {
    return this.runMiddleware(new TurnContext(this, activity), logic)
  }
}

const adapter = new NullAdapter()
const state = new ConversationState(new MemoryStorage())
const dialogs = new DialogSet(state.createProperty('dialog'))
dialogs.add(new TextPrompt('text'))
dialogs.add(
  new WaterfallDialog('main', [
    step => step.prompt('text', 'What is your order number?'),
    step => step.prompt('text', 'And your e-mail?'),
    step => step.prompt('text', 'Anything else?'),
    async step => {
      await step.context.sendActivity('Your order is on its way.')
      return step.endDialog()
    },
  ]),
)

const logic = async context => {
  const dialog = await dialogs.createContext(context)
  const result = await dialog.continueDialog()
  if (result.status === DialogTurnStatus.empty) await dialog.beginDialog('main')
  await state.saveChanges(context)
}

const texts = ['where is my order 10432?', '¿dónde está mi pedido?', 'unde este comanda mea?', '10432', '28013']
const talk = async (conversation, rounds) => {
  for (let round = 0; round < rounds; round++) {
    await adapter.process(
      {
        type: 'message',
        id: `${conversation}-${round}`,
        channelId: 'null',
        serviceUrl: 'http://127.0.0.1/',
        from: { id: `u${conversation}`, name: 'u' },
        recipient: { id: 'bot', name: 'bot' },
        conversation: { id: `c${conversation}`, isGroup: false, conversationType: 'personal', name: 'c' },
        text: texts[round % texts.length],
      },
      logic,
    )
  }
}

// As many turns as the other one rehearses before the clock starts.
await Promise.all(Array.from({ length: 20 }, (_, index) => talk(`warm-up ${index}`, 10)))
adapter.sent = 0
const started = performance.now()
await Promise.all(Array.from({ length: conversations }, (_, index) => talk(index, rounds)))
const ms = performance.now() - started
if (adapter.sent < conversations * rounds) throw new Error(`only ${adapter.sent} answers`)
console.log(JSON.stringify({ turns: conversations * rounds, ms }))
