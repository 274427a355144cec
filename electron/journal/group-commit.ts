interface Options<Job, Done> {
  /** Writes all jobs at once; the function it returns is called for each, in order. */
  commit: (jobs: readonly Job[]) => Promise<(job: Job) => Done>
  /** Runs after each batch while nothing else does; must not throw. */
  afterwards?: () => Promise<void>
}

export interface GroupCommit<Job, Done> {
  /** Resolves once the batch that holds the job is written, rejects with the batch. */
  add(job: Job): Promise<Done>
  /** Resolves when nothing is left to write. */
  idle(): Promise<void>
}

/** What comes while a batch is being written goes into the next one, so that many callers share one fsync. */
export function groupCommit<Job, Done>({ commit, afterwards }: Options<Job, Done>): GroupCommit<Job, Done> {
  interface Waiting { job: Job, resolve: (done: Done) => void, reject: (reason: unknown) => void }
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null

  async function run(): Promise<void> {
    // Callers of this same turn come along.
    await null
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        const finish = await commit(batch.map(({ job }) => job))
        for (const { job, resolve } of batch) resolve(finish(job))
      }
      catch (error) {
        for (const { reject } of batch) reject(error)
      }
      await afterwards?.()
    }
    running = null
  }

  return {
    add: job => new Promise((resolve, reject) => {
      waiting.push({ job, resolve, reject })
      running ??= run()
    }),
    idle: async () => { await running },
  }
}
