/**
 * Installs Debian's SimpleSAMLphp, an identity provider for integration tests, where it is missing. It
 * takes 80 MB of PHP, so it is not among what every run of the tests needs.
 */
import { pathToFileURL } from 'node:url'
import { setup } from './setup.mjs'

/** The web server and CGI are only there to satisfy Debian's dependencies; PHP's own serves. */
const packages = [
  { name: 'php8.2-cgi', for: 'a dependency of simplesamlphp', probe: 'php-cgi8.2' },
  { name: 'lighttpd', for: 'a dependency of simplesamlphp', probe: 'lighttpd' },
  { name: 'php8.2-cli', for: 'serving simplesamlphp', probe: 'php8.2' },
  ...['xml', 'mbstring', 'sqlite3', 'curl'].map((name) => ({
    name: `php8.2-${name}`,
    for: 'an extension that simplesamlphp uses',
    probe: `/etc/php/8.2/mods-available/${name}.ini`,
  })),
  {
    name: 'simplesamlphp',
    for: 'sign-ins with an identity provider of others',
    probe: '/usr/share/simplesamlphp/www/index.php',
  },
]

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    console.log(`setup: ${await setup(packages)}`)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = 1
  }
}
