/** Whether an entry may be used today; `expiring` ends within thirty days, so that someone checks it in time. */
export const guideStates = ['upcoming', 'valid', 'expiring', 'outdated'] as const
export type GuideState = (typeof guideStates)[number]

/** One matter of the 办事指南 as an area writes it. */
export interface GuideContent {
  title: string
  /** Categories of consultation that it answers; empty means all. */
  categories: string[]
  /** What people call the matter. */
  keywords: string[]
  /** The answer in a few sentences. */
  answer: string
  /** What to bring. */
  papers: string[]
  place: string
  /** Opening hours in words. */
  hours: string
  phone?: string | undefined
  /** 代办: whether the community does it for those who cannot come, and how. */
  agent: { isOffered: boolean; note?: string | undefined }
  /** Days in Shanghai, both included. */
  validFrom: string
  validUntil: string
}

/** The whole entry as one text, a line for each point, as it answers a consultation. */
export function describeGuide(guide: GuideContent): string {
  const { answer, papers, place, hours, phone, agent } = guide
  const lines = [answer]
  if (papers.length > 0) lines.push(`要带的材料：${papers.join('；')}。`)
  lines.push(`地点：${place}`, `时间：${hours}`)
  if (phone !== undefined) lines.push(`电话：${phone}`)
  if (agent.isOffered) lines.push(`可以代办：${agent.note ?? '来不了的话，请居委会工作人员代办。'}`)
  else lines.push('这件事要本人办理，不能代办。')
  return lines.join('\n')
}
