// @ts-check
/** @type {import('next').NextConfig} */
export default {
  // Where the app lies inside of another project, whose lock file Next.js would take for its own.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  // Loaded as they are, which is quicker than bundling them.
  serverExternalPackages: ['kysely', 'libsql', 'ssokit'],
  // ssokit sends headers of its own, below `/sso` and at the callback.
  headers: async () => [
    {
      source: '/((?!sso/|accounts/auth/).*)',
      headers: [
        {
          key: 'content-security-policy',
          value: "frame-ancestors 'none'; base-uri 'none'; object-src 'none'",
        },
        { key: 'referrer-policy', value: 'same-origin' },
        { key: 'x-content-type-options', value: 'nosniff' },
      ],
    },
  ],
}
