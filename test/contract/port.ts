import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Port } from '#channel/port'

/** The page's end as a test can hold it: it may live in another process. */
export interface PageHand {
  /** All in one go, each right after the one before. */
  send(...texts: string[]): Promise<void>
  /** Begins to receive; everything received so far and from now on is given by {@link received}. */
  listen(): Promise<void>
  /** Waits until `count` messages were received. */
  received(count: number): Promise<string[]>
  /** Sends {@link largeText}: made where the page lives, since the way there is slower than the port. */
  sendLarge(length: number): Promise<void>
  /** Waits for the first message, and says whether it is {@link largeText}. */
  receivedLarge(length: number): Promise<boolean>
}

export const largeText = (length: number): string => 'x'.repeat(length)

export interface PortUnderTest {
  host: Port
  page: PageHand
  /** Who else may try to speak to the host, by name; none of them may be heard. */
  foreign: Record<string, (text: string) => Promise<void>>
  /** The page is loaded anew, and has a new end. */
  reload(): Promise<void>
  close(): Promise<void>
}

/** The host's side of the same: what it received, and a way to wait for it. */
function listenTo(host: Port): { received(count: number): Promise<string[]> } {
  const texts: string[] = []
  let wake = (): void => {}
  host.onMessage((text) => {
    texts.push(text)
    wake()
  })
  return {
    async received(count) {
      while (texts.length < count) await new Promise<void>((resolve) => { wake = resolve })
      return [...texts]
    },
  }
}

const FIVE_MEGABYTES = 5_000_000
const many = Array.from({ length: 200 }, (_, index) => `message ${index}`)
/** Characters of one to four bytes, quotes and line ends that JavaScript once choked on. */
const awkward = 'ä\u2028\u2029"\\\'</script>\u0000😀\r\n'

/** What the channel is built on, whatever carries it; `reloads` false where there is no page to load. */
export function portContract(
  name: string,
  open: () => Promise<PortUnderTest>,
  { reloads = true, ...options }: { timeout?: number, reloads?: boolean } = {},
): void {
  describe(name, options, () => {
    let port: PortUnderTest
    beforeEach(async () => { port = await open() })
    afterEach(async () => { await port.close() })

    it('hands the host what the page sends, in order', async () => {
      const host = listenTo(port.host)
      await port.page.send(...many)
      expect(await host.received(many.length)).toEqual(many)
    })

    it('hands the page what the host sends, in order', async () => {
      await port.page.listen()
      many.forEach(text => port.host.send(text))
      expect(await port.page.received(many.length)).toEqual(many)
    })

    it('changes no character, either way', async () => {
      const host = listenTo(port.host)
      await port.page.listen()
      await port.page.send(awkward)
      port.host.send(awkward)
      expect(await host.received(1)).toEqual([awkward])
      expect(await port.page.received(1)).toEqual([awkward])
    })

    it('carries five megabytes whole, either way', async () => {
      const host = listenTo(port.host)
      await port.page.listen()
      await port.page.sendLarge(FIVE_MEGABYTES)
      port.host.send(largeText(FIVE_MEGABYTES))
      // Compared here, not by toEqual: a difference would print ten megabytes.
      expect((await host.received(1))[0] === largeText(FIVE_MEGABYTES)).toBe(true)
      expect(await port.page.receivedLarge(FIVE_MEGABYTES)).toBe(true)
    })

    it('keeps what comes before anybody receives', async () => {
      await port.page.send('early 1', 'early 2')
      port.host.send('early 3')
      port.host.send('early 4')
      expect(await listenTo(port.host).received(2)).toEqual(['early 1', 'early 2'])
      await port.page.listen()
      expect(await port.page.received(2)).toEqual(['early 3', 'early 4'])
    })

    it('hears nobody but the page', async () => {
      const host = listenTo(port.host)
      for (const [who, send] of Object.entries(port.foreign)) await send(`from ${who}`)
      await port.page.send('from the page')
      expect(await host.received(1)).toEqual(['from the page'])
    })

    if (reloads) it('speaks to a page that was loaded anew, and not of what was meant for the one before', async () => {
      const host = listenTo(port.host)
      await port.page.listen()
      port.host.send('for the first')
      await port.page.received(1)
      await port.reload()
      await port.page.listen()
      await port.page.send('from the second')
      await host.received(1)
      port.host.send('for the second')
      expect(await port.page.received(1)).toEqual(['for the second'])
    })
  })
}
