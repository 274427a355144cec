/** Widths in pixels. Below `BESIDE` the drawer lies over the case; the case always keeps `CASE_LEAST` beside what stands there. */
export const BESIDE = 960
export const CASE_LEAST = 430
export const LIST_WIDTH = { least: 220, most: 480, usual: 288 } as const
export const DRAWER_WIDTH = { least: 280, most: 560, usual: 340 } as const

/** From this width of the window on, the drawer that was open last opens by itself. */
export const ROOM_FOR_THREE = 1180

export interface PaneWidths {
  list: number
  drawer: number
  /** The widest that each may be made as the window is now. */
  most: { list: number, drawer: number }
  /** Whether the drawer stands beside the case, not over it. */
  beside: boolean
}

/** What the panes get of what is wished for: in a narrow window the drawer gives way first, then the list. */
export function paneWidths(
  { window, wished, open }: { window: number, wished: { list: number, drawer: number }, open: boolean },
): PaneWidths {
  const beside = window >= BESIDE
  const shared = open && beside
  const most = {
    list: between(window - CASE_LEAST - (shared ? DRAWER_WIDTH.least : 0), LIST_WIDTH),
    drawer: between(shared ? window - CASE_LEAST - LIST_WIDTH.least : window - LIST_WIDTH.least, DRAWER_WIDTH),
  }
  const list = Math.min(between(wished.list, LIST_WIDTH), most.list)
  const left = shared ? window - CASE_LEAST - list : most.drawer
  return { list, drawer: Math.min(between(wished.drawer, DRAWER_WIDTH), Math.max(left, DRAWER_WIDTH.least)), most, beside }
}

function between(width: number, { least, most }: { least: number, most: number }): number {
  return Math.round(Math.max(least, Math.min(width, most)))
}
