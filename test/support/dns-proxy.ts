import { createSocket } from 'node:dgram'
import { once } from 'node:events'

/**
 * A way to a DNS server that takes so long, and over which only datagrams pass: there is no TCP.
 *
 * @param address of the server
 * @param milliseconds that each question is held back
 */
export async function slowDatagrams(
  address: string,
  milliseconds: number,
): Promise<{ readonly address: string; close(): void }> {
  const [host = '', port = ''] = address.split(':')
  const front = createSocket('udp4')
  const open = new Set([front])
  const timers = new Set<NodeJS.Timeout>()
  front.on('message', (question, from) => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      const back = createSocket('udp4')
      open.add(back)
      back.once('message', (reply) => front.send(reply, from.port, from.address))
      back.send(question, Number(port), host)
    }, milliseconds)
    timers.add(timer)
  })
  front.bind(0, '127.0.0.1')
  await once(front, 'listening')
  return {
    address: `127.0.0.1:${front.address().port}`,
    close() {
      for (const timer of timers) clearTimeout(timer)
      for (const socket of open) socket.close()
    },
  }
}
