import { html, type Html } from '../http/html.ts'
import { notice } from './components.ts'
import type { Visit } from './visit.ts'

/** What a form did that led here. The address names one of these sentences and contains none. */
export function doneNotice(
  { query }: Pick<Visit, 'query'>,
  sentences: Readonly<Record<string, string>>,
): Html {
  const done = query.get('done') ?? ''
  return Object.hasOwn(sentences, done) ? notice('good', sentences[done] ?? '') : html``
}
