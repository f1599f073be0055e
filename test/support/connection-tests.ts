import { asSystem, baseUrl, cookiesOf, type Harness } from './harness.ts'

/** Begins a test of a connection of the fake protocol; returns what the admin's browser holds then. */
export async function beginTest(
  { sso }: Pick<Harness, 'sso'>,
  id: string,
  returnTo?: string,
): Promise<{ cookie: string; ref: string }> {
  const request = new Request(`${baseUrl}/settings`)
  const start = await sso.connections.test(id, {
    ...{ ...asSystem, request },
    ...(returnTo === undefined ? {} : { returnTo }),
  })
  return {
    cookie: cookiesOf(start).join('; '),
    ref: new URL(start.url).searchParams.get('ref') ?? '',
  }
}
