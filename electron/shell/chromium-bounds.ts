import { z } from '#domain/zod'
import type { AppWindow } from './chromium-window'
import type { DevTools } from './devtools-pipe'
import { type Bounds, fitBounds } from './window-bounds'

/** The protocol has no event for a window that is moved: it is asked this often, in milliseconds. */
const LOOK_MS = 2000

const screenSchema = z.tuple([z.number(), z.number(), z.number(), z.number()])

/** Puts the window where it stood, and tells of each place where it stands from then on, until it is gone. */
export async function keepBounds(devtools: DevTools, { session, mainFrame, closed }: AppWindow, { last, save }: {
  last: Bounds | null
  save: (bounds: Bounds) => void
}): Promise<void> {
  const { windowId } = await devtools.call('Browser.getWindowForTarget', { targetId: mainFrame })
  if (last !== null) {
    const fitting = fitBounds(last, await screenOf(devtools, session))
    const { x: left, y: top, width, height } = fitting
    await devtools.call('Browser.setWindowBounds', { windowId, bounds: { left, top, width, height } })
    // The protocol takes a state or a place, not both at once.
    if (fitting.maximized) await devtools.call('Browser.setWindowBounds', { windowId, bounds: { windowState: 'maximized' } })
  }
  let known: Bounds | null = null
  const look = async (): Promise<void> => {
    const { bounds: { left, top, width, height, windowState } } = await devtools.call('Browser.getWindowBounds', { windowId })
    if (windowState === 'minimized' || windowState === 'fullscreen') return
    if (left === undefined || top === undefined || width === undefined || height === undefined) return
    const maximized = windowState === 'maximized'
    // Maximised, it goes back to where it was before.
    const here: Bounds = maximized && known !== null ? { ...known, maximized } : { x: left, y: top, width, height, maximized }
    if (JSON.stringify(here) !== JSON.stringify(known)) save(here)
    known = here
  }
  const timer = setInterval(() => void look().catch(() => {}), LOOK_MS)
  void closed.then(() => clearInterval(timer))
  await look()
}

/** The screen that the window is on, as its page is told; none where it does not say. */
async function screenOf(devtools: DevTools, session: string): Promise<Array<{ x: number, y: number, width: number, height: number }>> {
  const expression = '[screen.availLeft, screen.availTop, screen.availWidth, screen.availHeight]'
  const { result } = await devtools.call('Runtime.evaluate', { expression, returnByValue: true }, session)
  const { data } = screenSchema.safeParse(result.value)
  return data === undefined ? [] : [{ x: data[0], y: data[1], width: data[2], height: data[3] }]
}
