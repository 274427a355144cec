import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { z } from '#domain/zod'
import type { Onlooker, Scene } from '../shots/scene'

const SOURCE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

const foundSchema = z.array(z.object({
  id: z.string(),
  help: z.string(),
  nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })),
}))

/** What axe holds against the page as it is, one line each. `only`: the rules to look for; all by default. */
export async function violations(page: Page, only?: readonly string[]): Promise<string[]> {
  // Evaluated by the debugger: the page's own policy lets no script in.
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(SOURCE)
  // A colour on its way to another is neither.
  await page.evaluate(() => { for (const change of document.getAnimations()) if (change instanceof CSSTransition) change.finish() })
  const found: unknown = await page.evaluate(async (rules) => {
    const axe: { run(root: Document, options: object): Promise<{ violations: unknown }> } = Reflect.get(window, 'axe')
    return (await axe.run(document, { resultTypes: ['violations'], ...rules !== null && { runOnly: { type: 'rule', values: rules } } })).violations
  }, only ?? null)
  return foundSchema.parse(found).flatMap(({ id, help, nodes }) =>
    // The splitter between two panes belongs to none of them.
    nodes.filter(({ html }) => id !== 'region' || !html.includes('role="separator"')).map(({ html, failureSummary = '' }) => `${id} (${help}): ${html.slice(0, 240)} · ${failureSummary.replaceAll(/\s+/g, ' ')}`))
}

/** Leads the app through a scene; gives each violation by the state it was met in, light and dark. */
export async function violationsIn(play: Scene): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  const onlooker: Onlooker = {
    async opened() {},
    async see(state, page) {
      // Dark differs in its colours alone.
      for (const [colorScheme, only] of [['light'], ['dark', ['color-contrast']]] as const) {
        await page.emulateMedia({ colorScheme })
        const met = await violations(page, only)
        if (met.length > 0) found[`${state}, ${colorScheme}`] = met
      }
      await page.emulateMedia({ colorScheme: null })
    },
  }
  await play(onlooker)
  return found
}
