/** The last of a line of edits, each of which took the place of the one before; a ring of them ends where it closes. */
export function lastOf(id: string, successor: (id: string) => string | undefined): string {
  const passed = new Set<string>()
  let last = id
  for (let next = successor(last); next !== undefined && !passed.has(last); next = successor(last)) {
    passed.add(last)
    last = next
  }
  return last
}
