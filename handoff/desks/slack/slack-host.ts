/** Where Slack keeps files. Names below these are its own too. */
const HOSTS = ['slack.com', 'slack-files.com', 'slack-edge.com']

/** Whether an address is Slack's, or of the same origin as SLACK_API_URL: only such get a file or our token, and none of the shop's inner network is asked. */
export function isSlackHost(address: string, apiUrl: string): boolean {
  if (!URL.canParse(address)) return false
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') return false
  if (url.origin === new URL(apiUrl).origin) return true
  const isSlack = HOSTS.some(host => url.hostname === host || url.hostname.endsWith(`.${host}`))
  return isSlack && url.protocol === 'https:' && url.port === ''
}
