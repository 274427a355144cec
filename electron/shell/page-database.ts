import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ChannelFailure } from '#channel/errors'
import type { Aside } from '#channel/protocol'
import { isBroken } from './leveldb-check'

/** The browser's folder with the page's database, as the host sees it. */
export interface PageDatabase {
  /** What this start has put aside; null where nothing. */
  readonly aside: Aside | null
  /**
   * Has the app start anew with the database put aside: while the browser runs, its files are its own.
   * @throws ChannelFailure `cannotSetAside` where that was tried already, or cannot be.
   */
  setAside(): Promise<void>
}

export interface DatabasePlace {
  /** The data folder: what is put aside lies in it, for the responder to keep or to delete. */
  root: string
  shell: 'electron' | 'chromium'
  /** The browser's folder `IndexedDB`. */
  folder: string
}

const ASIDE = 'set-aside'

const markOf = ({ root, shell }: DatabasePlace): string => path.join(root, `set-aside-${shell}`)

/**
 * Called before each start of the browser. Moves a database aside that is broken for the eye, or that the page could
 * not open the last time. `setAside` leaves a mark, so that it is done even where the app dies on its way, and calls
 * `restart`. What cannot be moved stays, and is said when the page asks again.
 */
export function readyPageDatabase(place: DatabasePlace, { now, restart }: { now: number, restart: () => void }): PageDatabase {
  const marked = existsSync(markOf(place))
  let aside: Aside | null = null
  let trouble: string | null = marked ? 'It was put aside just now, and the new one does not open either.' : null
  try {
    if (marked || databases(place.folder).some(isBroken)) aside = moveAside(place, now)
    rmSync(markOf(place), { force: true })
  }
  catch (error) { trouble = error instanceof Error ? error.message : String(error) }
  return {
    aside,
    async setAside() {
      if (trouble !== null) throw stuck(place, trouble)
      try { writeFileSync(markOf(place), '', { mode: 0o600 }) }
      catch (error) { throw stuck(place, error instanceof Error ? error.message : String(error)) }
      restart()
    },
  }
}

function stuck({ folder }: DatabasePlace, why: string): ChannelFailure {
  return new ChannelFailure('cannotSetAside', `The database in ${folder} does not open, and could not be put aside: ${why}`)
}

function databases(folder: string): string[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder).filter(name => name.endsWith('.leveldb')).map(name => path.join(folder, name))
}

/** Null where there is nothing to move. Never deletes, never writes over what was put aside before. */
function moveAside({ root, shell, folder }: DatabasePlace, now: number): Aside | null {
  if (!existsSync(folder)) return null
  const to = path.join(root, ASIDE, `${new Date(now).toISOString().replace(/:/g, '.')}-${shell}-database`)
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 })
  renameSync(folder, to)
  return { path: to, at: now }
}
