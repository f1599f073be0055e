const tool = new URL('../../tools/peers.mjs', import.meta.url).href

interface PeersTool {
  peers(name: string): Promise<string>
}

/** The folder in whose `node_modules` a set of packages is, see tools/peers.mjs. */
export async function peers(name: string): Promise<string> {
  const { peers: install } = (await import(/* @vite-ignore */ tool)) as PeersTool
  return install(name)
}
