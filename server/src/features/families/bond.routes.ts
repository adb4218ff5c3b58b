import { bondContracts } from '@linli/shared/families/bond.contract'
import { paymentConsentContracts } from '@linli/shared/families/payment.contract'
import { route, type Route } from '../../http/route'
import { assertThat } from '../../lib/appError'
import { toPage } from '../../lib/toPage'
import { renderSceneCode } from '../users/sceneCode'
import { actOnBond, answerInvitation, findInvitation, findInvitationProblem } from './bond.actions'
import { listBonds, listBondsOfElder, listBondsOfProxy, listProxyActs } from './bond.lists'
import { findBondReader } from './bond.policy'
import { inviteElder, offerBond, requestBond } from './bond.service'
import { readBond } from './bond.store'
import { viewBond, viewBonds, viewInviter } from './bond.view'
import { decidePaymentConsent } from './payment.consent'
import { listPaymentConsents } from './payment.list'
import { viewPaymentConsents } from './payment.view'

export const familyRoutes: Route[] = [
  route(bondContracts.inviteElder, async ({ actor, body, requestKey, deps }) =>
    viewBond(await inviteElder(actor, body, requestKey, deps), actor, deps),
  ),
  route(bondContracts.requestBond, async ({ actor, body, requestKey, deps }) =>
    viewBond(await requestBond(actor, body, requestKey, deps), actor, deps),
  ),
  route(bondContracts.offerBond, async ({ actor, body, requestKey, deps }) =>
    viewBond(await offerBond(actor, body, requestKey, deps), actor, deps),
  ),
  route(bondContracts.readInvitation, async ({ actor, params, deps }) => {
    const bond = await findInvitation(params.code, deps)
    const problem = await findInvitationProblem(actor, bond)
    const { relation, scopes, limitFen, from, until } = bond
    return {
      proxy: await viewInviter(bond, deps),
      ...{ relation, scopes, limitFen, from, until },
      expiresAt: bond.expiresAt?.toISOString() ?? '',
      canAnswer: problem === undefined,
      problem,
    }
  }),
  route(bondContracts.getInvitationCode, async ({ params, deps }) => {
    await findInvitation(params.code, deps)
    return renderSceneCode(params.code, deps)
  }),
  route(bondContracts.answerInvitation, async ({ actor, params, body, requestKey, deps }) =>
    viewBond(await answerInvitation(actor, params.code, body, requestKey, deps), actor, deps),
  ),
  route(bondContracts.listMyElders, async ({ actor, deps }) => ({
    items: await viewBonds(await listBondsOfProxy(actor), { actor }, deps),
  })),
  route(bondContracts.listMyProxies, async ({ actor, deps }) => ({
    items: await viewBonds(await listBondsOfElder(actor), { actor }, deps),
  })),
  route(bondContracts.listBonds, async ({ actor, query, deps }) => {
    const { items, nextCursor } = toPage(
      await listBonds(actor, query),
      query.limit,
      ({ _id }) => _id.toString(),
      (bond) => bond,
    )
    return { items: await viewBonds(items, { actor }, deps), nextCursor }
  }),
  route(bondContracts.getBond, async ({ actor, params, deps }) => {
    const bond = await readBond(params.id)
    assertThat(findBondReader(actor, bond), 'record.not_found')
    return viewBond(bond, actor, deps)
  }),
  route(bondContracts.actOnBond, async ({ actor, params, body, requestKey, deps }) =>
    viewBond(await actOnBond(actor, params.id, body, requestKey, deps), actor, deps),
  ),
  route(bondContracts.listProxyActs, ({ actor, query }) => listProxyActs(actor, query)),
  route(paymentConsentContracts.listPaymentConsents, async ({ actor, deps }) => ({
    items: await viewPaymentConsents(await listPaymentConsents(actor, deps), actor, deps),
  })),
  route(paymentConsentContracts.decidePaymentConsent, async ({ actor, params, body, deps }) => {
    const consent = await decidePaymentConsent(actor, params.id, body, deps)
    const [view] = await viewPaymentConsents([consent], actor, deps)
    assertThat(view, 'record.not_found')
    return view
  }),
]
