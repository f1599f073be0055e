/** True for a request that a page of our own made; what a browser does not say counts as foreign. */
export function isSameOrigin(request: Request, baseUrl: string): boolean {
  const site = request.headers.get('sec-fetch-site')
  return site === null ? request.headers.get('origin') === baseUrl : site === 'same-origin'
}
