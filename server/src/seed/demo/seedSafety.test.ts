import '../../database/mongoose'
import { findDutyGaps } from '@linli/shared/safety/duty'
import { checkInContracts } from '@linli/shared/safety/checkIn.contract'
import { DutyRoster } from '../../features/safety/duty.model'
import { buildElder, linkToPerson } from '../../test/families.factory'
import { startTestApp } from '../../test/testApp'
import { User } from '../../features/users/user.model'
import { demoStreet } from './places'
import { demoUserId } from './seedAccounts'
import { seedSafety } from './seedSafety'

const { api, deps } = startTestApp()

it('covers the whole week of the street and enrols the elder, once', async () => {
  const _id = demoUserId({ key: 'elder' })
  await User.create({ _id, openids: [] })
  const user = { _id, id: _id.toString(), community: undefined, openid: '' }
  await linkToPerson(user, await buildElder(deps))
  await seedSafety(deps)
  await seedSafety(deps)
  const rosters = await DutyRoster.find({ street: demoStreet }).lean()
  expect(rosters).toHaveLength(1)
  expect(findDutyGaps(rosters[0]?.shifts ?? [])).toEqual([])
  const [own] = (await api(user).ok(checkInContracts.listMyCheckIns)).items
  expect(own).toMatchObject({ isOn: true, relation: 'elder', state: 'safe' })
  expect(own?.days).toHaveLength(30)
})
