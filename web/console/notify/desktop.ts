import { changeSettings } from '../settings/settings.ts'

/** Asks the browser whether we may; only a yes turns the notices on. */
export async function allowDesktop(): Promise<void> {
  if (!('Notification' in globalThis)) return
  const answer = await Notification.requestPermission()
  changeSettings({ desktop: answer === 'granted' })
}

/** A notice of the system's; a click on it brings the window here, and `onOpen`. One `tag` has one notice. */
export function showDesktop(title: string, body: string, tag: string, onOpen: () => void): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  const notice = new Notification(title, { body: body.slice(0, 200), tag })
  notice.onclick = () => {
    window.focus()
    notice.close()
    onOpen()
  }
}
