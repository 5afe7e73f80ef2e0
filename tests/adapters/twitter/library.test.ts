import { Agent } from 'node:http'
import { TwitterApi } from 'twitter-api-v2'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { standIn, type TwitterStandIn } from '../../../adapters/twitter/stand-in/index.ts'
import { oauthSignature } from '../../../adapters/twitter/stand-in/oauth.ts'

/** The kept library as a client of its own: what it asks of X, the stand-in must take, so that adapter and stand-in can't share one mistake. */
describe('the stand-in of X', () => {
  let platform: TwitterStandIn
  let client: TwitterApi
  const agent = new Agent()

  beforeAll(async () => {
    platform = await standIn.start({ reports: false })
    const { environment } = platform
    client = open(environment.TWITTER_ACCESS_TOKEN_SECRET as string)
    await platform.say('200', 'hello')
  })
  afterAll(async () => {
    agent.destroy()
    await platform.close()
  })

  function open(accessSecret: string): TwitterApi {
    const { environment } = platform
    const made = new TwitterApi(
      {
        appKey: environment.TWITTER_CONSUMER_KEY as string,
        appSecret: environment.TWITTER_CONSUMER_SECRET as string,
        accessToken: environment.TWITTER_ACCESS_TOKEN as string,
        accessSecret,
      },
      { httpAgent: agent as never },
    )
    // Its one way to ask anybody but X is for its own heirs.
    const v2 = made.v2 as unknown as { setPrefix(prefix: string): void }
    v2.setPrefix(`${platform.url}/2/`)
    return made
  }

  test('signs as X documents it', () => {
    const parameters: [string, string][] = [
      ['include_entities', 'true'],
      ['oauth_consumer_key', 'xvz1evFS4wEEPTGEFPHBog'],
      ['oauth_nonce', 'kYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg'],
      ['oauth_signature_method', 'HMAC-SHA1'],
      ['oauth_timestamp', '1318622958'],
      ['oauth_token', '370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb'],
      ['oauth_version', '1.0'],
      ['status', 'Hello Ladies + Gentlemen, a signed OAuth request!'],
    ]
    expect(
      oauthSignature('POST', 'https://api.twitter.com/1.1/statuses/update.json', parameters, {
        consumerSecret: 'kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw',
        accessTokenSecret: 'LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE',
      }),
    ).toBe('hCtSmYh+iHYCEqBWrE7C7hYmtUk=')
  })

  test('takes a message, a picture and an answer from it, and tells its own posts', async () => {
    const { data } = (await client.v2.sendDmToParticipant('200', { text: 'from the library' })) as never as {
      data: { dm_event_id: string }
    }
    expect(platform.taken.at(-1)).toMatchObject({ id: data.dm_event_id, text: 'from the library' })

    const mediaId = await client.v2.uploadMedia(Buffer.alloc(1_500_000, 1), {
      media_type: 'image/png' as never,
      media_category: 'dm_image' as never,
    })
    await client.v2.sendDmToParticipant('200', { attachments: [{ media_id: mediaId }] })
    expect(platform.taken.at(-1)).toMatchObject({ kind: 'dm_image' })

    const { postId } = await platform.mention('ana', '@shop hi')
    const reply = await client.v2.reply('Write to us!', postId)
    const timeline = await client.v2.userTimeline('100', {
      since_id: postId,
      'tweet.fields': 'referenced_tweets',
    })
    expect(timeline.tweets.map(({ id, referenced_tweets }) => [id, referenced_tweets])).toEqual([
      [reply.data.id, [{ type: 'replied_to', id: postId }]],
    ])
  })

  test('lists messages and mentions to it', async () => {
    await platform.say('200', 'and again')
    const { data } = (await client.v2.listDmEvents({ max_results: 5 })) as never as {
      data: { data: { text: string; sender_id: string }[] }
    }
    expect(data.data[0]).toMatchObject({ text: 'and again', sender_id: '200', event_type: 'MessageCreate' })
    const { postId } = await platform.mention('bo', '@shop hey')
    const mentions = await client.v2.userMentionTimeline('100', { max_results: 5 })
    expect(mentions.tweets[0]?.id).toBe(postId)
  })

  test('refuses it as X would: a wrong secret, too many calls with the time of the next', async () => {
    await expect(open('wrong').v2.sendDmToParticipant('200', { text: 'x' })).rejects.toMatchObject({
      code: 401,
    })
    platform.fail('rateLimited')
    await expect(client.v2.sendDmToParticipant('200', { text: 'x' })).rejects.toMatchObject({
      code: 429,
      rateLimit: { limit: 15, remaining: 0, reset: expect.any(Number) },
    })
    await expect(client.v2.sendDmToParticipant('999', { text: 'x' })).rejects.toMatchObject({ code: 403 })
    await expect(client.v2.sendDmToParticipant('200', { text: '' })).rejects.toMatchObject({ code: 400 })
  })
})
