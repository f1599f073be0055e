import { type ChildProcess, spawn } from 'node:child_process'
import { type Browser, createBrowser, type Page } from './browser.ts'
import { createCookieJar } from './cookie-jar.ts'
import { freePort } from './demo.ts'

const tool = new URL('../../tools/example.mjs', import.meta.url).pathname

/** An example as `npm run example NAME` starts it: installed from the packed tarball. */
export interface Example {
  readonly address: string
  /** Of the identity provider. */
  readonly issuer: string
  /** Where it is installed. */
  readonly folder: string
  readonly output: () => string
  stop(): Promise<void>
}

/** Resolves when the app answers. */
export async function startExample(name: string): Promise<Example> {
  const port = await freePort()
  const child = spawn(process.execPath, [tool, name], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      // Vitest sets both.
      ...{ BASE_URL: undefined, NODE_ENV: undefined, NEXT_TELEMETRY_DISABLED: '1' },
      ...{ PORT: String(port), IDP_PORT: String(port + 1) },
    },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const stop = () => end(child)
  for (;;) {
    if (child.exitCode !== null) throw new Error(output)
    const address = /(http:\/\/localhost:\d+)\s/.exec(output)?.[1]
    if (address !== undefined) {
      const answer = await fetch(address).catch(() => undefined)
      if (answer?.ok) {
        const issuer = /^Identity provider at (.*)$/m.exec(output)?.[1] ?? ''
        return { address, issuer, folder: folderIn(output), stop, output: () => output }
      }
      if (answer) {
        await stop()
        throw new Error(`${await answer.text()}\n${output}`)
      }
    }
    await new Promise((done) => setTimeout(done, 100))
  }
}

const folderIn = (output: string) => /^Installed in (.*)$/m.exec(output)?.[1] ?? ''

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((done) => child.once('exit', done))
  child.kill('SIGTERM')
  await ended
}

/**
 * For pages of React: forms of server actions are of `multipart/form-data`, and comments stand between
 * texts that belong together.
 */
export const createReactBrowser = (): Browser =>
  createBrowser(createCookieJar(), async (url, init) => {
    const { body } = init
    const isAction =
      body instanceof URLSearchParams && [...body.keys()].some((name) => name.startsWith('$ACTION'))
    const response = await fetch(url, isAction ? { ...init, body: multipart(body) } : init)
    if (!response.headers.get('content-type')?.startsWith('text/html')) return response
    const text = await response.text()
    const { status, headers } = response
    return new Response(text.replaceAll(/<!--.*?-->/g, ''), { status, headers })
  })

function multipart(fields: URLSearchParams): FormData {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  return form
}

/** The value that a page shows below this label. */
export function valueOf(page: Page, label: string): string {
  const found = new RegExp(`>${label}</dt>\\s*<dd>\\s*<code>([^<]*)</code>`).exec(page.body)?.[1]
  if (found === undefined) throw new Error(`No "${label}" on ${page.url}:\n${page.body}`)
  return found
}

/** Presses the button with this text, and tells its name and value as browsers do. */
export function press(
  browser: Browser,
  page: Page,
  label: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Page> {
  const [, head = ''] = page.body.split(`>${label}</button>`)[0]?.split(/<button(?=[^<]*$)/) ?? []
  const [, name] = /\bname="([^"]*)"/.exec(head) ?? []
  const [, value = ''] = /\bvalue="([^"]*)"/.exec(head) ?? []
  const button = name === undefined ? {} : { [name]: value }
  return browser.submit(page, { ...fields, ...button }, { form: label })
}
