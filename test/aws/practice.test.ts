import { mkdtemp, readFile, rm, mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createGateway } from '#aws/gateway'
import { z } from '#domain/zod'
import { startPractice } from '#practice/practice'
import { caseServiceContract } from '../contract/case-service'

const SEED = fileURLToPath(new URL('../../resources/practice/leaked-key.json', import.meta.url))

/** One more than a page and a bit, each a copy of one seed case. */
async function seedCopies(folder: string, count: number): Promise<void> {
  const seed = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(SEED, 'utf8')))
  await mkdir(folder)
  await Promise.all(Array.from({ length: count }, (_, index) =>
    writeFile(join(folder, `${index}.json`), JSON.stringify({ ...seed, caseId: String(5_000_000_000 + index) }))))
}

caseServiceContract('the gateway, at the practice service', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'fieldcase-gateway-'))
  const seedFolder = join(folder, 'seeds')
  await seedCopies(seedFolder, 28)
  const practice = await startPractice({ folder: join(folder, 'state'), seedFolder })
  const { endpoint, region, credentials } = practice
  const gateway = createGateway({ region, endpoint, credentials: async () => credentials })
  return {
    service: gateway,
    caseIds: practice.cases().map(({ caseId }) => caseId),
    cut: () => { practice.cut() },
    restore: () => { practice.restore() },
    async stop() {
      gateway.close()
      await practice.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
})
