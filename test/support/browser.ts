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

interface Submission extends Pick<Navigation, 'stopAt'> {
  /** Of several forms the one whose address ends so, or that has this button; else the first one. */
  readonly form?: string
}

export interface Browser {
  readonly jar: CookieJar
  visit(url: string, options?: Pick<Navigation, 'stopAt'>): Promise<Page>
  /** Follows the link with this text. */
  click(page: Page, text: string, options?: Pick<Navigation, 'stopAt'>): Promise<Page>
  /** Sends the page's form, with further fields or a button. */
  submit(page: Page, fields?: Readonly<Record<string, string>>, options?: Submission): Promise<Page>
}

/** Follows links, forms and redirects as a browser without scripts does, cookies included. */
export function createBrowser(
  jar: CookieJar = createCookieJar(),
  request: (url: string, init: RequestInit) => Promise<Response> = fetch,
): Browser {
  const go = async (address: string, navigation: Navigation = {}): Promise<Page> => {
    let url = address
    let { method = 'GET', body } = navigation
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      if (navigation.stopAt !== undefined && url.startsWith(navigation.stopAt)) {
        return { url, status: 0, headers: new Headers(), body: '' }
      }
      const cookie = jar.header(url, { method, initiator: navigation.from })
      const response = await request(url, {
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
    submit(page, fields = {}, { form: which, ...options } = {}) {
      const form = formOf(page, which)
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

/** A form of the page, as it would be sent, but without any button. */
export function formOf(page: Page, which = ''): Form {
  const forms = [...page.body.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(
    ([, head = '', inside = '']) => ({ head: attributesOf(head), inside }),
  )
  const isMeant = ({ head, inside }: (typeof forms)[number]) =>
    which === '' || head.action?.endsWith(which) === true || inside.includes(`>${which}</button>`)
  const form = forms.find(isMeant)
  if (!form) throw new Error(`No form "${which}" on ${page.url}:\n${page.body}`)
  const { action, method } = form.head
  return {
    action: new URL(action ?? page.url, page.url).href,
    method: method?.toUpperCase() === 'POST' ? 'POST' : 'GET',
    fields: fieldsOf(form.inside),
  }
}

function fieldsOf(inside: string): Form['fields'] {
  const pattern = /<input\b([^>]*)>|<(select|textarea)\b([^>]*)>(.*?)<\/\2>/gs
  return [...inside.matchAll(pattern)].flatMap(([, input, kind, head = '', content = '']) => {
    const { name, value = '', type = 'text', ...others } = attributesOf(input ?? head)
    if (name === undefined || /submit|button/.test(type)) return []
    if (kind === 'textarea') return [[name, unescape(content.replace(/^\n/, ''))] as const]
    if (kind === 'select') return [[name, selectedIn(content)] as const]
    const isLeftOut = /radio|checkbox/.test(type) && !('checked' in others)
    return isLeftOut ? [] : [[name, value] as const]
  })
}

function selectedIn(content: string): string {
  const options = [...content.matchAll(/<option\b([^>]*)>/g)].map(([, head = '']) => head)
  const selected = options.find((head) => /\sselected\b/.test(head)) ?? options[0] ?? ''
  return attributesOf(selected).value ?? ''
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
