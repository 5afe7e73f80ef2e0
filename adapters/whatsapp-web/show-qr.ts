/** Prints a QR code for the phone's camera, in the terminal of who runs the server. Whoever scans it has the chats: it goes into no log. */
export async function showQr(code: string): Promise<void> {
  const { default: terminal } = await import('qrcode-terminal')
  terminal.generate(code, { small: true }, picture => {
    process.stdout.write(
      `\nOn the shop's phone: WhatsApp > Settings > Linked devices > Link a device. Scan this:\n\n${picture}\n`,
    )
  })
}
