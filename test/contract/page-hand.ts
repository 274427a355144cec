import type { Port } from '#channel/port'
import type { PageHand } from './port'

/** A page's end that lives in this process. */
export function handOf(page: Port): PageHand {
  const texts: string[] = []
  let wake = (): void => {}
  return {
    async send(...sent) { sent.forEach(text => page.send(text)) },
    async listen() {
      page.onMessage((text) => {
        texts.push(text)
        wake()
      })
    },
    async received(count) {
      while (texts.length < count) await new Promise<void>((resolve) => { wake = resolve })
      return [...texts]
    },
  }
}
