import { createHmac } from 'node:crypto'
import { fieldsRefused, type ServiceError } from './errors'
import type { PageRequest } from './rules'

export interface Paged<Item> { items: Item[], total: number, nextToken: string | undefined }

/**
 * One page of `items`, which stand in an order that no update changes: a page goes on after the mark of the
 * last item given, so that writes between two pages make it neither skip nor repeat. `list` names what is
 * listed: a token of another list, or an altered one, throws a ValidationException, or what `wrongToken` makes.
 */
export function page<Item>(
  { items, markOf, list, secret, wrongToken = refusedToken }: {
    items: readonly Item[]
    markOf: (item: Item) => string
    list: string
    secret: string
    wrongToken?: () => ServiceError
  },
  { maxResults, nextToken }: PageRequest,
): Paged<Item> {
  const sealOf = (mark: string): string => createHmac('sha256', secret).update(`page token\n${list}\n${mark}`).digest('base64url')
  const start = nextToken ? afterMark(nextToken) : 0
  const shown = items.slice(start, start + maxResults)
  const last = shown.at(-1)
  const more = last !== undefined && start + shown.length < items.length
  return { items: shown, total: items.length, nextToken: more ? `${Buffer.from(markOf(last)).toString('base64url')}.${sealOf(markOf(last))}` : undefined }

  function afterMark(token: string): number {
    const [encoded = '', seal] = token.split('.')
    const mark = Buffer.from(encoded, 'base64url').toString()
    const index = seal === sealOf(mark) ? items.findIndex(item => markOf(item) === mark) : -1
    if (index < 0) throw wrongToken()
    return index + 1
  }
}

function refusedToken(): ServiceError {
  return fieldsRefused([{ name: 'nextToken', message: 'Member must be a token of this list that the service gave out' }])
}
