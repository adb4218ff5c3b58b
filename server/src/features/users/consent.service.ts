import { consentKinds, consentTexts, consentVersions, type ConsentKind } from '@linli/shared/users/consents'
import type { consentView } from '@linli/shared/users/ownData.contract'
import type { Types } from 'mongoose'
import type { z } from 'zod'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { dropUndefined } from '../../lib/dropUndefined'
import { findUser } from './account.service'
import type { Actor } from './actor'
import { hasConsent } from './me.view'
import { User, type StoredUser } from './user.model'
import { findConsentHook } from './userHooks'

type ConsentView = z.output<typeof consentView>

/** @throws AppError `session.expired` when the account is gone. */
export async function readUser(userId: string): Promise<StoredUser> {
  const user = await findUser(userId)
  assertThat(user, 'session.expired')
  return user
}

/** One consent, whether she gave it in her account or in person: the later word counts. */
async function viewConsent(user: StoredUser, kind: ConsentKind): Promise<ConsentView> {
  const last = user.consents.findLast((consent) => consent.kind === kind)
  const elsewhere = await findConsentHook(kind)?.read(user._id.toString())
  return {
    kind,
    ...consentTexts[kind],
    version: consentVersions[kind],
    isGiven: elsewhere !== undefined || hasConsent(user, kind),
    ...dropUndefined({
      givenAt: (elsewhere?.at ?? last?.givenAt)?.toISOString(),
      writtenByName: elsewhere?.writtenByName,
      withdrawnAt: last?.withdrawnAt?.toISOString(),
    }),
  }
}

export async function listConsents(actor: Actor): Promise<ConsentView[]> {
  const user = await readUser(actor.userId)
  return Promise.all(consentKinds.map((kind) => viewConsent(user, kind)))
}

/** Given once per version; each giving and withdrawing stays in the list. */
export async function giveConsent(
  actor: Actor,
  { kind, version }: { kind: ConsentKind; version: string },
  deps: Deps,
): Promise<ConsentView> {
  assertThat(version === consentVersions[kind], 'request.conflict', { version: consentVersions[kind] })
  await User.updateOne(
    {
      _id: actor.userId,
      consents: { $not: { $elemMatch: { kind, version, withdrawnAt: { $exists: false } } } },
    },
    { $push: { consents: { kind, version, givenAt: deps.clock.now() } } },
  )
  await findConsentHook(kind)?.give(actor.userId, deps)
  return viewConsent(await readUser(actor.userId), kind)
}

const open = (kind: ConsentKind) => [{ 'given.kind': kind, 'given.withdrawnAt': { $exists: false } }]

/**
 * Takes it back wherever it was given. What she gave in person only is written into the account as taken back, so
 * that it holds even where a crash comes before the other record follows.
 */
export async function withdrawConsent(actor: Actor, kind: ConsentKind, deps: Deps): Promise<ConsentView> {
  const at = deps.clock.now()
  const hook = findConsentHook(kind)
  const elsewhere = await hook?.read(actor.userId)
  await User.updateOne(
    { _id: actor.userId },
    { $set: { 'consents.$[given].withdrawnAt': at } },
    { arrayFilters: open(kind) },
  )
  const isWritten = (await readUser(actor.userId)).consents.some(
    (consent) => consent.kind === kind && consent.withdrawnAt?.getTime() === at.getTime(),
  )
  if (elsewhere && !isWritten) {
    const taken = { kind, version: consentVersions[kind], givenAt: elsewhere.at, withdrawnAt: at }
    await User.updateOne({ _id: actor.userId }, { $push: { consents: taken } })
  }
  await hook?.withdraw(actor.userId, deps)
  return viewConsent(await readUser(actor.userId), kind)
}

/** She took it back outside her account: there it is taken back as well. */
export async function withdrawConsentOf(
  personId: Types.ObjectId,
  kind: ConsentKind,
  { clock }: Pick<Deps, 'clock'>,
): Promise<void> {
  await User.updateOne(
    { personId, deletedAt: { $exists: false } },
    { $set: { 'consents.$[given].withdrawnAt': clock.now() } },
    { arrayFilters: open(kind) },
  )
}
