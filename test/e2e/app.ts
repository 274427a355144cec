import { vi } from 'vitest'

/** Each test starts a browser or works in one, on machines that do other work as well. */
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 })

export * from '../support/machine'
