/** @type {import('next').NextConfig} */
export default {
  // The folder stands in another project, whose files are not part of the app.
  turbopack: { root: import.meta.dirname },
  outputFileTracingRoot: import.meta.dirname,
  serverExternalPackages: ['ssokit'],
  experimental: { turbopackFileSystemCacheForBuild: false },
}
