// The single-page app: tokens stay on the server, and this only sees to it that its session goes on.
const say = (text) => document.querySelector('output').append(`${text} `)

addEventListener('message', async ({ origin, data }) => {
  if (origin !== location.origin || data?.type !== 'ssokit:silent') return
  if (data.state === 'active') return say('Renewed by the frame.')
  const answer = await fetch('/api/refresh', { method: 'POST' })
  if (!answer.ok) return say('Please try again.')
  const { state, code = '' } = await answer.json()
  say(state === 'active' ? 'Renewed by the server.' : `Please sign in again: ${state} ${code}`)
})

document.querySelector('#renew').addEventListener('click', () => {
  const frame = document.createElement('iframe')
  Object.assign(frame, { hidden: true, src: '/silent' })
  document.body.append(frame)
})
