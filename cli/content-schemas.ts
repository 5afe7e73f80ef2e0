import { z } from 'zod'
import { botSchema } from '../dialogs/bot-schema.ts'
import { deskSchema } from '../dialogs/desk-schema.ts'
import { dialogSchema } from '../dialogs/dialog-schema.ts'
import { STEP_KINDS } from '../dialogs/steps/index.ts'
import { contextPackageSchema } from '../protocol/api/handoff.ts'
import { STORY_KINDS, testSchema } from './conversation-test/test-schema.ts'

type JsonSchema = Record<string, unknown>

/** The files' own readers are not zod, so their shapes stand here, for the editor. */
const wordings = z.union([z.string(), z.array(z.string()).min(1)])
const intentsFile = z.record(
  z.string(),
  z.union([
    z.array(z.string()).min(1),
    z.strictObject({ phrases: z.array(z.string()).min(1), not: z.array(z.string()).optional() }),
  ]),
)
const faqFile = z.record(
  z.string(),
  z.looseObject({
    questions: z.array(z.string()).min(1),
    answer: wordings,
    not: z.array(z.string()).optional(),
  }),
)
const productsFile = z.record(
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]*$/),
  wordings.meta({ description: 'The names that customers give the product, in any language' }),
)
interface TextTree {
  [key: string]: string | string[] | TextTree
}
const textTree: z.ZodType<TextTree> = z.lazy(() =>
  z.record(z.string(), z.union([wordings, textTree])),
) as never

/** JSON Schemas by kind of file, made from the schemas that the loader checks with; and of the context package, as the API answers it. */
export function contentSchemas(): Record<
  'bot' | 'desk' | 'dialog' | 'intents' | 'faq' | 'locales' | 'products' | 'tests' | 'context-package',
  JsonSchema
> {
  return {
    bot: json(botSchema),
    desk: json(deskSchema),
    dialog: dialog(),
    intents: titled(json(intentsFile), 'intents', 'What customers say: example phrases by intent'),
    faq: titled(json(faqFile), 'faq', 'Questions with their answer'),
    locales: titled(json(textTree), 'locales', 'What the bot says: texts by key'),
    products: titled(json(productsFile), 'products.yaml', 'What the shop sells: its names by key'),
    tests: tests(),
    'context-package': contextPackage(),
  }
}

/** What is answered, defaults filled in; fields may be added without a new version, so that readers must bear unknown ones. */
const contextPackage = (): JsonSchema =>
  titled(
    z.toJSONSchema(contextPackageSchema, { io: 'input', unrepresentable: 'any' }) as JsonSchema,
    'context package, version 1',
    'All that an agent needs to answer a customer without asking again: GET /api/v1/handoffs/:id',
  )

/** What a designer writes, not what the loader makes of it. */
const json = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as JsonSchema

const titled = (schema: JsonSchema, title: string, description: string): JsonSchema => ({
  ...schema,
  title,
  description,
})

/** A step is one of its kinds, and the lists within steps hold steps again. */
function dialog(): JsonSchema {
  const steps = { type: 'array', items: { $ref: '#/$defs/step' } }
  const kinds = STEP_KINDS.map(({ kind, about, schema }) => {
    const { $schema: _, $defs: _defs, ...shape } = json(schema)
    return { ...shape, title: kind, description: about }
  })
  const { properties, ...head } = json(dialogSchema) as { properties: JsonSchema }
  const lists = JSON.parse(
    JSON.stringify(kinds, (_key, value) => (value?.$ref === '#/$defs/steps' ? steps : value)),
  ) as JsonSchema[]
  return { ...head, properties: { ...properties, steps }, $defs: { step: { anyOf: lists } } }
}

function tests(): JsonSchema {
  const { properties, $schema, ...head } = json(testSchema) as { properties: JsonSchema; $schema: string }
  const kinds = Object.entries(STORY_KINDS).map(([title, schema]) => {
    const { $schema: _, ...shape } = json(schema)
    return { ...shape, title }
  })
  const story = { type: 'array', minItems: 1, items: { anyOf: kinds } }
  return {
    $schema,
    title: 'tests',
    description: 'Conversations that must keep working',
    type: 'array',
    items: { ...head, properties: { ...properties, story } },
  }
}
