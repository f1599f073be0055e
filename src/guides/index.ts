/** @module ssokit/guides: how customers set up their identity providers, as data. */
export { connectionInput, connectionTexts } from './connection-form.ts'
export { guideIds, loadGuide } from './load.ts'
export { renderGuide } from './render.ts'
export type {
  GuideContext,
  GuidePart,
  RenderedChapter,
  RenderedGuide,
  RenderedStep,
} from './render.ts'
export { guideMarkdown } from './markdown.ts'
export type {
  Guide,
  GuideChapter,
  GuideLabels,
  GuideLocale,
  GuideOption,
  GuideProtocol,
  GuideStep,
  GuideTexts,
} from './guide.ts'
export { type Profile, type ProfileEntry, type ProfileProtocol, profiles } from './profiles.ts'
