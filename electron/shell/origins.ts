/*
 * IndexedDB is keyed by origin (in Electron by partition too): a changed name here is an empty database for
 * every user. The origins and the partition are frozen.
 */

/** `.invalid` is reserved (RFC 2606) and never resolves: what slips past the firewall finds no server. */
export const CHROMIUM_ORIGIN = 'https://fieldcase.invalid'

export const ELECTRON_SCHEME = 'app'
export const ELECTRON_ORIGIN = `${ELECTRON_SCHEME}://fieldcase`
export const ELECTRON_PARTITION = 'persist:fieldcase'

/** The proxy that either shell's page is given, behind its firewall: the discard port of this machine, where nothing listens. */
export const NOWHERE = 'http://127.0.0.1:9'
