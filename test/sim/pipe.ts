import type { Port } from '#channel/port'
import { createInbox } from '#shell/kept-port'
import type { Chance } from '../support/chance'
import type { Life, Scheduler } from './scheduler'

/** What joins a host to its pages, one after the other: text in order, each message a while on its way. */
export interface Pipe {
  host: Port
  /** The end of a page that has just begun; what was on its way to the one before is lost. */
  attach(page: Life, edition: number): Port
}

const FASTEST_MS = 0.1
const SLOWEST_MS = 4
/** A message that comes twice: how often. */
const TWICE = 0.02

/**
 * `edition`: which edition of the app speaks; between two of them messages name another version of the channel than
 * the other side knows.
 */
export function createPipe({ scheduler, chance, host, edition }: {
  scheduler: Scheduler
  chance: Chance
  host: Life
  edition: number
}): Pipe {
  const toHost = createInbox()
  let page: { life: Life, edition: number, inbox: ReturnType<typeof createInbox>, free: number } | null = null
  let hostFree = 0

  function travel(free: number, life: Life, deliver: () => void): number {
    const at = Math.max(free, scheduler.now() + FASTEST_MS + chance.next() * (SLOWEST_MS - FASTEST_MS))
    scheduler.after(at - scheduler.now(), life, deliver)
    if (chance.is(TWICE)) scheduler.after(at - scheduler.now() + FASTEST_MS, life, deliver)
    return at
  }

  return {
    host: {
      send(text) {
        const to = page
        if (to === null || !host.alive) return
        to.free = travel(to.free, to.life, () => to.inbox.push(between(text, edition, to.edition)))
      },
      onMessage: toHost.onMessage,
    },
    attach(life, pageEdition) {
      const inbox = createInbox()
      page = { life, edition: pageEdition, inbox, free: 0 }
      return {
        send(text) {
          if (life.alive) hostFree = travel(hostFree, host, () => toHost.push(between(text, pageEdition, edition)))
        },
        onMessage: inbox.onMessage,
      }
    },
  }
}

function between(text: string, from: number, to: number): string {
  return from === to ? text : text.replace(/"v":\d+/, version => `${version}9`)
}
