import type { bondContracts, BondActionInput } from '@linli/shared/families/bond.contract'
import type { paymentConsentContracts } from '@linli/shared/families/payment.contract'
import { readUserId } from '../stores/session'
import { after } from './cursor'
import { call } from './http'
import type { CallInput, CallOutput } from './http.types'
import { submit } from './outgoing'

type Bonds = typeof bondContracts
type Payments = typeof paymentConsentContracts

export type Bond = CallOutput<Bonds['getBond']>
export type BondAction = Bond['actions'][number]
export type BondList = NonNullable<CallInput<Bonds['listBonds']>['query']['list']>
export type Invitation = CallOutput<Bonds['readInvitation']>
export type InvitationAnswer = CallInput<Bonds['answerInvitation']>['body']
export type InviteContent = CallInput<Bonds['inviteElder']>['body']
export type RequestContent = CallInput<Bonds['requestBond']>['body']
export type OfferContent = CallInput<Bonds['offerBond']>['body']
export type ProxyAct = CallOutput<Bonds['listProxyActs']>['items'][number]
export type PaymentConsent = CallOutput<Payments['listPaymentConsents']>['items'][number]
export type { BondActionInput }

const sent = (label: string, draftKey?: string) => ({ label, userId: readUserId(), draftKey })

/** Whom I act for. */
export const listMyElders = () => call<Bonds['listMyElders']>('get', '/api/families/elders')

/** Who acts for me. */
export const listMyProxies = () => call<Bonds['listMyProxies']>('get', '/api/families/proxies')

export const getBond = (id: string) =>
  call<Bonds['getBond']>('get', '/api/families/bonds/:id', { params: { id } })

export const inviteElder = (body: InviteContent, draftKey: string) =>
  submit<Bonds['inviteElder']>('post', '/api/families/invitations', { body }, sent('请老人授权', draftKey))

export const requestBond = (body: RequestContent, draftKey: string) =>
  submit<Bonds['requestBond']>('post', '/api/families/requests', { body }, sent('请社区办理授权', draftKey))

export const offerBond = (body: OfferContent, draftKey: string) =>
  submit<Bonds['offerBond']>('post', '/api/families/offers', { body }, sent('当面办理授权', draftKey))

export const readInvitation = (code: string) =>
  call<Bonds['readInvitation']>('get', '/api/families/invitations/:code', { params: { code } })

export const answerInvitation = (code: string, body: InvitationAnswer, draftKey: string) =>
  submit<Bonds['answerInvitation']>(
    'post',
    '/api/families/invitations/:code/answer',
    { params: { code }, body },
    sent(body.answer === 'consent' ? '同意家里人代办' : '没有同意', draftKey),
  )

/** One step on a bond, sent once. Rejects with the server's refusal. */
export const actOnBond = (id: string, body: BondActionInput, label: string, draftKey?: string) =>
  submit<Bonds['actOnBond']>(
    'post',
    '/api/families/bonds/:id/actions',
    { params: { id }, body },
    sent(label, draftKey),
  )

/** For whoever keeps the register: those that wait, or all of one elder. */
export const listBonds = (community: string, list: BondList, cursor?: string) =>
  call<Bonds['listBonds']>('get', '/api/families/bonds', {
    query: { community, list, ...after(cursor) },
  })

export const listBondsOfElder = (community: string, personId: string) =>
  call<Bonds['listBonds']>('get', '/api/families/bonds', { query: { community, personId, limit: '50' } })

/** What relatives did; without a person, for oneself. */
export const listProxyActs = (personId: string | undefined, cursor?: string) =>
  call<Bonds['listProxyActs']>('get', '/api/families/acts', {
    query: {
      ...(personId === undefined ? {} : { personId }),
      ...after(cursor),
    },
  })

export const listPaymentConsents = () =>
  call<Payments['listPaymentConsents']>('get', '/api/families/payment-consents')

export const decidePaymentConsent = (id: string, isApproved: boolean, note?: string) =>
  call<Payments['decidePaymentConsent']>('post', '/api/families/payment-consents/:id/decision', {
    params: { id },
    body: { isApproved, ...(note === undefined ? {} : { note }) },
  })
