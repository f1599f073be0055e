// @ts-check
/** @param {{ children: import('react').ReactNode }} props */
export default function SettingsLayout({ children }) {
  return (
    <>
      <nav>
        <a href="/">Home</a> · <a href="/settings">Identity providers</a> ·{' '}
        <a href="/settings/domains">Domains</a>
      </nav>
      {children}
    </>
  )
}
