/**
 * Tracking pages by carrier, `{}` is the tracking number. Names are compared without case, spaces and punctuation. Carriers move their pages now
 * and then: the order system's own link, where it has one, would be better; a CSV has none.
 */
const PAGES: Readonly<Record<string, string>> = {
  dhl: 'https://www.dhl.com/global-en/home/tracking.html?tracking-id={}&submit=1',
  dhlexpress: 'https://www.dhl.com/global-en/home/tracking.html?tracking-id={}&submit=1',
  ups: 'https://www.ups.com/track?tracknum={}',
  fedex: 'https://www.fedex.com/fedextrack/?trknbr={}',
  dpd: 'https://tracking.dpd.de/status/en_D/parcel/{}',
  dpduk: 'https://track.dpd.co.uk/search?reference={}',
  gls: 'https://gls-group.eu/track/{}',
  correos: 'https://www.correos.es/es/es/herramientas/localizador/envios/detalle?tracking-number={}',
  correosexpress: 'https://s.correosexpress.com/SeguimientoSinCP/search?shippingNumber={}',
  seur: 'https://www.seur.com/livetracking/?segOnlineIdentificador={}',
  mrw: 'https://www.mrw.es/seguimiento_envios/MRW_resultados_consultas.asp?modo=nacional&envio={}',
  fancourier: 'https://www.fancourier.ro/awb-tracking/?awb={}',
  cargus: 'https://app.urgentcargus.ro/Private/Tracking.aspx?CodBara={}',
  sameday: 'https://sameday.ro/#awb={}',
  royalmail: 'https://www.royalmail.com/track-your-item#/tracking-results/{}',
  evri: 'https://www.evri.com/track/parcel/{}',
  inpost: 'https://inpost.pl/sledzenie-przesylek?number={}',
  pocztapolska: 'https://emonitoring.poczta-polska.pl/?numer={}',
  hermes: 'https://www.myhermes.de/empfangen/sendungsverfolgung/sendungsinformation#{}',
  estafeta: 'https://rastreo3.estafeta.com/Tracking/searchByGet?wayBillType=1&wayBill={}',
}

/** The page where the customer can follow the parcel; undefined for a carrier that we do not know, or without a tracking number. */
export function trackingUrl(carrier: string, tracking: string): string | undefined {
  const name = carrier.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
  const number = tracking.trim()
  if (number === '' || !Object.hasOwn(PAGES, name)) return undefined
  return PAGES[name]?.replace('{}', () => encodeURIComponent(number.toWellFormed()))
}
