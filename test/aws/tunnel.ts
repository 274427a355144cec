import { createServer } from 'node:http'
import { connect } from 'node:net'
import { listening } from './gateway-setup'

/** A proxy that leads every tunnel to `port` of this machine, or answers it with `status`. */
export async function proxyTo(port: number, status = 200) {
  const tunnels: Array<{ to: string, as: string | undefined }> = []
  const server = createServer().on('connect', (request, socket) => {
    tunnels.push({ to: request.url ?? '', as: request.headers['proxy-authorization'] })
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const far = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(far).pipe(socket)
    })
    const end = (): void => {
      far.destroy()
      socket.destroy()
    }
    far.on('error', end).on('close', end)
    socket.on('error', end).on('close', end)
  })
  return { port: await listening(server), tunnels }
}
