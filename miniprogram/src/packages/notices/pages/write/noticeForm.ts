import { mustReachKinds, noticeLimits, type NoticeGroup, type NoticeKind } from '@linli/shared/notices/notice'
import type { Audience, NoticeContent, NoticeView } from '../../../../services/notices'
import { photoIdsOf, toPicked, type PickedPhoto } from '../../../../components/PhotoPicker'
import { dayOf } from '../../../../services/time'

/** As it is typed; nothing of it is lost when the app is. */
export interface NoticeForm {
  kind: NoticeKind
  title: string
  text: string
  photos: PickedPhoto[]
  areas: string[]
  groups: NoticeGroup[]
  ageFrom: string
  ageTo: string
  mustReach: boolean
  visitAfterHours: string
  publishDay: string
  publishTime: string
  expireDay: string
  /** The version of the draft that was read when these words were begun. */
  base?: number
}

export const emptyForm: NoticeForm = {
  kind: 'notice',
  title: '',
  text: '',
  photos: [],
  areas: [],
  groups: [],
  ageFrom: '',
  ageTo: '',
  mustReach: false,
  visitAfterHours: '4',
  publishDay: '',
  publishTime: '',
  expireDay: '',
}

const chinaOffset = 8 * 60 * 60 * 1000
const clockOf = (instant: string): string =>
  new Date(Date.parse(instant) + chinaOffset).toISOString().slice(11, 16)

/** A draft as it is typed further. */
export function toForm({ desk, photos }: NoticeView): NoticeForm {
  if (!desk) return emptyForm
  const { kind, title, text, audience, mustReach, visitAfterMinutes, publishAt, expiresAt } = desk.content
  return {
    ...{ kind, title, text, mustReach, photos: toPicked(photos) },
    areas: audience.areas,
    groups: audience.groups,
    ageFrom: String(audience.ageFrom ?? ''),
    ageTo: String(audience.ageTo ?? ''),
    visitAfterHours: String((visitAfterMinutes ?? noticeLimits.visitAfterMinutes.usual) / 60),
    publishDay: publishAt === undefined ? '' : dayOf(Date.parse(publishAt)),
    publishTime: publishAt === undefined ? '' : clockOf(publishAt),
    expireDay: expiresAt === undefined ? '' : dayOf(Date.parse(expiresAt)),
  }
}

export const mayReach = ({ kind, groups }: NoticeForm): boolean =>
  mustReachKinds.includes(kind) && groups.length === 0

const toAge = (text: string): number | undefined => (text.trim() === '' ? undefined : Number(text))
const isAge = (text: string): boolean => {
  const age = toAge(text)
  return age === undefined || (Number.isInteger(age) && age >= 0 && age <= noticeLimits.age)
}
const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/

/** What is missing or wrong, as a sentence; undefined when it can be sent. */
export function findProblem(form: NoticeForm): string | undefined {
  if (form.title.trim().length < 2) return '请写一个标题，让人一眼看出是什么事。'
  if (form.text.trim().length < 2) return '请写正文：什么事、什么时候、在哪里、要做什么。'
  if (form.photos.some(({ id }) => id === undefined)) return '还有照片没传上去，请等一等再存。'
  if (!isAge(form.ageFrom) || !isAge(form.ageTo)) return '年龄请写 0 到 120 的数字，不限就空着。'
  if (form.publishTime !== '' && !timePattern.test(form.publishTime)) return '几点发，请写成 08:30 这样。'
  if (form.publishTime !== '' && form.publishDay === '') return '写了几点发，请再选哪一天。'
  const hours = Number(form.visitAfterHours)
  const { least, most } = noticeLimits.visitAfterMinutes
  const isRight = hours * 60 >= least && hours * 60 <= most
  if (form.mustReach && mayReach(form) && !isRight)
    return '多久以后上门，请写小时数，最多 72；要马上去就写 0.1。'
  return undefined
}

export function toAudience({ areas, groups, ageFrom, ageTo }: NoticeForm): Audience {
  const [from, to] = [toAge(ageFrom), toAge(ageTo)]
  return {
    areas,
    groups,
    ...(from === undefined ? {} : { ageFrom: from }),
    ...(to === undefined ? {} : { ageTo: to }),
  }
}

const toInstant = (day: string, time: string): string => new Date(`${day}T${time}:00+08:00`).toISOString()

export function toContent(form: NoticeForm, areaCode: string): NoticeContent {
  const { kind, title, text, publishDay, publishTime, expireDay } = form
  const mustReach = form.mustReach && mayReach(form)
  return {
    ...{ areaCode, kind, mustReach },
    title: title.trim(),
    text: text.trim(),
    photoIds: photoIdsOf(form.photos),
    audience: toAudience(form),
    ...(mustReach ? { visitAfterMinutes: Math.round(Number(form.visitAfterHours) * 60) } : {}),
    ...(publishDay === ''
      ? {}
      : { publishAt: toInstant(publishDay, publishTime === '' ? '08:00' : publishTime) }),
    ...(expireDay === '' ? {} : { expiresAt: toInstant(expireDay, '23:59') }),
  }
}
