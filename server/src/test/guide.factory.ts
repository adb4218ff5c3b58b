import { placeOf } from '@linli/shared/areas/areas'
import type { GuideContent } from '@linli/shared/guide/guide'
import { Types } from 'mongoose'
import { listGuideGrams } from '../features/guide/guide.match'
import { GuideEntry } from '../features/guide/guideEntry.model'
import { testAreas } from './users.factory'

export function makeGuide(overrides: Partial<GuideContent> = {}): GuideContent {
  return {
    title: '居住证办理',
    categories: [],
    keywords: ['居住证', '居住登记'],
    answer: '在本市居住满半年可以申领。',
    papers: ['身份证原件'],
    place: '社区事务受理服务中心',
    hours: '工作日 9:00–17:00',
    agent: { isOffered: false },
    validFrom: '2026-01-01',
    validUntil: '2026-12-31',
    ...overrides,
  }
}

/** An entry of the district, or of `areaCode`. */
export async function buildGuide(
  overrides: Partial<GuideContent> = {},
  areaCode: string = testAreas.district,
): Promise<{ id: string }> {
  const _id = new Types.ObjectId()
  const content = makeGuide(overrides)
  const { district } = placeOf(areaCode)
  await GuideEntry.create({ _id, ...content, areaCode, district, bigrams: listGuideGrams(content) })
  return { id: _id.toString() }
}
