// @ts-check
import { messagePage } from './html.js'

/**
 * Refuses forms of other sites (CSRF). Browsers say where a form comes from; who says nothing is
 * refused too. The cookie's `SameSite=Lax` is the second line.
 *
 * @param {string} baseUrl
 * @returns {import('express').RequestHandler}
 */
export function sameOriginForms(baseUrl) {
  return (req, res, next) => {
    const site = req.get('sec-fetch-site')
    const isOurs = site === undefined ? req.get('origin') === baseUrl : site === 'same-origin'
    if (isOurs || req.method === 'GET' || req.method === 'HEAD') next()
    else res.status(403).send(messagePage('Not possible', 'This form comes from another site.'))
  }
}

/**
 * Whoever sends a field twice, or no form at all, sends nothing.
 *
 * @param {import('express').Request} req
 * @param {unknown} _res
 * @param {() => void} next
 */
export function plainFields(req, _res, next) {
  const fields = Object.entries(req.body ?? {}).filter(([, value]) => typeof value === 'string')
  req.body = Object.fromEntries(fields)
  next()
}
