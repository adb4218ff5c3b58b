import type { GuideContent } from '@linli/shared/guide/guide'
import type { GuideEntryView, GuideView } from '@linli/shared/guide/guide.contract'
import { findGuideState } from './guide.match'
import type { StoredGuide } from './guide.service'

const toContent = (guide: StoredGuide): GuideContent => ({
  title: guide.title,
  categories: guide.categories,
  keywords: guide.keywords,
  answer: guide.answer,
  papers: guide.papers,
  place: guide.place,
  hours: guide.hours,
  phone: guide.phone,
  agent: guide.agent,
  validFrom: guide.validFrom,
  validUntil: guide.validUntil,
})

export function viewGuide(guide: StoredGuide, names: ReadonlyMap<string, string>): GuideView {
  return { ...toContent(guide), id: guide._id.toString(), areaName: names.get(guide.areaCode) ?? '' }
}

export function viewEntry(
  guide: StoredGuide,
  names: ReadonlyMap<string, string>,
  { areaCode, today }: { areaCode: string; today: string },
): GuideEntryView {
  return {
    ...viewGuide(guide, names),
    areaCode: guide.areaCode,
    isOwn: guide.areaCode === areaCode,
    version: guide.version,
    state: findGuideState(guide, today),
  }
}
