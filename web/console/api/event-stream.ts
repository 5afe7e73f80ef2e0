/** One event as it came over the wire. */
export interface WireEvent {
  id: string | undefined
  event: string
  data: string
}

/**
 * Reads server-sent events from text that comes in pieces; `push` answers the events that a piece completed.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation
 */
export function createEventReader(): { push(piece: string): WireEvent[] } {
  let rest = ''
  let id: string | undefined
  let event = ''
  let data: string[] = []

  function line(text: string): WireEvent | undefined {
    if (text === '') {
      const complete = data.length > 0 ? { id, event: event || 'message', data: data.join('\n') } : undefined
      event = ''
      data = []
      id = undefined
      return complete
    }
    const colon = text.indexOf(':')
    const field = colon === -1 ? text : text.slice(0, colon)
    const value = colon === -1 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') event = value
    else if (field === 'data') data.push(value)
    else if (field === 'id' && !value.includes('\0')) id = value
    return undefined
  }

  return {
    push(piece) {
      // A carriage return at the end may be the first half of a line's end.
      const text = rest + piece
      const whole = text.endsWith('\r') ? text.slice(0, -1) : text
      const lines = whole.split(/\r\n|\r|\n/)
      rest = `${lines.pop() ?? ''}${text.slice(whole.length)}`
      return lines.map(line).filter(found => found !== undefined)
    },
  }
}
