import type { OutputOf } from '@linli/shared/contract'
import type { PayeeView, payBillContracts } from '@linli/shared/payments/payBill.contract'
import type { UnitKind } from '@linli/shared/areas/areas'
import type { Role } from '@linli/shared/users/roles'
import type { Types } from 'mongoose'
import type { Deps } from '../../deps'
import { assertThat } from '../../lib/appError'
import { toPage } from '../../lib/toPage'
import { toPlace } from '../../lib/placeFields'
import { recordAudit } from '../audit/audit.service'
import { Unit, type UnitFields } from '../areas/unit.model'
import { findMembershipOver, type Actor } from '../users/actor'
import { readAreaNames } from '../users/me.view'
import { Payee, type PayeeRecord } from './payee.model'

const managers: readonly Role[] = ['streetOfficer', 'districtOfficer', 'administrator']

/** The merchant number a unit takes payments under now; undefined where nothing is paid in WeChat. */
export async function findMchid(unitId: string, { ports }: Pick<Deps, 'ports'>): Promise<string | undefined> {
  const payee = await Payee.findOne({ _id: unitId, isActive: true }).lean<PayeeRecord | null>()
  return payee && ports.wechatPay.hasMerchant(payee.mchid) ? payee.mchid : undefined
}

/** Which of these units take payments in WeChat now. */
export async function listPayingUnits(
  unitIds: readonly string[],
  { ports }: Pick<Deps, 'ports'>,
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(unitIds)]
  const payees = await Payee.find({ _id: { $in: ids }, isActive: true }).lean<PayeeRecord[]>()
  const able = payees.filter(({ mchid }) => ports.wechatPay.hasMerchant(mchid))
  return new Set(able.map(({ _id }) => _id.toString()))
}

/** What of payments the actor manages, by all memberships; a street within a district of hers is in that. */
function findManagedAreas(actor: Actor): { streets: string[]; districts: string[] } {
  const areas = actor.memberships
    .filter(({ role }) => managers.includes(role))
    .map(({ role, place }) =>
      role === 'streetOfficer' && place.street !== undefined
        ? { district: place.district, street: place.street }
        : { district: place.district },
    )
  const districts = areas.filter(({ street }) => street === undefined).map(({ district }) => district)
  const streets = areas.flatMap(({ street, district }) =>
    street === undefined || districts.includes(district) ? [] : [street],
  )
  return { districts: [...new Set(districts)], streets: [...new Set(streets)] }
}

/**
 * One list over all that the actor manages: each kind of area is asked by its own index, and what both have stands once.
 * @throws AppError `access.denied` for who manages none.
 */
export async function readManaged<T extends { _id: Types.ObjectId }>(
  actor: Actor,
  read: (areas: { level: 'street' | 'district'; codes: string[] }) => Promise<T[]>,
): Promise<T[]> {
  const { streets, districts } = findManagedAreas(actor)
  assertThat(streets.length + districts.length > 0, 'access.denied')
  const rows = [
    ...(streets.length > 0 ? await read({ level: 'street', codes: streets }) : []),
    ...(districts.length > 0 ? await read({ level: 'district', codes: districts }) : []),
  ]
  return [...new Map(rows.map((row) => [row._id.toString(), row])).values()]
}

type StoredUnit = UnitFields & { _id: Types.ObjectId }
type ListQuery = OutputOf<typeof payBillContracts.listPayees.query>

async function viewUnits(units: readonly StoredUnit[]): Promise<Map<string, PayeeView>> {
  const payees = await Payee.find({ _id: { $in: units.map(({ _id }) => _id) } }).lean<PayeeRecord[]>()
  const byId = new Map(payees.map((payee) => [payee._id.toString(), payee]))
  const names = await readAreaNames(units.flatMap(({ community }) => community ?? []))
  return new Map(
    units.map((unit) => {
      const unitId = unit._id.toString()
      const payee = byId.get(unitId)
      const communityName = unit.community == null ? undefined : names.get(unit.community)
      const view = {
        unitId,
        unitName: unit.name,
        isActive: payee?.isActive ?? false,
        ...(communityName === undefined ? {} : { communityName }),
        ...(payee ? { mchid: payee.mchid } : {}),
      }
      return [unitId, view]
    }),
  )
}

const kindsOfPayees: UnitKind[] = ['station', 'provider', 'clinic', 'organisation', 'merchant']

/** Units of the actor's street or district that might take payments. @throws AppError `access.denied` */
export async function listPayees(actor: Actor, { cursor, limit }: ListQuery, deps: Deps) {
  const found = await readManaged(actor, ({ level, codes }) =>
    Unit.find({
      [level]: { $in: codes },
      kind: { $in: kindsOfPayees },
      isOpen: true,
      ...(cursor === undefined ? {} : { _id: { $gt: cursor } }),
    })
      .sort({ _id: 1 })
      .limit(limit + 1)
      .lean<StoredUnit[]>()
      .exec(),
  )
  const units = found.sort((a, b) => a._id.toString().localeCompare(b._id.toString())).slice(0, limit + 1)
  const views = await viewUnits(units)
  const items = units.flatMap(({ _id }) => views.get(_id.toString()) ?? [])
  const page = toPage(
    items,
    limit,
    ({ unitId }) => unitId,
    (view) => view,
  )
  return { ...page, merchants: deps.ports.wechatPay.listMerchants() }
}

/** Sets or takes away the merchant number of a unit; payments under way go on under the old one. */
export async function setPayee(
  actor: Actor,
  unitId: string,
  mchid: string | null,
  deps: Deps,
): Promise<PayeeView> {
  const unit = await Unit.findOne({ _id: unitId }).lean<StoredUnit | null>()
  assertThat(unit && findMembershipOver(actor, managers, toPlace(unit)), 'record.not_found')
  assertThat(mchid === null || deps.ports.wechatPay.hasMerchant(mchid), 'payment.merchant_unknown')
  const changedAt = deps.clock.now()
  if (mchid === null) await Payee.updateOne({ _id: unit._id }, { $set: { isActive: false, changedAt } })
  else {
    const fields = { mchid, isActive: true, unitName: unit.name, changedAt, ...toPlace(unit) }
    const before = await Payee.findOne({ _id: unit._id }).lean<PayeeRecord | null>()
    const former = before && before.mchid !== mchid ? { $addToSet: { formerMchids: before.mchid } } : {}
    await Payee.updateOne({ _id: unit._id }, { $set: fields, ...former }, { upsert: true })
  }
  const subject = { kind: 'unit', id: unitId, district: unit.district }
  await recordAudit(actor, 'payee.changed', subject, { mchid }, deps)
  const view = (await viewUnits([unit])).get(unitId)
  assertThat(view, 'record.not_found')
  return view
}
