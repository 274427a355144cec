import { mkdir, open, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { systemDisk } from '#journal/system-disk'
import { ChannelFailure } from '#channel/errors'
import type { Output } from '#channel/protocol'
import { isCode } from './ports/disk'
import type { OpenWorkspace } from './workspace'

export interface ExportOptions {
  workspace: Pick<OpenWorkspace, 'facts' | 'journal'>
  home: string
  dataFolder: string
  /** Epoch milliseconds. */
  now: number
}

type Exported = Output<'export'>

/** UTF-16 units gathered before they are written. */
const BLOCK = 1024 * 1024

/** The outcome log as JSON Lines, with the hashes that chain it (journal/chain.ts says how to check them). `count` is of outcomes. */
export async function exportHistory(options: ExportOptions): Promise<Exported> {
  const lines = await writeNew('history', 'jsonl', options.workspace.journal.exported(), options)
  // The first line is the log's header.
  return { path: lines.path, count: lines.count - 1 }
}

/** All that is not sent, as one JSON document: each edit with its case and, where it is held, the reason. */
export async function exportOutbox(options: ExportOptions): Promise<Exported> {
  const { workspace: { facts, journal }, now } = options
  const edits = journal.unsettled().map(({ edit, held }) => ({ caseId: edit.caseId, edit, held }))
  const document = { workspace: facts, exportedAt: new Date(now).toISOString(), edits }
  const written = await writeNew('outbox', 'json', [`${JSON.stringify(document, null, 2)}\n`], options)
  return { path: written.path, count: edits.length }
}

/** Where the responder will look for it: the user's downloads, else beside the journals. */
async function exportFolder({ home, dataFolder }: ExportOptions): Promise<string> {
  const downloads = path.join(home, 'Downloads')
  if (await stat(downloads).then(found => found.isDirectory(), () => false)) return downloads
  const folder = path.join(dataFolder, 'exports')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  return folder
}

/** `20261122-174743`, UTC. */
function stamp(now: number): string {
  return new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}

type Chunks = Iterable<string> | AsyncIterable<string>

/** A file that was not there before, the owner's alone, durable; what fails half-way is removed. `count` is of chunks. */
async function writeNew(what: string, ending: string, chunks: Chunks, options: ExportOptions): Promise<Exported> {
  const { workspace, now } = options
  const name = `fieldcase-${what}-${workspace.facts.id}-${stamp(now)}`
  let folder = options.dataFolder
  try {
    folder = await exportFolder(options)
    for (let copy = 1; ; copy++) {
      const file = path.join(folder, `${name}${copy === 1 ? '' : `-${copy}`}.${ending}`)
      try { return { path: file, count: await fill(file, chunks) } }
      catch (error) { if (!isCode(error, 'EEXIST')) throw error }
    }
  }
  catch (error) { throw exportFailure(error, folder) }
}

async function fill(file: string, chunks: Chunks): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  try {
    let count = 0
    let waiting = ''
    for await (const chunk of chunks) {
      count++
      waiting += chunk
      if (waiting.length < BLOCK) continue
      await handle.appendFile(waiting)
      waiting = ''
    }
    await handle.appendFile(waiting)
    await handle.sync()
    await handle.close()
    await systemDisk.syncFolder(path.dirname(file))
    return count
  }
  catch (error) {
    await handle.close().catch(() => {})
    await rm(file, { force: true }).catch(() => {})
    throw error
  }
}

function exportFailure(error: unknown, folder: string): unknown {
  if (isCode(error, 'ENOSPC', 'EDQUOT')) {
    return new ChannelFailure('diskFull', `The disk with ${folder} is full: nothing was exported. What is recorded is safe. Free some space, then export again.`, { cause: error })
  }
  if (isCode(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST')) {
    return new ChannelFailure('journalUnwritable', `The folder ${folder} cannot be written: nothing was exported. What is recorded is safe. Check the folder's permissions, then export again.`, { cause: error })
  }
  return new ChannelFailure('journalUnwritable', `The export to ${folder} failed: nothing was exported. What is recorded is safe. Check the disk, then export again.`, { cause: error })
}
