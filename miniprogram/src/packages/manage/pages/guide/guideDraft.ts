import type { GuideContent, KeptEntry } from '../../../../services/guideAdmin'

/** An entry as it is being written; lists are kept as text, one point a line. */
export interface GuideDraft {
  title: string
  categories: string[]
  keywords: string
  answer: string
  papers: string
  place: string
  hours: string
  phone: string
  isOffered: boolean
  agentNote: string
  validFrom: string
  validUntil: string
}

export function toDraft(entry: KeptEntry | undefined, today: string): GuideDraft {
  return {
    title: entry?.title ?? '',
    categories: entry?.categories ?? [],
    keywords: entry?.keywords.join('\n') ?? '',
    answer: entry?.answer ?? '',
    papers: entry?.papers.join('\n') ?? '',
    place: entry?.place ?? '',
    hours: entry?.hours ?? '',
    phone: entry?.phone ?? '',
    isOffered: entry?.agent.isOffered ?? false,
    agentNote: entry?.agent.note ?? '',
    validFrom: entry?.validFrom ?? today,
    validUntil: entry?.validUntil ?? '',
  }
}

export function toContent(draft: GuideDraft): GuideContent {
  const { title, categories, answer, place, hours, isOffered, validFrom, validUntil } = draft
  const phone = draft.phone.trim()
  const note = draft.agentNote.trim()
  return {
    title: title.trim(),
    categories,
    keywords: toLines(draft.keywords),
    answer: answer.trim(),
    papers: toLines(draft.papers),
    place: place.trim(),
    hours: hours.trim(),
    ...(phone === '' ? {} : { phone }),
    agent: { isOffered, ...(isOffered && note !== '' ? { note } : {}) },
    validFrom,
    validUntil,
  }
}

/** What is still missing, as a sentence; `undefined` when it can be sent. */
export function findFault({
  title,
  answer,
  place,
  hours,
  validFrom,
  validUntil,
}: GuideDraft): string | undefined {
  if (title.trim() === '') return '请写是什么事。'
  if (answer.trim() === '') return '请写怎么办。'
  if (place.trim() === '') return '请写去哪里办。'
  if (hours.trim() === '') return '请写什么时间办。'
  if (validFrom === '' || validUntil === '') return '请写有效期，到期前会提醒您核对。'
  return validFrom <= validUntil ? undefined : '有效期的结束要晚于开始。'
}

const toLines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
