import { join } from 'node:path'
import { appendDurably } from './durable'
import { decodeLine, encodeLine } from './line'
import type { Disk } from '../ports/disk'
import type { Damage } from '#channel/protocol'
import { z } from '#domain/zod'

const QUARANTINE = 'quarantine.log'

const quarantinedSchema = z.strictObject({
  v: z.literal(1),
  kind: z.literal('quarantined'),
  file: z.string(),
  line: z.int().positive(),
  reason: z.string(),
  text: z.string(),
})
export type Quarantined = z.infer<typeof quarantinedSchema>

async function quarantinedLines(disk: Disk, folder: string): Promise<Array<{ bytes: Buffer, line: number }>> {
  const bytes = await disk.read(join(folder, QUARANTINE))
  if (bytes === null) return []
  return bytes.toString('latin1').split('\n')
    .map((text, index) => ({ bytes: Buffer.from(text, 'latin1'), line: index + 1 }))
    .filter(found => found.bytes.length > 0)
}

/** Adds what is not there yet: the same line is found again where a crash kept it from being removed. */
export async function quarantine(disk: Disk, folder: string, found: readonly Quarantined[]): Promise<void> {
  const there = new Set((await quarantinedLines(disk, folder)).map(({ bytes }) => `${bytes.toString('utf8')}\n`))
  const added = found.map(encodeLine).filter(line => !there.has(line))
  // The newline in front ends a line that a crash has cut short.
  if (added.length > 0) await appendDurably(disk, join(folder, QUARANTINE), Buffer.from(`\n${added.join('')}`))
}

/** All that was ever set aside here; it is reported until the responder moves the quarantine file away. */
export async function damageIn(disk: Disk, folder: string): Promise<Damage[]> {
  return (await quarantinedLines(disk, folder)).map(({ bytes, line }) => {
    const decoded = decodeLine(bytes)
    const parsed = quarantinedSchema.safeParse(decoded.ok ? decoded.value : undefined)
    if (!parsed.success) return { file: QUARANTINE, line, reason: 'The line is damaged.' }
    return { file: parsed.data.file, line: parsed.data.line, reason: parsed.data.reason }
  })
}
