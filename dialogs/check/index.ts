import { actions } from './actions.ts'
import { canned } from './canned.ts'
import { causes } from './causes.ts'
import { channelSettingSizes } from './channel-setting-sizes.ts'
import { channelSizes } from './channel-sizes.ts'
import { channels } from './channels.ts'
import type { Check } from './check.ts'
import { dialogNames } from './dialog-names.ts'
import { endlessLoops } from './endless-loops.ts'
import { entities } from './entities.ts'
import { expressions } from './expressions.ts'
import { fewPhrases } from './few-phrases.ts'
import { human } from './human.ts'
import { intents } from './intents.ts'
import { labels } from './labels.ts'
import { languages } from './languages.ts'
import { markets } from './markets.ts'
import { orders } from './orders.ts'
import { placeholders } from './placeholders.ts'
import { silentEnds } from './silent-ends.ts'
import { slots } from './slots.ts'
import { teams } from './teams.ts'
import { textKeys } from './text-keys.ts'
import { textValues } from './text-values.ts'
import { triggers } from './triggers.ts'
import { unprovedOrders } from './unproved-orders.ts'
import { unreachableSteps } from './unreachable-steps.ts'
import { unusedDialogs } from './unused-dialogs.ts'
import { unusedTexts } from './unused-texts.ts'

/** Every rule that looks across a bot's files. A new rule is a file in this folder and a line here. */
export const CHECKS: readonly Check[] = [
  markets,
  orders,
  triggers,
  intents,
  languages,
  placeholders,
  textKeys,
  textValues,
  slots,
  dialogNames,
  actions,
  labels,
  channels,
  channelSizes,
  channelSettingSizes,
  entities,
  teams,
  canned,
  causes,
  expressions,
  unusedDialogs,
  endlessLoops,
  human,
]

/** Rules whose faults are warnings, for a designer who asks: a server that starts, or takes a saved file over, does without. */
export const ADVICE: readonly Check[] = [
  unreachableSteps,
  silentEnds,
  unprovedOrders,
  unusedTexts,
  fewPhrases,
]
