import { describe, expect, it } from 'vitest'
import { uiTexts } from '../src/index.ts'

describe('uiTexts', () => {
  it('PU-26 has the button of the Okta sign-in, word for word', () => {
    expect(uiTexts.en.signInWithOkta).toBe('Sign in with Okta')
  })

  it('has every text in every language', () => {
    const names = Object.values(uiTexts).map((texts) => Object.keys(texts))
    expect(new Set(names.map((list) => list.join())).size).toBe(1)
    for (const texts of Object.values(uiTexts)) {
      for (const text of Object.values(texts)) expect(text.trim()).not.toBe('')
    }
  })
})
