import { callablePhonePattern } from '@linli/shared/areas/areas'
import { defaultClocks, type AskKind, type CategoryAsk } from '@linli/shared/categories/category'
import { makeId } from '../../../../platform/id'
import type { CategoryContent, Definition } from '../../../../services/rules'

/** Source: the contract of category definitions. */
export const mostAsks = 8
export const mostOptions = 12
export const mostPhones = 5

/** A category as it is being written; its code is made here once, so that saving twice makes one. */
export interface CategoryDraft extends CategoryContent {
  code: string
}

/**
 * A code that nothing had before and nobody reads: rules and old needs keep pointing to what they meant, also after a
 * question was taken out and another one written.
 */
const makeKey = (letter: 'c' | 'q' | 'o'): string => `${letter}${makeId().slice(0, 12)}`

/** What staff write, without what the server adds. */
export function contentOf(definition: Definition | CategoryDraft): CategoryContent {
  const { name, icon, group, order, kind, isTile, place, isPublicPlace, isDanger, phones } = definition
  const { isSensitive, isComplaint, isVolunteerSuitable, priority, asks, clock, isClosed } = definition
  return {
    ...{ name, icon, group, order, kind, isTile, place, isPublicPlace, isDanger, phones },
    ...{ isSensitive, isComplaint, isVolunteerSuitable, priority, asks, clock, isClosed },
  }
}

/** A new one stands behind the others. */
export function makeCategory(others: readonly Definition[]): CategoryDraft {
  return {
    code: makeKey('c'),
    name: '',
    icon: 'question',
    group: others.at(-1)?.group ?? '',
    order: Math.min(9999, Math.max(0, ...others.map(({ order }) => order)) + 10),
    kind: 'request',
    isTile: true,
    place: 'here',
    isPublicPlace: false,
    isDanger: false,
    phones: [],
    isSensitive: false,
    isComplaint: false,
    isVolunteerSuitable: false,
    priority: 'normal',
    asks: [],
    clock: defaultClocks.ordinary,
    isClosed: false,
  }
}

export const makeOption = () => ({ value: makeKey('o'), label: '' })

export const makeAsk = (): CategoryAsk => ({
  key: makeKey('q'),
  label: '',
  kind: 'choice',
  options: [makeOption(), makeOption()],
  isRequired: false,
})

/** Another kind of answer: only a choice has options, and a text cannot be demanded of somebody in a hurry. */
export function changeKind(ask: CategoryAsk, kind: AskKind): CategoryAsk {
  const options = kind === 'choice' ? [makeOption(), makeOption()] : []
  return { ...ask, kind, options, isRequired: kind === 'text' ? false : ask.isRequired }
}

/** What others must not see is never about a public place. */
export function withFlags(
  content: CategoryContent,
  part: Partial<CategoryContent>,
): Partial<CategoryContent> {
  const next = { ...content, ...part }
  return next.isSensitive || next.isComplaint ? { ...part, isPublicPlace: false } : part
}

/** Without spaces around what is read, and without answers that were left empty. */
export function tidy(content: CategoryContent): CategoryContent {
  return {
    ...content,
    name: content.name.trim(),
    group: content.group.trim(),
    phones: content.phones.map(({ name, number }) => ({ name: name.trim(), number: number.trim() })),
    asks: content.asks.map((ask) => ({
      ...ask,
      label: ask.label.trim(),
      options: ask.options
        .map(({ value, label }) => ({ value, label: label.trim() }))
        .filter(({ label }) => label !== ''),
    })),
  }
}

function findAskFault({ label, kind, options }: CategoryAsk): string | undefined {
  if (label === '') return '有一道题还没写问什么。不要了就去掉它。'
  if (kind === 'choice' && options.length === 0) return `“${label}”要有答案可以选。`
  const labels = options.map((option) => option.label)
  return new Set(labels).size < labels.length ? `“${label}”有两个一样的答案。` : undefined
}

/** What is still wrong, as a sentence; `undefined` when it can be sent. Takes what `tidy` made. */
export function findFault(content: CategoryContent): string | undefined {
  const { name, group, order, clock, isDanger, phones, asks } = content
  if (name === '') return '请写按钮上的名字，越短越好。'
  if (group === '') return '请选放在哪一组。'
  if (!Number.isInteger(order) || order < 0) return '排序请写一个数字。'
  if (clock.acceptMinutes <= 0 || clock.acceptMinutes > clock.resolveMinutes)
    return '接单时间要大于 0，也不能比办结晚。'
  if (isDanger && phones.length === 0) return '有危险的事，请先写明打哪个电话。'
  if (phones.some((phone) => phone.name === '' || !callablePhonePattern.test(phone.number)))
    return '电话要有名称，号码写成 120 或 021-56120000 这样。'
  return asks.map(findAskFault).find((fault) => fault !== undefined)
}
