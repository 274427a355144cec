import type { Port } from '#channel/port'
import { largeText, type PageHand } from './port'

/** A page's end that lives in this process. */
export function handOf(page: Port): PageHand {
  const texts: string[] = []
  let wake = (): void => {}
  async function received(count: number): Promise<string[]> {
    while (texts.length < count) await new Promise<void>((resolve) => { wake = resolve })
    return [...texts]
  }
  return {
    async send(...sent) { sent.forEach(text => page.send(text)) },
    async listen() {
      page.onMessage((text) => {
        texts.push(text)
        wake()
      })
    },
    received,
    sendLarge: async length => page.send(largeText(length)),
    receivedLarge: async length => (await received(1))[0] === largeText(length),
  }
}
