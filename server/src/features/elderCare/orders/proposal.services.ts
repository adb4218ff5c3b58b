import type { OutputOf } from '@linli/shared/contract'
import type { orderContracts } from '@linli/shared/elderCare/order.contract'
import { describePrice, groupOf } from '@linli/shared/elderCare/serviceItem'
import type { Deps } from '../../../deps'
import type { Actor } from '../../users/actor'
import { listAble, readAbility, type Ability } from '../catalogue/offering.ability'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { readCatalogue } from '../catalogue/serviceItem.service'
import { findClient, viewClient, type Client } from '../clients/client.access'
import { priceOf } from '../providers/provider.view'
import { explainLack, findPhone } from './proposal.lack'

const isShown = (item: ServiceItemRecord, able: number): boolean =>
  !item.isClosed && (able > 0 || !item.isHiddenWithoutUnit)

type Services = OutputOf<typeof orderContracts.listServices.response>

/** The items of a place, with why one cannot be booked: it is not offered where nobody may do it. */
function viewServices(catalogue: Iterable<ServiceItemRecord>, ability: Ability, place: Client['place']) {
  return [...catalogue].flatMap((item) => {
    const able = listAble(item, ability, place)
    if (!isShown(item, able.length)) return []
    const { code, name, careClass, canRecur } = item
    const [first] = able
    return [
      {
        ...{ code, name, careClass, canRecur, group: groupOf(careClass), place: item.place },
        priceText: describePrice(first ? priceOf(item, first) : item),
        isAvailable: first !== undefined,
        ...(first ? {} : { why: explainLack(item, ability) }),
      },
    ]
  })
}

/** The services home. Whoever is not in the register yet reads what there is, and how to get in. */
export async function listServices(
  actor: Actor,
  personId: string | undefined,
  deps: Deps,
): Promise<Services> {
  const now = deps.clock.now()
  if (personId === undefined && actor.personId === undefined) return listForNewcomer(actor, now)
  const client = await findClient(actor, personId, deps)
  const { place, person } = client
  const [catalogue, ability] = [await readCatalogue(place), await readAbility(place, now)]
  const isAway = person.state !== 'present'
  return {
    client: viewClient(client, deps),
    phone: await findPhone(place),
    ...(isAway ? { hint: '登记上说人不在家（住院或外出），回来后请社区改一下，就能预约。' } : {}),
    items: viewServices(catalogue.values(), ability, place),
  }
}

async function listForNewcomer(actor: Actor, now: Date): Promise<Services> {
  const { place } = actor
  if (!place) return { hint: '请先扫社区的二维码加入社区，就能看到附近的服务。', items: [] }
  const [catalogue, ability] = [await readCatalogue(place), await readAbility(place, now)]
  return {
    hint: '还没有在社区登记过。请在“我的”里核实住址，或打电话给社区，登记后就能预约。',
    phone: await findPhone(place),
    items: viewServices(catalogue.values(), ability, place),
  }
}
