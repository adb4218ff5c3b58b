import { placeOf, type Place } from '@linli/shared/areas/areas'
import { contentLimits } from '@linli/shared/contentCheck/contentCheck'
import { Types, type ClientSession } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat, wrongField } from '../../lib/appError'
import { recordAudit } from '../audit/audit.service'
import { groupCalls } from '../../lib/groupCalls'
import { inTurn } from '../../lib/inTurn'
import type { Actor } from '../users/actor'
import { SensitiveWord, type StoredSensitiveWord } from './sensitiveWord.model'
import { canEditWords } from './sensitiveWord.policy'

/** One form of each character and nothing between them, so that 「微 信·号」 is found by 「微信号」. */
function normalizeWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
}

/** What several areas each watch for, of checks that are looked at together. */
const readWords = groupCalls(
  async (asked: readonly string[][]) => {
    const words = await SensitiveWord.find(
      { areaCode: { $in: [...new Set(asked.flat())] } },
      { areaCode: 1, plain: 1 },
    ).lean()
    return asked.map((areas) => words.filter(({ areaCode }) => areas.includes(areaCode)))
  },
  { size: 64, atOnce: 4 },
)

/** Whether one of the texts has a word that the place's community, street or district watches for. */
export async function hasSensitiveWord(texts: readonly string[], place: Place): Promise<boolean> {
  if (texts.length === 0) return false
  const areas = [place.district, place.street, place.community].filter((code) => code !== undefined)
  const words = await readWords(areas)
  const plainTexts = texts.map(normalizeWords)
  return words.some(({ plain }) => plainTexts.some((text) => text.includes(plain)))
}

/** What is watched for decides what waits for a person: every change of it leaves a trace. */
const logWords = (
  actor: Actor,
  action: 'sensitiveWords.added' | 'sensitiveWords.removed',
  areaCode: string,
  words: string[],
  deps: Pick<Deps, 'clock'>,
  session: ClientSession,
): Promise<void> =>
  recordAudit(
    actor,
    action,
    { kind: 'area', id: areaCode, district: placeOf(areaCode).district },
    { words: words.join('、') },
    deps,
    session,
  )

export async function listSensitiveWords(actor: Actor, areaCode: string): Promise<StoredSensitiveWord[]> {
  assertThat(canEditWords(actor, areaCode), 'access.denied')
  return SensitiveWord.find({ areaCode })
    .sort({ plain: 1 })
    .limit(contentLimits.sensitiveWordsPerArea)
    .lean<StoredSensitiveWord[]>()
}

/** Adds words; one that is there already stays as it is. */
export async function addSensitiveWords(
  actor: Actor,
  { areaCode, words }: { areaCode: string; words: string[] },
  deps: Pick<Deps, 'clock'>,
): Promise<StoredSensitiveWord[]> {
  assertThat(canEditWords(actor, areaCode), 'access.denied')
  const wordByPlain = new Map(words.map((word) => [normalizeWords(word), word]))
  const isShort = [...wordByPlain.keys()].some((plain) => Array.from(plain).length < 2)
  assertThat(!isShort, 'request.invalid', wrongField('body', ['words'], 'too_small'))
  const [addedBy, addedAt] = [new Types.ObjectId(actor.userId), deps.clock.now()]
  await inTurn(`words:${areaCode}`, async (session) => {
    const present = await SensitiveWord.find({ areaCode }, { plain: 1 }, { session }).lean()
    assertThat(
      present.length + wordByPlain.size <= contentLimits.sensitiveWordsPerArea,
      'sensitiveWord.too_many',
    )
    const known = new Set(present.map(({ plain }) => plain))
    const rows = [...wordByPlain]
      .filter(([plain]) => !known.has(plain))
      .map(([plain, word]) => ({ areaCode, word, plain, addedBy, addedAt }))
    if (rows.length === 0) return
    await SensitiveWord.insertMany(rows, { session })
    const added = rows.map(({ word }) => word)
    await logWords(actor, 'sensitiveWords.added', areaCode, added, deps, session)
  })
  return listSensitiveWords(actor, areaCode)
}

export async function removeSensitiveWord(
  actor: Actor,
  id: string,
  deps: Pick<Deps, 'clock'>,
): Promise<void> {
  const word = await SensitiveWord.findById(id).lean()
  assertThat(word && canEditWords(actor, word.areaCode), 'record.not_found')
  await inTurn(`words:${word.areaCode}`, async (session) => {
    const { deletedCount } = await SensitiveWord.deleteOne({ _id: word._id }, { session })
    if (deletedCount === 1)
      await logWords(actor, 'sensitiveWords.removed', word.areaCode, [word.word], deps, session)
  })
}
