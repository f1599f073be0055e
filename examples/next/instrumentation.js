// @ts-check
/** Called once when the server starts: whatever is missing shows now, and background work begins. */
export async function register() {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return
  const { host } = await import('./lib/sso.js')
  await host()
}
