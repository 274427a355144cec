/** Bytes that grow at little cost. */
export interface Bytes {
  size(): number
  put(bytes: Uint8Array, position: number): void
  /** Cuts off what is beyond `size`, or fills up with zeros. */
  resize(size: number): void
  /** Up to `length` bytes, not a copy: good until the next change. */
  view(position: number, length: number): Buffer
}

const FIRST_CAPACITY = 1024

export function createBytes(): Bytes {
  let data = Buffer.alloc(FIRST_CAPACITY)
  let size = 0

  function resize(wanted: number): void {
    if (wanted > data.length) {
      const grown = Buffer.alloc(Math.max(wanted, 2 * data.length))
      data.copy(grown, 0, 0, size)
      data = grown
    }
    if (wanted > size) data.fill(0, size, wanted)
    size = wanted
  }

  return {
    size: () => size,
    resize,
    put(bytes, position) {
      if (position + bytes.length > size) resize(position + bytes.length)
      data.set(bytes, position)
    },
    view: (position, length) => data.subarray(Math.min(position, size), Math.min(position + length, size)),
  }
}
