import { html, type Html } from '../http/html.ts'
import type { GuidePart, RenderedChapter, RenderedStep } from '../guides/index.ts'
import type { Visit } from './visit.ts'

interface TickedGuide {
  /** Where each step stands in the outline of the guide. */
  readonly places: ReadonlyMap<string, number>
  readonly ticked: ReadonlySet<number>
  /** Labels that nobody has seen in a public document. */
  readonly unconfirmed: ReadonlySet<string>
}

/** A chapter of a guide: its steps to be ticked off, and a button that keeps the ticks. */
export function chapterPart(
  { texts }: Pick<Visit, 'texts'>,
  { id, title, steps }: RenderedChapter,
  guide: TickedGuide,
): Html {
  const first = steps.find(({ number }) => number !== undefined)?.number
  return html`<section id="chapter-${id}"><h2>${title.map((part) => partOf(part, guide))}</h2>
<ol class="guide"${first !== undefined && html` start="${first}"`}>${steps.map((step) => stepPart(texts, step, guide))}</ol>
${first !== undefined && html`<p><button name="action" value="${id}">${texts.guide.keep}</button></p>`}</section>`
}

function stepPart(
  texts: Visit['texts'],
  { id, number, parts }: RenderedStep,
  guide: TickedGuide,
): Html {
  const text = parts.map((part) => partOf(part, guide))
  if (number === undefined) return html`<li class="note">${text}</li>`
  const place = guide.places.get(id) ?? -1
  return html`<li value="${number}"><div class="step"><div id="step-${id}">${text}</div>
<div class="choice"><input type="checkbox" id="tick-${id}" name="step" value="${place}"${guide.ticked.has(place) && html` checked`} aria-describedby="step-${id}"><label for="tick-${id}">${texts.guide.done}</label></div></div></li>`
}

function partOf(part: GuidePart, { unconfirmed }: TickedGuide): Html {
  switch (part.kind) {
    case 'label':
      return html`<b>${part.text}</b>${unconfirmed.has(part.text) && html`<span class="quiet">°</span>`}`
    case 'code':
    case 'value':
      return html`<code>${part.text}</code>`
    case 'product':
      return html`<b>${part.text}</b>`
    case 'text':
      return html`${part.text}`
  }
}
