import type { StreamEvent, StreamEventName } from '../../protocol/api/stream.ts'

/**
 * An event as it goes over the line. JSON has no line ends of its own, so that nothing said can end the event or begin another.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html, read 2026-11
 */
export const eventText = <Name extends StreamEventName>({ id, event, data }: StreamEvent<Name>): string =>
  `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/** Keeps proxies from closing the line, and moves the client's `Last-Event-ID` on without an event. */
export const heartbeatText = (seq: number): string => `: \nid: ${seq}\n\n`
