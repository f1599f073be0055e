import { createCookieJar, type CookieJar } from './cookie-jar.ts'

const MAX_REDIRECTS = 20

/** A page that was reached; its address is the last one of all redirects. */
export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

export interface Form {
  readonly action: string
  readonly method: 'GET' | 'POST'
  readonly fields: readonly (readonly [string, string])[]
}

interface Navigation {
  readonly method?: string
  readonly body?: URLSearchParams
  /** The page on which the link or form is; absent where the person typed the address. */
  readonly from?: string
  /** Stops before an address that begins like this, and returns it unvisited with status 0. */
  readonly stopAt?: string
}

export interface Browser {
  readonly jar: CookieJar
  visit(url: string, options?: Pick<Navigation, 'stopAt'>): Promise<Page>
  /** Follows the link with this text. */
  click(page: Page, text: string, options?: Pick<Navigation, 'stopAt'>): Promise<Page>
  /** Sends the page's form, with further fields or a button. */
  submit(
    page: Page,
    fields?: Readonly<Record<string, string>>,
    options?: Pick<Navigation, 'stopAt'>,
  ): Promise<Page>
}

/** Follows links, forms and redirects as a browser without scripts does, cookies included. */
export function createBrowser(jar: CookieJar = createCookieJar()): Browser {
  const go = async (address: string, navigation: Navigation = {}): Promise<Page> => {
    let url = address
    let { method = 'GET', body } = navigation
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (navigation.stopAt !== undefined && url.startsWith(navigation.stopAt)) {
        return { url, status: 0, headers: new Headers(), body: '' }
      }
      const cookie = jar.header(url, { method, initiator: navigation.from })
      const response = await fetch(url, {
        method,
        redirect: 'manual',
        headers: {
          accept: 'text/html',
          ...(cookie === '' ? {} : { cookie }),
          ...(method === 'POST' && navigation.from ? { origin: originOf(navigation.from) } : {}),
        },
        ...(body ? { body } : {}),
      })
      for (const setCookie of response.headers.getSetCookie()) jar.store(setCookie, url)
      const location = response.headers.get('location')
      const { status, headers } = response
      if (location === null || status < 300 || status > 399) {
        return { url, status, headers, body: await response.text() }
      }
      await response.body?.cancel()
      url = new URL(location, url).href
      if (status < 307) {
        method = 'GET'
        body = undefined
      }
    }
    throw new Error(`More than ${MAX_REDIRECTS} redirects, the last one to ${url}`)
  }

  return {
    jar,
    visit: (url, options) => go(url, options),
    click: (page, text, options) => go(linkOf(page, text), { ...options, from: page.url }),
    submit(page, fields = {}, options = {}) {
      const form = formOf(page)
      const all = [...form.fields.filter(([name]) => !(name in fields)), ...Object.entries(fields)]
      const body = new URLSearchParams(all as [string, string][])
      if (form.method === 'POST') {
        return go(form.action, { ...options, method: 'POST', body, from: page.url })
      }
      return go(`${form.action.split('?')[0]}?${body}`, { ...options, from: page.url })
    },
  }
}

/** The address of the link with this text. */
export function linkOf(page: Page, text: string): string {
  for (const [, attributes = '', content = ''] of page.body.matchAll(/<a\b([^>]*)>(.*?)<\/a>/gs)) {
    if (content.includes(text)) return new URL(attributesOf(attributes).href ?? '', page.url).href
  }
  throw new Error(`No link "${text}" on ${page.url}:\n${page.body}`)
}

/** The first form of the page, with its hidden and filled fields but no buttons. */
export function formOf(page: Page): Form {
  const [, head = '', inside = ''] = /<form\b([^>]*)>(.*?)<\/form>/s.exec(page.body) ?? []
  if (head === '' && inside === '') throw new Error(`No form on ${page.url}:\n${page.body}`)
  const { action, method } = attributesOf(head)
  const fields = [...inside.matchAll(/<input\b([^>]*)>/g)].flatMap(([, text = '']) => {
    const { name, value = '', type = 'text' } = attributesOf(text)
    return name === undefined || /submit|button/.test(type) ? [] : [[name, value] as const]
  })
  return {
    action: new URL(action ?? page.url, page.url).href,
    method: method?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    fields,
  }
}

const originOf = (url: string) => new URL(url).origin

function attributesOf(text: string): Record<string, string | undefined> {
  return Object.fromEntries(
    [...text.matchAll(/([\w-]+)(?:="([^"]*)")?/g)].map(([, name = '', value = '']) => [
      name.toLowerCase(),
      unescape(value),
    ]),
  )
}

const entities: Readonly<Record<string, string>> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&amp;': '&',
}

function unescape(text: string): string {
  return text.replaceAll(/&(?:lt|gt|quot|amp|#39);/g, (entity) => entities[entity] ?? entity)
}
