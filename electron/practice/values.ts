/** A value of a request's body, with its place as the service names it: `watchersToAdd[2].email`. */
export interface Place { path: string, value: string | number }

/** Texts and numbers of a body, in the order they stand there. */
function* places(value: unknown, path = ''): Generator<Place> {
  if (typeof value === 'string' || typeof value === 'number') yield { path, value }
  else if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* places(item, `${path}[${index}]`)
  else if (typeof value === 'object' && value !== null) {
    for (const [name, member] of Object.entries(value)) yield* places(member, path === '' ? name : `${path}.${name}`)
  }
}

export function firstValue(body: unknown): Place | null {
  return places(body).next().value ?? null
}

/** Where in the body a text stands, or a number that reads like it. */
export function pathTo(body: unknown, value: string): Place | null {
  for (const place of places(body)) if (String(place.value) === value) return place
  return null
}
