import { readdir, readFile, stat } from 'node:fs/promises'
import { createServer } from 'node:http'
import path from 'node:path'
import { expect, it } from 'vitest'
import { z } from '#domain/zod'
import { CASES, type Desk, journalOf, newDesk } from './app'
import { add, openCase, retype, saved, SENT, settles, standing } from './screen'

const TITLE = 'Planted-title-7f3a9c'
const TYPED = 'Planted-description-51be04'
const ADDRESS = '203.0.113.217'
const REFUSED = 'Planted-refusal-e81d22'

const grantSchema = z.object({
  roleCredentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() }),
})

const desk = newDesk()
/** Every secret that the portal has given out. */
const granted: string[] = []

/** The portal, listened in on: nobody else knows which credentials it grants. */
async function listenIn(): Promise<string> {
  const server = createServer((request, response) => {
    const token = request.headers['x-amz-sso_bearer_token']
    void fetch(`${desk.service.ssoEndpoint}${request.url ?? ''}`, { headers: { 'x-amz-sso_bearer_token': String(token) } }).then(async (reply) => {
      const body = await reply.text()
      granted.push(...Object.values(grantSchema.parse(JSON.parse(body)).roleCredentials))
      response.writeHead(reply.status, { 'content-type': 'application/json', 'x-amzn-requestid': reply.headers.get('x-amzn-requestid') ?? '' }).end(body)
    }).catch(() => response.destroy())
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  desk.machine.atEnd(async () => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The listener has no port.')
  return `http://127.0.0.1:${address.port}`
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name))
}

/** The text as programs write it: in UTF-8, and in UTF-16 as browsers do. */
function holds(bytes: Buffer, text: string): boolean {
  return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'))
}

/** Chromium writes into its session file, at times of its own, what stands in controls without this attribute. */
async function everyTextIsKeptOutOfSessionFiles({ page }: Desk): Promise<void> {
  await page.getByRole('button', { name: 'Paste many metadata entries' }).press('Enter')
  await page.getByRole('region', { name: 'Paste many metadata entries' }).getByRole('textbox').press('x')
  const kept = await page.locator('input, textarea, select').evaluateAll(all => all
    .filter(control => control.getAttribute('autocomplete') !== 'off').map(control => control.outerHTML.slice(0, 200)))
  expect(kept).toEqual([])
  await page.keyboard.press('Escape')
}

/** A whole session: reading, typing, refused input, a conflict, search, reload, restart. */
async function session(): Promise<string> {
  const through = { ...desk.service, ssoEndpoint: await listenIn() }
  await desk.open({ service: through })
  await openCase(desk.page, CASES.tor)
  await retype(desk.page, 'Title', TITLE)
  await add(desk.page, 'Add a threat-actor address', ADDRESS)
  await add(desk.page, 'Add an impacted account', REFUSED)
  await everyTextIsKeptOutOfSessionFiles(desk)
  await settles('the title to arrive', () => desk.service.case(CASES.tor).title, title => title === TITLE)
  await standing(desk.page, SENT)
  desk.service.cut()
  await desk.page.getByLabel('Description', { exact: true }).fill(TYPED)
  await desk.page.keyboard.press('Tab')
  await saved(desk.page, 1)
  await desk.service.editAs({ caseId: CASES.tor, update: { description: 'Another text.' } })
  desk.service.restore()
  await desk.page.getByRole('region', { name: 'Description: conflict' }).waitFor()
  await desk.page.reload()
  await standing(desk.page, '1 unsent')
  const first = desk.app.stderr()
  await desk.close()
  await desk.open({ service: through })
  await standing(desk.page, '1 unsent')
  await desk.close()
  return first + desk.app.stderr()
}

it('leaves secrets nowhere, and case data in nothing but database and journal, which are the owner\'s alone', async () => {
  const stderr = await session()
  const secrets = [desk.service.ssoToken, ...granted]
  const caseData = [TITLE, TYPED, ADDRESS, REFUSED, CASES.tor, 'API calls from Tor exit nodes', 'Another text.']
  expect(granted.length).toBeGreaterThanOrEqual(3)

  const database = path.join(desk.machine.data, 'chromium/Default/IndexedDB')
  const journal = journalOf(desk.machine)
  const leaks: string[] = []
  let withData = 0
  for (const file of await filesUnder(desk.machine.data)) {
    const bytes = await readFile(file)
    const isStore = file.startsWith(`${database}${path.sep}`) || file.startsWith(`${journal}${path.sep}`)
    if (isStore && holds(bytes, TYPED)) withData += 1
    // Which case was open is remembered there, by its number alone.
    const isSettings = file === path.join(desk.machine.data, 'settings.json')
    const forbidden = isStore ? secrets : [...secrets, ...caseData.filter(text => !isSettings || text !== CASES.tor)]
    leaks.push(...forbidden.filter(text => holds(bytes, text)).map(text => `${path.relative(desk.machine.data, file)}: ${text.slice(0, 40)}`))
  }
  expect(leaks).toEqual([])
  // The search finds what is there to be found.
  expect(withData).toBeGreaterThanOrEqual(2)
  expect([...secrets, ...caseData].filter(text => stderr.includes(text))).toEqual([])

  const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8)
  const modes = await Promise.all((await filesUnder(journal)).map(async file => [path.basename(file), await modeOf(file)]))
  expect(modes).toEqual(expect.arrayContaining([['edits.log', '600'], ['outcomes.log', '600']]))
  expect(modes.filter(([, mode]) => mode !== '600')).toEqual([])
  for (const folder of [journal, path.dirname(journal), path.join(desk.machine.data, 'chromium')]) expect(await modeOf(folder), folder).toBe('700')
})
