import { describe, expect, it } from 'vitest'
import { isSameOrigin } from '../../src/http/same-origin.ts'

const baseUrl = 'https://app.example.com'
const from = (headers: Record<string, string>) =>
  isSameOrigin(new Request(`${baseUrl}/sso/join`, { method: 'POST', headers }), baseUrl)

describe('isSameOrigin', () => {
  it.each<[string, Record<string, string>]>([
    ['Fetch Metadata says so', { 'sec-fetch-site': 'same-origin' }],
    ['an older browser names our origin', { origin: baseUrl }],
  ])('F1 is true where %s', (_what, headers) => {
    expect(from(headers)).toBe(true)
  })

  it.each<[string, Record<string, string>]>([
    ['a sibling host asks', { 'sec-fetch-site': 'same-site', origin: baseUrl }],
    ['another site asks', { 'sec-fetch-site': 'cross-site', origin: baseUrl }],
    ['no page asks', { 'sec-fetch-site': 'none' }],
    ['Fetch Metadata is empty', { 'sec-fetch-site': '', origin: baseUrl }],
    ['the browser says nothing', {}],
    ['the origin is hidden', { origin: 'null' }],
    ['the origin has another scheme', { origin: 'http://app.example.com' }],
    ['the origin has another port', { origin: 'https://app.example.com:8443' }],
    ['the origin only begins like ours', { origin: 'https://app.example.com.evil.example' }],
    ['only the referrer is ours', { referer: `${baseUrl}/sso/join` }],
  ])('F1 is false where %s', (_what, headers) => {
    expect(from(headers)).toBe(false)
  })
})
