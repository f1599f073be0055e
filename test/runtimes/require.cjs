/** On Node: a CommonJS program that verifies a token and signs somebody in. Prints JSON. */
const { createSso, isSsoError } = require('ssokit')
const { oidc, validateIdToken } = require('ssokit/oidc')
const { saml, verifyResponse } = require('ssokit/saml')
const { memoryStorage } = require('ssokit/storage/memory')
const { toNodeHandler } = require('ssokit/node')
const { readFileSync } = require('node:fs')

const { idTokens, responses } = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const withTime = ({ now, ...expected }) => ({ ...expected, now: new Date(now) })

async function main() {
  const [token] = idTokens.honest
  const [forgedToken] = idTokens.forged
  const [response] = responses.honest
  const sso = createSso({
    baseUrl: 'http://localhost:3000',
    secrets: ['kq3vYw0cZJ5mH8uQe1RrT4xNfB7dLsG9aPoVyXiK2Mc'],
    providers: [oidc(), saml()],
    storage: memoryStorage(),
  })
  return {
    subject: (await validateIdToken(token.token, withTime(token.expected))).sub,
    nameId: (await verifyResponse(response.samlResponse, withTime(response.expected))).nameId,
    refusal: await validateIdToken(forgedToken.token, withTime(forgedToken.expected)).then(
      () => 'accepted',
      (error) => isSsoError(error, forgedToken.code),
    ),
    status: (await sso.handler(new Request('http://localhost:3000/sso/unknown/login'))).status,
    handler: typeof toNodeHandler(sso),
    isOnePackage: (await import('ssokit')).createSso === createSso,
  }
}

main().then((outcome) => process.stdout.write(`${JSON.stringify(outcome)}\n`))
