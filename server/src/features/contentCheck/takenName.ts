import { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat, wrongField } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { fieldAad } from '../../lib/fieldCrypto'
import { toPlace } from '../../lib/placeFields'
import { checkScenes } from '../../integrations/wechat/wechat.port'
import { findRuleText } from '../moderation/forumSettings.service'
import { insertMissing } from '../messages/insertMissing'
import { kickOutbox, makeOutboxEntry, type OutboxEntry } from '../messages/outbox'
import type { Actor } from '../users/actor'
import { forgetAllActors } from '../users/actor.service'
import { User } from '../users/user.model'
import type { ContentDecision } from './contentCheck.events'
import { ContentCheck, type StoredContentCheck } from './contentCheck.model'
import { checkKeyOf, contentCheckWanted, openTexts } from './contentCheck.service'

const kind = 'forumName'
const nicknamePage = 'packages/settings/pages/nickname/index'

/** What a decision keeps of the nickname it takes back; it may be another one by the time it is done. */
interface TakenName {
  nickname: string
  reason: string
  by: string
  byName: string
}

/**
 * The entry by which the nickname of an author is taken back, whatever is decided of the words.
 * @throws AppError `request.invalid` for a rule that the community does not have, or where there is no nickname.
 */
export async function planTakenName(
  actor: Actor,
  check: StoredContentCheck,
  { nicknameRule, reason }: { nicknameRule?: string | undefined; reason?: string | undefined },
  deps: Pick<Deps, 'clock'>,
): Promise<OutboxEntry[]> {
  if (nicknameRule === undefined) return []
  const rule = await findRuleText(check.community ?? undefined, nicknameRule)
  const author = await User.findById(check.userId, { nickname: 1 }).lean()
  assertThat(
    rule !== undefined && author?.nickname != null,
    'request.invalid',
    wrongField('body', ['nicknameRule'], 'unknown'),
  )
  const why = [rule, reason].filter((part) => part !== undefined).join('；')
  const taken: TakenName = {
    nickname: author.nickname,
    reason: why,
    by: actor.userId,
    byName: actor.displayName,
  }
  return [makeOutboxEntry('content.nameTaken', { ...taken }, deps)]
}

/**
 * Takes the nickname back: it becomes a case of its own that is decided, so that its author is told why and may appeal.
 * Repeatable.
 */
export async function takeName(
  check: StoredContentCheck,
  { id, at, event, data }: OutboxEntry,
  deps: Deps,
): Promise<void> {
  if (event !== 'content.nameTaken') return
  const { nickname, reason, by, byName } = data as unknown as TakenName
  const _id = new Types.ObjectId(id)
  const subject = { kind, id: check.userId.toString(), field: `name:${id}` }
  const decided = { at, by: new Types.ObjectId(by), byName, state: 'hidden' as const, reason }
  const taken = new ContentCheck({
    _id,
    key: checkKeyOf(subject),
    subjectKind: kind,
    subjectId: subject.id,
    field: subject.field,
    page: nicknamePage,
    userId: check.userId,
    scene: checkScenes.profile,
    texts: deps.crypto.encrypt(JSON.stringify([nickname]), fieldAad('contentchecks', _id, 'texts')),
    ...dropUndefined(toPlace(check)),
    isAuthorBarred: true,
    reviewArea: check.reviewArea,
    state: 'hidden',
    caseState: 'decided',
    version: 1,
    requestedAt: at,
    dueAt: at,
    nextAt: at,
    decidedBy: decided.by,
    decidedByName: byName,
    decidedAt: at,
    decisionReason: reason,
    decisionRule: reason,
    history: [decided],
    outbox: [makeOutboxEntry('content.hidden', { reason, byDesk: true }, deps)],
    hasOutbox: true,
  })
  await taken.validate()
  await insertMissing(ContentCheck, [taken.toObject()])
  contentCheckWanted.send()
  kickOutbox(ContentCheck)
}

/** Taken back it is gone wherever neighbours read it; given back, unless there is another by now. */
export async function takeNameVerdict(
  { subject, state, userId }: ContentDecision,
  deps: Deps,
): Promise<void> {
  const check = await ContentCheck.findOne({ key: checkKeyOf(subject) }).lean<StoredContentCheck>()
  const [nickname] = check ? openTexts(check, deps) : []
  if (nickname === undefined) return
  if (state === 'hidden') await User.updateOne({ _id: userId, nickname }, { $unset: { nickname: 1 } })
  if (state === 'pass') await User.updateOne({ _id: userId, nickname: null }, { $set: { nickname } })
  forgetAllActors()
}

/** Whether this nickname was taken back from the person, and nobody has given it back. */
export async function isTakenName(
  userId: string,
  nickname: string,
  deps: Pick<Deps, 'crypto'>,
): Promise<boolean> {
  const taken = await ContentCheck.find({ userId, subjectKind: kind, state: 'hidden' }).lean<
    StoredContentCheck[]
  >()
  return taken.some((check) => openTexts(check, deps).includes(nickname))
}
