import type { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import type { Clock } from '../../protocol/clock.ts'
import { type AccessTokens, createAccessTokens } from '../access-tokens.ts'
import type { BotFrameworkConfig } from './config.ts'
import { connectorHttp } from './connector-http.ts'

/** Microsoft's SDK, set up for this bot: it checks who posts, and knows how a connector is spoken to. */
export interface Sdk {
  adapter: CloudAdapter
  authentication: ConfigurationBotFrameworkAuthentication
  tokens: AccessTokens | undefined
}

const SCOPE = 'https://api.botframework.com'
/** Of every token that Bot Framework's channels send. */
export const ISSUER = 'https://api.botframework.com'
const EMULATOR_OPENID_URL =
  'https://login.microsoftonline.com/botframework.com/v2.0/.well-known/openid-configuration'

/** Loads `botbuilder` at the first call and never without one: it costs a second and 60 MB. */
export function sdkLoader(
  config: BotFrameworkConfig,
  deps: { fetch: typeof fetch; clock: Clock },
): () => Promise<Sdk> {
  let loading: Promise<Sdk> | undefined
  return () => {
    loading ??= loadSdk(config, deps)
    return loading
  }
}

async function loadSdk(
  config: BotFrameworkConfig,
  deps: { fetch: typeof fetch; clock: Clock },
): Promise<Sdk> {
  const { CloudAdapter, ConfigurationBotFrameworkAuthentication } = await import('botbuilder')
  const tokens = tokensOf(config, deps)
  const authentication = new ConfigurationBotFrameworkAuthentication(
    {
      MicrosoftAppId: config.appId,
      MicrosoftAppType: config.appType,
      ...(config.tenantId === undefined ? {} : { MicrosoftAppTenantId: config.tenantId }),
      ToChannelFromBotLoginUrl: config.loginUrl,
      ToChannelFromBotOAuthScope: SCOPE,
      ToBotFromChannelTokenIssuer: ISSUER,
      OAuthUrl: 'https://api.botframework.com',
      ToBotFromChannelOpenIdMetadataUrl: config.openIdUrl,
      ToBotFromEmulatorOpenIdMetadataUrl: EMULATOR_OPENID_URL,
      ValidateAuthority: true,
    } as never,
    // A managed identity is the SDK's own matter; a password is exchanged by us, since its library can't be told to stop waiting.
    config.appType === 'UserAssignedMSI' ? undefined : credentials(config, tokens),
    undefined,
    undefined,
    { httpClient: connectorHttp(deps) } as never,
  )
  return { adapter: new CloudAdapter(authentication), authentication, tokens }
}

function tokensOf(config: BotFrameworkConfig, deps: { fetch: typeof fetch; clock: Clock }) {
  if (config.password === undefined) return undefined
  const tenant = config.appType === 'SingleTenant' ? config.tenantId : 'botframework.com'
  return createAccessTokens(
    {
      channel: 'botframework',
      settings: 'MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID',
      tokenUrl: `${config.loginUrl}/${tenant}/oauth2/v2.0/token`,
      clientId: config.appId,
      clientSecret: config.password,
      scope: `${SCOPE}/.default`,
    },
    deps,
  )
}

/** The SDK's `ServiceClientCredentialsFactory`, which it knows by its methods. */
const credentials = ({ appId, emulator }: BotFrameworkConfig, tokens: AccessTokens | undefined) =>
  ({
    isValidAppId: async (id: string) => id === appId,
    isAuthenticationDisabled: async () => emulator,
    createCredentials: async () => ({
      async signRequest(request: { headers: { set(name: string, value: string): void } }) {
        if (tokens !== undefined) request.headers.set('authorization', `Bearer ${await tokens.get()}`)
        return request
      },
    }),
  }) as never
