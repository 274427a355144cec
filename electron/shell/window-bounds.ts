import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { z } from '#domain/zod'

const pixels = z.int().min(-100_000).max(100_000)

/** Where a window stands when it is not maximised, in the screen's own pixels. */
const boundsSchema = z.strictObject({ x: pixels, y: pixels, width: pixels.min(1), height: pixels.min(1), maximized: z.boolean() })
export type Bounds = Readonly<z.infer<typeof boundsSchema>>

export interface Area { x: number, y: number, width: number, height: number }

/** The smallest window that the screen is made for. */
const LEAST = { width: 960, height: 640 }
/** So much of a window must be on a screen for somebody to take hold of it. */
const HANDLE = { width: 120, height: 40 }

/** Null where none were kept, or what was kept does not read. */
export function readBounds(file: string): Bounds | null {
  try { return boundsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) }
  catch { return null }
}

/** What cannot be kept is not worth a word. */
export function writeBounds(file: string, bounds: Bounds): void {
  try {
    writeFileSync(`${file}.new`, JSON.stringify(bounds), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  catch { /* The next start begins in the middle of the screen. */ }
}

/** The bounds where a screen of now shows enough of them; else moved and cut to fit the first. `screens`: their work areas. */
export function fitBounds(bounds: Bounds, screens: readonly Area[]): Bounds {
  const [first] = screens
  if (first === undefined || screens.some(screen => isReachable(bounds, screen))) return bounds
  const width = Math.min(Math.max(bounds.width, LEAST.width), first.width)
  const height = Math.min(Math.max(bounds.height, LEAST.height), first.height)
  const middle = (from: number, room: number, size: number): number => from + Math.floor((room - size) / 2)
  return { ...bounds, width, height, x: middle(first.x, first.width, width), y: middle(first.y, first.height, height) }
}

/** Whether the title of the window, at its upper edge, can be taken hold of there. */
function isReachable(bounds: Bounds, screen: Area): boolean {
  const across = Math.min(bounds.x + bounds.width, screen.x + screen.width) - Math.max(bounds.x, screen.x)
  return across >= HANDLE.width && bounds.y >= screen.y - HANDLE.height && bounds.y + HANDLE.height <= screen.y + screen.height
}
