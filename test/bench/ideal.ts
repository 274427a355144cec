import { createGateway } from '#aws/gateway'
import { z } from '#domain/zod'
import { updateCallSchema } from '#domain/call'
import type { CaseService, Reply } from '../../electron/ports/service'

/*
 * The least a drain can be, in a process of its own as the app's host is: for each case its read, its write and the
 * read of its log, on the gateway that the app has, and nothing else. No engine, no journal, no page. It is told what to
 * do by one message, and begins at a second one.
 */

const orderSchema = z.strictObject({
  endpoint: z.string(),
  region: z.string(),
  credentials: z.strictObject({ accessKeyId: z.string(), secretAccessKey: z.string(), sessionToken: z.string() }),
  calls: z.array(z.strictObject({ caseId: z.string(), call: updateCallSchema })),
  /** So many cases at once. */
  lanes: z.int().positive(),
  /** Calls are started so many milliseconds apart, all but the first `burst`. */
  apart: z.number().nonnegative(),
  burst: z.int().nonnegative(),
})
export type Order = z.input<typeof orderSchema>

process.once('message', (message) => {
  void prepare(orderSchema.parse(message))
})

/** The first call takes the longest: it is made before the word "go". */
async function prepare(order: z.output<typeof orderSchema>): Promise<void> {
  const { endpoint, region, credentials } = order
  const gateway = createGateway({ endpoint, region, credentials: async () => credentials })
  await gateway.listCases()
  process.once('message', () => {
    void drain(gateway, order).then(() => process.send?.('done'))
  })
  process.send?.('ready')
}

async function drain(gateway: CaseService, { calls, lanes, apart, burst }: z.output<typeof orderSchema>): Promise<void> {
  const left = [...calls]
  let next = performance.now() - burst * apart

  async function paced<T>(call: () => Promise<Reply<T>>): Promise<T> {
    for (;;) {
      const wait = next - performance.now()
      next = Math.max(next, performance.now() - burst * apart) + apart
      if (wait > 0) await new Promise(resolve => setTimeout(resolve, wait))
      const reply = await call()
      if (reply.ok) return reply.value
      // An early timer: the next place in time is free.
      if (reply.fault.kind !== 'throttled') throw new Error(`The ideal loop met ${reply.fault.kind}.`)
    }
  }

  async function lane(): Promise<void> {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      const { caseId, call } = one
      await paced(() => gateway.getCase(caseId))
      await paced(() => gateway.updateCase(caseId, call))
      await paced(() => gateway.listCaseEdits(caseId))
    }
  }

  await Promise.all(Array.from({ length: lanes }, lane))
}
