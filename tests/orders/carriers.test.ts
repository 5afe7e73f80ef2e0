import { describe, expect, it } from 'vitest'
import { trackingUrl } from '../../orders/carriers.ts'

describe('trackingUrl', () => {
  it('knows a carrier however its name is written', () => {
    const url = 'https://www.fancourier.ro/awb-tracking/?awb=21'
    for (const name of ['FAN Courier', 'fan-courier', 'FANCOURIER']) expect(trackingUrl(name, '21')).toBe(url)
  })

  it('encodes the number, whatever a file holds', () => {
    expect(trackingUrl('UPS', ' 1Z&x=<a>"$& ')).toBe(
      'https://www.ups.com/track?tracknum=1Z%26x%3D%3Ca%3E%22%24%26',
    )
    expect(trackingUrl('UPS', 'a\ud800')).toContain('%EF%BF%BD')
  })

  it('is none for an unknown carrier, for a name of the prototype, and without a number', () => {
    expect(trackingUrl('Curier Local', '1')).toBeUndefined()
    expect(trackingUrl('constructor', '1')).toBeUndefined()
    expect(trackingUrl('', '1')).toBeUndefined()
    expect(trackingUrl('DHL', ' ')).toBeUndefined()
  })
})
