import type { PickedPhoto } from '../../components/PhotoPicker'
import { photoIdsOf } from '../../components/PhotoPicker'
import type { RegisterPerson } from '../../components/RegisterSearch'
import type { Tile } from '../../services/categories'
import type { IntakeContent } from '../../services/queue'
import type { Membership } from '../../services/session'

export type Source = IntakeContent['source']

/** What staff fill in for someone else; kept as a draft until the server has it. */
export interface IntakeForm {
  source: Source
  category: string
  /** Someone of the register. */
  person?: RegisterPerson | undefined
  name: string
  phone: string
  building: string
  placeText: string
  unitId: string
  answers: Record<string, string>
  text: string
  photos: PickedPhoto[]
}

export const sources: readonly { value: Source; text: string }[] = [
  { value: 'counter', text: '柜台' },
  { value: 'phone', text: '电话' },
  { value: 'visit', text: '走访' },
  { value: 'patrol', text: '巡查' },
  { value: 'box', text: '意见箱' },
  { value: 'hotline', text: '12345' },
]

/** Who is out of doors finds things, who sits at a desk is told of them. */
export function emptyForm({ role }: Membership): IntakeForm {
  return {
    source: role === 'gridWorker' || role === 'buildingLeader' ? 'patrol' : 'counter',
    category: '',
    person: undefined,
    name: '',
    phone: '',
    building: '',
    placeText: '',
    unitId: '',
    answers: {},
    text: '',
    photos: [],
  }
}

/** Nobody asked for what was found on patrol or in the box. */
export const isForSomeone = ({ source }: Pick<IntakeForm, 'source'>): boolean =>
  source !== 'patrol' && source !== 'box'

/** Questions that cannot be left open; texts are told in the words. */
export const listAsks = (tile: Tile) => tile.asks.filter((ask) => ask.isRequired && ask.kind !== 'text')

export const isPhone = (phone: string): boolean => /^1\d{10}$/.test(phone)

/** The first thing that is missing, as a sentence. */
export function findMissing(form: IntakeForm, tile: Tile | undefined): string | undefined {
  if (!tile) return '请先选一类。'
  const unanswered = listAsks(tile).find((ask) => (form.answers[ask.key] ?? '') === '')
  if (unanswered) return `请选一项：${unanswered.label}`
  const isPersonKnown = form.person !== undefined || !isForSomeone(form)
  if (!isPersonKnown && form.name.trim() === '') return '请填是谁提的：姓名，或从台账里找。'
  if (!isPersonKnown && form.phone.trim() !== '' && !isPhone(form.phone.trim()))
    return '手机号应当是 11 位，请再看一看；没有就空着。'
  const isPlaced = form.placeText.trim() !== '' || form.building !== '' || form.person !== undefined
  if (tile.place !== 'none' && !isPlaced) return '请写在哪里，办事的人才找得到。'
  if (tile.kind === 'consultation' && form.text.trim() === '') return '请写一写想问什么。'
  if (form.photos.some(({ id }) => id === undefined))
    return '有照片还没传上去。请等一等，或者点照片再传一次，也可以去掉它。'
  return undefined
}

/** What is sent. A person of the register brings their place along; else it is where the staff serve. */
export function toIntake(form: IntakeForm, tile: Tile, area: string | undefined): IntakeContent {
  const text = form.text.trim()
  const person = toPerson(form)
  const place = toPlace(form, tile, area)
  return {
    category: tile.code,
    source: form.source,
    answers: form.answers,
    photoIds: photoIdsOf(form.photos),
    ...(text === '' ? {} : { text }),
    ...(person ? { person } : {}),
    ...(place ? { place } : {}),
    ...(tile.isComplaint && form.unitId !== ''
      ? { subject: { kind: 'unit' as const, id: form.unitId } }
      : {}),
  }
}

function toPerson(form: IntakeForm): IntakeContent['person'] {
  if (!isForSomeone(form)) return undefined
  if (form.person) return { personId: form.person.id }
  const phone = form.phone.trim()
  return { name: form.name.trim(), ...(phone === '' ? {} : { phone }) }
}

function toPlace(form: IntakeForm, tile: Tile, area: string | undefined): IntakeContent['place'] {
  const text = form.placeText.trim()
  const isRegistered = isForSomeone(form) && form.person !== undefined
  const areaCode = form.building !== '' ? form.building : isRegistered ? undefined : area
  if (text === '' && areaCode === undefined) return undefined
  return {
    kind: tile.place === 'home' ? 'home' : 'here',
    ...(text === '' ? {} : { text }),
    ...(areaCode === undefined ? {} : { areaCode }),
  }
}
