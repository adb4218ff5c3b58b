import { placeOf } from '@linli/shared/areas/areas'
import type { Deps } from '../../deps'
import { Payee } from '../../features/payments/payee.model'
import { insertRaw } from '../../lib/insertRaw'
import { demoId } from './random'
import { demoUnits } from './units'

/** Who takes payments, each under a merchant number of the sandbox; the second canteen and the clinic take none. */
const mchids: Partial<Record<string, string>> = {
  canteen: '1900000001',
  provider: '1900000002',
  station: '1900000003',
}

/** The payees of the demo. Repeatable. */
export async function seedPayees({ clock }: Pick<Deps, 'clock'>): Promise<void> {
  const now = clock.now()
  const payees = demoUnits.flatMap(({ key, name, areaCode }) => {
    const mchid = mchids[key]
    if (mchid === undefined) return []
    const fields = { mchid, isActive: true, unitName: name, changedAt: now }
    return [{ _id: demoId(`unit:${key}`), ...fields, ...placeOf(areaCode) }]
  })
  await insertRaw(Payee, payees, now)
}
