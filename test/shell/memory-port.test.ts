import { handOf } from '../contract/page-hand'
import { portContract } from '../contract/port'
import { createPortPair } from '../support/port-pair'

portContract('the port in memory, as other tests use it', async () => {
  const { host, page } = createPortPair()
  return { host, page: handOf(page), foreign: {}, reload: async () => {}, close: async () => {} }
}, { reloads: false })
