import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  }
  catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/** Linux: clock ticks since the machine's start (proc(5), field 22), and which start of the machine that was. */
async function startOnLinux(pid: number): Promise<string> {
  const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')])
  // The second field is the program's name in parentheses and may hold spaces and parentheses itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return `${boot.trim()} ${fields[19] ?? ''}`
}

/**
 * What tells a process from a later one of the same number; null where no process has this number, and an
 * empty text where the system does not say when it started.
 */
export async function processStart(pid: number): Promise<string | null> {
  if (!isRunning(pid)) return null
  try {
    if (process.platform === 'linux') return await startOnLinux(pid)
    if (process.platform === 'darwin') return (await run('ps', ['-o', 'lstart=', '-p', String(pid)])).stdout.trim()
    return ''
  }
  catch {
    return isRunning(pid) ? '' : null
  }
}
