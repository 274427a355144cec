/** A process that can be killed: what it began may have landed, what it had not begun never happens. */
export function mortal<T extends object>(target: T, mayGoOn: (method: string | symbol) => boolean): T {
  return new Proxy(target, {
    get(from, name): unknown {
      const member: unknown = Reflect.get(from, name)
      if (typeof member !== 'function') return member
      return (...args: unknown[]): unknown => mayGoOn(name) ? Reflect.apply(member, from, args) : new Promise(() => {})
    },
  })
}
