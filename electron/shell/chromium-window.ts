import type { DevTools } from './devtools-pipe'

export interface AppWindow { readonly session: string, readonly mainFrame: string, readonly closed: Promise<void> }

/**
 * Resolves with the app's window, the first that the browser shows. Every later one (a script's, Ctrl+N,
 * Ctrl+T) is closed before it has loaded anything.
 */
export async function takeAppWindow(devtools: DevTools): Promise<AppWindow> {
  let app: { session: string, target: string } | null = null
  let announceClosed = (): void => {}
  const closed = new Promise<void>((resolve) => { announceClosed = resolve })

  const taken = new Promise<AppWindow>((resolve) => {
    devtools.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      const isPage = targetInfo.type === 'page'
      // Paused targets cannot be closed: they are let run, and are gone before their first answer.
      devtools.call('Runtime.runIfWaitingForDebugger', undefined, sessionId).catch(() => {})
      if (isPage && app === null) {
        app = { session: sessionId, target: targetInfo.targetId }
        resolve({ session: sessionId, mainFrame: targetInfo.targetId, closed })
      }
      else if (isPage && targetInfo.targetId !== app?.target) {
        devtools.call('Target.closeTarget', { targetId: targetInfo.targetId }).catch(() => {})
      }
    })
  })
  devtools.on('Target.detachedFromTarget', ({ sessionId }) => {
    if (sessionId === app?.session) announceClosed()
  })
  void devtools.closed.then(announceClosed)

  await devtools.call('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: true, flatten: true })
  return taken
}
