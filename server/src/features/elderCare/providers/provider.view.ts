import type { ProviderView } from '@linli/shared/elderCare/offering.contract'
import type { ServiceItemView } from '@linli/shared/elderCare/serviceItem.contract'
import { describeCancelRule, describePrice } from '@linli/shared/elderCare/serviceItem'
import { toShanghaiDay } from '@linli/shared/time'
import type { Deps } from '../../../deps'
import { toPlace } from '../../../lib/placeFields'
import type { Actor } from '../../users/actor'
import { readUserContact } from '../../users/contact.service'
import { findProblem, readAbilityOf, readUnitHelpers, type Ability } from '../catalogue/offering.ability'
import { Offering, type OfferingRecord } from '../catalogue/offering.model'
import { canCheckPapers } from './provider.policy'
import { readProvider, type StoredUnit } from './provider.service'
import type { ServiceItemRecord } from '../catalogue/serviceItem.model'
import { readCatalogue } from '../catalogue/serviceItem.service'

/** An item as its keepers read it. */
export function viewServiceItem(
  item: ServiceItemRecord,
  { areaName, ableUnits, unitsBelow }: { areaName: string; ableUnits: number; unitsBelow: number },
): ServiceItemView {
  const { code, number, careClass, place, isIntimate, areaCode, version } = item
  const { name, unitName, minutes, licence, doers, proofs, photo, checklist, receiptName } = item
  const { lead, priceFen, deliveryFen, priceNote, canRecur, next, cancel, isClosed } = item
  return {
    ...{ code, number, careClass, place, isIntimate, areaCode, areaName, version, ableUnits, unitsBelow },
    ...{ name, unitName, minutes, licence, doers, proofs, photo, checklist, receiptName },
    ...{ lead, priceFen, deliveryFen, priceNote, canRecur, next, cancel, isClosed },
    priceText: describePrice(item),
    cancelText: describeCancelRule(item),
  }
}

/** What an offering costs: its own price, else the catalogue's. */
export function priceOf(
  item: Pick<ServiceItemRecord, 'priceFen' | 'deliveryFen' | 'priceNote'>,
  { priceFen, deliveryFen }: Pick<OfferingRecord, 'priceFen' | 'deliveryFen'>,
) {
  return {
    priceFen: priceFen ?? item.priceFen,
    deliveryFen: deliveryFen ?? item.deliveryFen,
    priceNote: item.priceNote,
  }
}

function viewOffering(
  offering: OfferingRecord,
  item: ServiceItemRecord | undefined,
  ability: Ability,
  day: string,
): ProviderView['offerings'][number][] {
  if (!item) return []
  const { _id, unitId, unitName, version, windows, priceFen, deliveryFen, isAcceptedAtOnce, isOpen } =
    offering
  return [
    {
      ...{ id: _id.toString(), unitId: unitId.toString(), unitName, version },
      ...{ windows, priceFen, deliveryFen, isAcceptedAtOnce, isOpen },
      item: {
        code: item.code,
        name: item.name,
        careClass: item.careClass,
        priceText: describePrice(priceOf(item, offering)),
      },
      problem: findProblem(offering, item, ability, day),
    },
  ]
}

async function viewHelpers(unit: StoredUnit, day: string, deps: Deps): Promise<ProviderView['helpers']> {
  const helpers = await readUnitHelpers([unit._id], deps.clock.now())
  return Promise.all(
    (helpers.get(unit._id.toString()) ?? []).map(
      async ({ userId, certificates, version, absences, hours }) => ({
        ...{ userId, version, hours },
        name: (await readUserContact(userId, deps))?.name ?? '服务人员',
        certificates: certificates.map((c) => ({ ...c, isExpired: c.expiresOn < day })),
        absences: absences
          .filter(({ to }) => to >= day)
          .map(({ id, from, to }) => ({ id: id.toString(), from, to })),
      }),
    ),
  )
}

/** A unit as its staff and those above read it. */
export async function viewProvider(unit: StoredUnit, actor: Actor, deps: Deps): Promise<ProviderView> {
  const now = deps.clock.now()
  const day = toShanghaiDay(now)
  const provider = await readProvider(unit._id)
  const catalogue = await readCatalogue(toPlace(unit))
  const offerings = await Offering.find({ unitId: unit._id }).limit(100).lean<OfferingRecord[]>()
  const ability = await readAbilityOf(offerings, unit.community, now)
  const codes = new Set(offerings.map(({ itemCode }) => itemCode))
  const order = [...catalogue.keys()]
  return {
    unitId: unit._id.toString(),
    unitName: unit.name,
    version: provider.version,
    licences: provider.licences.map((l) => ({ ...l, isExpired: l.expiresOn < day })),
    closures: provider.closures
      .filter(({ to }) => to >= day)
      .map(({ id, from, to, reason }) => ({ id: id.toString(), from, to, reason })),
    helpers: await viewHelpers(unit, day, deps),
    offerings: offerings
      .sort((a, b) => order.indexOf(a.itemCode) - order.indexOf(b.itemCode))
      .flatMap((o) => viewOffering(o, catalogue.get(o.itemCode), ability, day)),
    unoffered: [...catalogue.values()]
      .filter(({ code, isClosed }) => !isClosed && !codes.has(code))
      .map(({ code, name }) => ({ code, name })),
    canCheckPapers: canCheckPapers(actor, unit._id, unit),
  }
}
