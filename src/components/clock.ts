import type { InjectionKey, Ref } from 'vue'
import { inject, ref } from 'vue'

/**
 * `now` (epoch milliseconds) steps every few seconds: ages are told in minutes, and hundreds of lines that are drawn
 * anew each second would be felt while typing. `timeZone`: IANA.
 */
export interface Clock { now: Readonly<Ref<number>>, timeZone: string }

export const CLOCK: InjectionKey<Clock> = Symbol('clock')

export function useClock(): Clock {
  return inject(CLOCK, () => ({ now: ref(Date.now()), timeZone: 'UTC' }), true)
}
