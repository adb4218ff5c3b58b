import type { gridCardContracts } from '@linli/shared/areas/gridCard.contract'
import type { authContracts } from '@linli/shared/users/auth.contract'
import type { ConsentKind } from '@linli/shared/users/consents'
import type { joinCodeContracts } from '@linli/shared/users/joinCode.contract'
import type { meContracts } from '@linli/shared/users/me.contract'
import type { ownDataContracts } from '@linli/shared/users/ownData.contract'
import { adoptMe, refreshMe } from '../stores/session'
import { after } from './cursor'
import { call, fetchFile } from './http'
import type { CallInput, CallOutput } from './http.types'
import { writeTokens } from './tokens'

type Me = typeof meContracts
type OwnData = typeof ownDataContracts
type Auth = typeof authContracts
type GridCard = typeof gridCardContracts

/** After a phone check two accounts may have become one: the session goes on as that one. */
function adoptPhoneCheck({ me, tokens }: CallOutput<Me['checkPhoneWithWechat']>): void {
  if (tokens) writeTokens(tokens)
  adoptMe(me)
}

export async function checkPhoneWithWechat(code: string): Promise<void> {
  adoptPhoneCheck(await call<Me['checkPhoneWithWechat']>('post', '/api/me/phone/wechat', { body: { code } }))
}

export const sendPhoneCode = (phone: string) =>
  call<Me['sendPhoneCode']>('post', '/api/me/phone/sms', { body: { phone } })

export async function checkPhoneWithSms(phone: string, code: string): Promise<void> {
  adoptPhoneCheck(
    await call<Me['checkPhoneWithSms']>('post', '/api/me/phone/sms/verify', { body: { phone, code } }),
  )
}

export async function saveNickname(nickname: string | null): Promise<void> {
  adoptMe(await call<Me['updateMe']>('patch', '/api/me', { body: { nickname } }))
}

export type CommunityPreview = CallOutput<(typeof joinCodeContracts)['previewJoinCode']>

export const previewJoinCode = (code: string) =>
  call<(typeof joinCodeContracts)['previewJoinCode']>('get', '/api/join-codes/:code', { params: { code } })

export async function joinCommunity(code: string): Promise<void> {
  adoptMe(await call<Me['joinCommunity']>('post', '/api/me/join', { body: { code } }))
}

export type VerificationRequest = CallInput<Me['requestVerification']>['body']

export async function requestVerification(body: VerificationRequest): Promise<void> {
  adoptMe(await call<Me['requestVerification']>('post', '/api/me/verification', { body }))
}

/** Answers the posts that nobody holds now. */
export async function setDuty(isOffDuty: boolean): Promise<string[]> {
  const { me, uncovered } = await call<Me['setDuty']>('put', '/api/me/duty', { body: { isOffDuty } })
  adoptMe(me)
  return uncovered.map(({ name }) => name)
}

export type Consent = CallOutput<OwnData['listConsents']>['items'][number]

export const listConsents = () => call<OwnData['listConsents']>('get', '/api/me/consents')

export async function changeConsent({ kind, version }: Consent, isGiven: boolean): Promise<void> {
  if (isGiven) await call<OwnData['giveConsent']>('post', '/api/me/consents', { body: { kind, version } })
  else await withdrawConsent(kind)
  await refreshMe()
}

const withdrawConsent = (kind: ConsentKind) =>
  call<OwnData['withdrawConsent']>('post', '/api/me/consents/:kind/withdraw', { params: { kind } })

export const getOwnData = () => call<OwnData['getOwnData']>('get', '/api/me/data')

export const fetchOwnDataFile = () => fetchFile<OwnData['exportOwnData']>('/api/me/export')

export type KeptRecord = CallOutput<OwnData['deleteAccount']>['kept'][number]

/** The account ends at once; answers what law keeps for a time. */
export const deleteAccount = () =>
  call<OwnData['deleteAccount']>('post', '/api/me/deletion', { body: { confirm: '注销' } })

export const listOwnAccesses = (cursor?: string) =>
  call<OwnData['listOwnRecordAccesses']>('get', '/api/me/record-accesses', {
    query: after(cursor),
  })

export type Card = CallOutput<GridCard['getGridCard']>

export const getGridCard = () => call<GridCard['getGridCard']>('get', '/api/grid-card')

export const fetchGridCardPage = () => fetchFile<GridCard['getGridCardPage']>('/api/grid-card/page')

export type Desk = CallOutput<Auth['startDeskLogin']>

export const startDeskLogin = () => call<Auth['startDeskLogin']>('post', '/api/auth/desk')

/** Asks whether the phone has confirmed; once it has, this browser is signed in. */
export async function collectDeskLogin({ ticket, secret }: Desk): Promise<boolean> {
  const answer = await call<Auth['collectDeskLogin']>('post', '/api/auth/desk/:ticket/collect', {
    params: { ticket },
    body: { secret },
  })
  if (answer.status === 'pending') return false
  writeTokens(answer.tokens)
  await refreshMe()
  return true
}

export const previewDeskLogin = (ticket: string) =>
  call<Auth['previewDeskLogin']>('get', '/api/auth/desk/:ticket', { params: { ticket } })

export const confirmDeskLogin = (ticket: string) =>
  call<Auth['confirmDeskLogin']>('post', '/api/auth/desk/:ticket/confirm', { params: { ticket } })
