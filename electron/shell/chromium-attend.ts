import type { ChromiumShell } from './chromium-shell'
import { goesOn, goingOnWords, type Sending, wentOnWords } from './going-on'

/** The host as far as its windows come and go; one that tells nothing of sending ends with its window. */
export interface AttendedHost {
  sending?: () => Promise<Sending | null>
  /** The returned function stops it. */
  onChange?: (listen: () => void) => () => void
}

/** How the responder closed the window from within: null where it was closed by the system's own button. */
export interface Leaving { goOn: boolean }

/** Somebody starts Fieldcase again while it runs. */
export interface Front { next(): Promise<void>, give(): void }

export function createFront(): Front {
  let waiting: Array<() => void> = []
  return {
    next: () => new Promise((resolve) => { waiting.push(resolve) }),
    give() {
      for (const go of waiting) go()
      waiting = []
    },
  }
}

/**
 * One window after the other, until the app is to end or to start anew:
 *
 *   window ──closed──▶ something is being sent? ──no──▶ end
 *     ▲                    │ yes
 *     └── started again ── going on without one ──sent, or it needs the responder──▶ end
 */
export async function attend<T>({ host, open, left, front, asked, log }: {
  host: Promise<AttendedHost>
  open: () => Promise<ChromiumShell>
  left: () => Leaving | null
  front: Front
  /** The app is to end or to start anew. */
  asked: Promise<T>
  log: (line: string) => void
}): Promise<T | 'end'> {
  for (;;) {
    const shell = await open()
    const how = await host.then(() => Promise.race([shell.ended.then(() => 'closed' as const), asked]))
      // The page first: while it ends it may still hand something over.
      .finally(() => shell.close())
    if (how !== 'closed') return how
    const next = await goOn(await host, { left: left(), front, asked, log })
    if (next !== 'front') return next
  }
}

async function goOn<T>(host: AttendedHost, { left, front, asked, log }: {
  left: Leaving | null
  front: Front
  asked: Promise<T>
  log: (line: string) => void
}): Promise<T | 'end' | 'front'> {
  const whole = left?.goOn === true
  const first = await host.sending?.() ?? null
  if (first === null || left?.goOn === false || !goesOn(first, whole)) return 'end'
  log(goingOnWords(first))
  let stop = (): void => {}
  const rest = new Promise<'end'>((resolve) => {
    const look = async (): Promise<void> => {
      const now = await host.sending?.() ?? null
      if (now !== null && goesOn(now, whole)) return
      if (now !== null) log(wentOnWords(now))
      resolve('end')
    }
    stop = host.onChange?.(() => void look()) ?? stop
    // What changed between the first look and this one is seen.
    void look()
  })
  return Promise.race([rest, front.next().then(() => 'front' as const), asked]).finally(stop)
}
