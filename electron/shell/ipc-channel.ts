/** The one IPC channel between Electron's two processes, either way. */
export const IPC_CHANNEL = 'fieldcase'
