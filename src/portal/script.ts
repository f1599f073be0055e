/**
 * What the pages do better with JavaScript, and do without as well: values are copied by one click, and
 * a part of the page that waits for something outside is renewed by itself.
 *
 * Browsers keep the clipboard back over plain http and in frames of others. There the value is marked, so
 * that one key is left to press.
 */
export const script = `document.documentElement.classList.add('js')
const said = document.body.appendChild(document.createElement('p'))
said.role = 'status'
said.className = 'default'
document.addEventListener('click', async ({ target }) => {
  const button = target.closest('[data-copy]')
  if (!button) return
  const value = document.getElementById(button.dataset.copy)
  const { copied, label } = button.dataset
  try {
    await navigator.clipboard.writeText(value.textContent)
  } catch {
    getSelection().selectAllChildren(value)
    return
  }
  button.textContent = said.textContent = copied
  setTimeout(() => { button.textContent = label; said.textContent = '' }, 2000)
})
for (const waiting of document.querySelectorAll('[data-renew]')) {
  const { id, dataset } = waiting
  const renew = async () => {
    if (!document.hidden) {
      const answer = await fetch(location.href, { headers: { accept: 'text/html' } }).catch(() => undefined)
      if (answer?.ok && !answer.redirected) {
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        const fresh = page.getElementById(id)
        if (!fresh) return location.reload()
        const current = document.getElementById(id)
        if (!current.contains(document.activeElement)) {
          current.replaceChildren(...fresh.childNodes)
          if (fresh.dataset.renew === undefined) return
        }
      }
    }
    setTimeout(renew, Number(dataset.renew) * 1000)
  }
  setTimeout(renew, Number(dataset.renew) * 1000)
}
`
