import { readFile, realpath, stat } from 'node:fs/promises'
import path from 'node:path'
import { SECURITY_HEADERS } from './content-policy'

export interface AppAnswer { status: number, headers: Readonly<Record<string, string>>, body: Buffer }

/** The built page's files, read-only. */
export interface AppFiles {
  /** `url` is absolute and of the app's own origin: the shell has checked that. Never rejects. */
  answer(request: { method: string, url: string }): Promise<AppAnswer>
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

/**
 * The file that a URL's path names below `root`, or null where it names none or tries to leave.
 * Purely textual: {@link openAppFiles} also follows links on the disk.
 */
export function resolveAppPath(root: string, pathname: string): string | null {
  let decoded: string
  try {
    decoded = decodeURIComponent(pathname)
  }
  catch {
    return null
  }
  // A backslash and a colon separate folders, drives and streams on Windows only: refused everywhere, so that one test covers all.
  if (!decoded.startsWith('/') || decoded.includes('\0') || /[\\:]/.test(decoded)) return null
  if (decoded.split('/').includes('..')) return null
  const file = path.resolve(root, `.${decoded === '/' ? '/index.html' : decoded}`)
  return file.startsWith(path.resolve(root) + path.sep) ? file : null
}

async function readInside(root: string, file: string): Promise<Buffer | null> {
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(file)])
    if (!realFile.startsWith(realRoot + path.sep) || !(await stat(realFile)).isFile()) return null
    return await readFile(realFile)
  }
  catch {
    return null
  }
}

function plain(status: number, text: string): AppAnswer {
  return { status, headers: { ...SECURITY_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' }, body: Buffer.from(text) }
}

export function openAppFiles(root: string): AppFiles {
  return {
    async answer({ method, url }) {
      if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Only reading is possible here.')
      const file = URL.canParse(url) ? resolveAppPath(root, new URL(url).pathname) : null
      const type = file === null ? undefined : TYPES[path.extname(file).toLowerCase()]
      const body = file === null || type === undefined ? null : await readInside(root, file)
      if (body === null || type === undefined) return plain(404, 'The app has no such file.')
      return { status: 200, headers: { ...SECURITY_HEADERS, 'Content-Type': type }, body: method === 'HEAD' ? Buffer.alloc(0) : body }
    },
  }
}
