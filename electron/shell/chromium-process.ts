import { spawn } from 'node:child_process'
import { Duplex, Readable, Writable } from 'node:stream'
import { setTimeout as wait } from 'node:timers/promises'
import { type DevTools, openDevToolsPipe } from './devtools-pipe'

export interface BrowserProcess {
  readonly devtools: DevTools
  readonly exited: Promise<void>
  /** The browser's own last words, up to {@link hush}; once it has ended. */
  complaint(): Promise<string>
  /** From here on the browser's output may hold case data: it is read and thrown away. */
  hush(): void
  kill(): void
}

const COMPLAINT_LENGTH = 2000
/** A helper that outlives the browser keeps its output open: no longer is waited for the rest of it. */
const COMPLAINT_MS = 1000

/** Never throws: a program that cannot be started exits at once, with the reason as its complaint. */
export function startBrowser(executable: string, flags: readonly string[]): BrowserProcess {
  const child = spawn(executable, flags, { stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'] })
  let complaint = ''
  let hushed = false
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (!hushed) complaint = (complaint + text).slice(-COMPLAINT_LENGTH)
  })
  const saidAll = new Promise<void>((resolve) => { child.stderr?.once('close', () => resolve()) })
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', (error) => {
      complaint += error.message
      resolve()
    })
  })
  const toBrowser = child.stdio[3]
  const fromBrowser = child.stdio[4]
  if (!(toBrowser instanceof Writable) || !(fromBrowser instanceof Readable)) throw new Error('The browser got no pipe.')
  if (toBrowser instanceof Duplex) toBrowser.resume()
  const devtools = openDevToolsPipe({ toBrowser, fromBrowser })
  void exited.then(() => devtools.close())
  return {
    devtools,
    exited,
    async complaint() {
      await Promise.race([saidAll, wait(COMPLAINT_MS)])
      return complaint.trim()
    },
    hush() {
      hushed = true
      complaint = ''
    },
    kill: () => { child.kill('SIGKILL') },
  }
}
