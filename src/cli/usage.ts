/** What `npx ssokit` prints: 80 columns, so that it fits every terminal. */
export const usage = `ssokit: enterprise single sign-on

  ssokit secret generate    prints a new secret for \`secrets\` of createSso
  ssokit secret rotate      seals everything stored with the first of \`secrets\`
    --config FILE           module that exports your Sso; default ./sso.js
  ssokit schema             prints the migrations of a database, runs nothing
    --dialect NAME          postgres, mysql (MariaDB, too) or sqlite; drizzle
                            or prisma prints the tables as such a schema
    --database NAME         postgres, mysql or sqlite; with drizzle and prisma
    --since NUMBER          only what comes after this migration; default 0
    --prefix TEXT           before the names of all tables; default sso_
  ssokit guide              prints a customer's setup guide as Markdown
    --product NAME          what your product is called
    --connection ID         whose addresses are filled in
    --config FILE           as above
    --base-url URL          instead of --config: works without your storage
    --base-path PATH        with --base-url; default /sso
    --profile NAME          okta, entra, google, keycloak, …; default: that
                            of the connection
    --protocol NAME         oidc or saml, with --base-url
    --locale NAME           en or de; default en
    --variant NAME          an optional part, such as groups or tile; repeatable
  ssokit doctor             looks for what is wrong with an installation
    --config FILE           as above
    --connection ID         examines only this connection
  ssokit inspect FILE       explains a SAML response, SAML metadata, ID token,
                            discovery document or key set; - reads the input
    --connection ID         judges it as a sign-in of this connection would
    --config FILE           as above
    --at TIME               judges it at another time, such as
                            2026-01-31T12:00:00Z
    --redact                hides what it says about people

Options
  --json       prints JSON for machines
  -h, --help   prints this

Exit codes
  0  done; doctor and inspect found nothing wrong
  1  failed: a module or a file cannot be read, or the storage did not answer
  2  the call was not understood
  3  not everything was done, or something is wrong; the output says what
`
