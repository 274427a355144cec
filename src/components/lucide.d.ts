/** Each icon as a module of its own: the package's index is two thousand, and takes seconds to read. */
declare module '@lucide/vue/dist/esm/icons/*.mjs' {
  import type { LucideIcon } from '@lucide/vue'

  const icon: LucideIcon
  export default icon
}
