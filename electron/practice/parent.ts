import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** Soon enough that nobody waits for a port to be free again. */
const LOOK_EVERY_MS = 500

const SHELLS = ['sh', 'dash', 'bash', 'zsh', 'ksh', 'busybox']

/**
 * Calls `gone` once the process that started this one has ended. `npm run` puts a shell between itself and its
 * script: killed, npm leaves both behind, and the shell goes on waiting for its child. So where the parent is a
 * shell, its own parent is watched too. Only Linux tells who that is; elsewhere the direct parent is watched.
 */
export function whenParentIsGone(gone: () => void): () => void {
  const parent = process.ppid
  const above = statOf(parent)
  const links = above !== null && SHELLS.includes(above.name) ? [{ child: parent, parent: above.parent }] : []
  const isGone = (): boolean => process.ppid !== parent || !isAlive(parent)
    || links.some(link => statOf(link.child)?.parent !== link.parent)
  const timer = setInterval(() => {
    if (!isGone()) return
    clearInterval(timer)
    gone()
  }, LOOK_EVERY_MS)
  return () => clearInterval(timer)
}

/** On Windows a process keeps the id of its dead parent. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  }
  catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Name and parent of a process as /proc tells; null where there is no such process, or no /proc. */
function statOf(pid: number): { name: string, parent: number } | null {
  try {
    // "pid (name) state parent …"; the name may itself hold spaces and parentheses.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const end = stat.lastIndexOf(')')
    const [, , parent] = stat.slice(end).split(' ')
    return { name: basename(stat.slice(stat.indexOf('(') + 1, end)), parent: Number(parent) }
  }
  catch {
    return null
  }
}
