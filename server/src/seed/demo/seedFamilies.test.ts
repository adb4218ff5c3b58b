import '../../database/mongoose'
import { bondContracts } from '@linli/shared/families/bond.contract'
import { elderContracts } from '@linli/shared/elders/elder.contract'
import { FamilyBond } from '../../features/families/bond.model'
import { Elder } from '../../features/elders/elder.model'
import { startTestApp } from '../../test/testApp'
import { seedDemo } from '../demo'
import { demoIdentities } from './identities'
import { demoId } from './random'
import { demoUserId, seedAccounts } from './seedAccounts'
import { findPhonelessElder, seedFamilies } from './seedFamilies'

const { api, deps } = startTestApp()
const as = (key: string) => api({ id: demoUserId({ key }).toString() })

it('the demo has a daughter, a son with less, and an elder without a phone, the same at every start', async () => {
  await seedDemo(deps)
  await seedAccounts(deps, new Map())
  await seedFamilies(deps)
  await seedFamilies(deps)
  expect(await FamilyBond.countDocuments()).toBe(3)
  expect(findPhonelessElder()).toEqual(findPhonelessElder())
  expect(demoIdentities.slice(-3).map(({ key }) => key)).toEqual(['daughter', 'son', 'nephew'])

  const mother = { name: '周桂珍', home: '江畔苑 3号楼 101室' }
  const [hers] = (await as('daughter').ok(bondContracts.listMyElders)).items
  expect(hers).toMatchObject({ state: 'active', isPrimary: true, proxy: { name: '周敏' } })
  expect(hers?.elder?.name).toBe(mother.name)
  const [his] = (await as('son').ok(bondContracts.listMyElders)).items
  expect(his).toMatchObject({ state: 'active', scopes: ['orders', 'payments'], isPrimary: false })
  const proxies = (await as('elder').ok(bondContracts.listMyProxies)).items
  expect(proxies.map(({ relation }) => relation).sort()).toEqual(['daughter', 'son'])
  const own = await as('elder').ok(bondContracts.getBond, { params: { id: hers?.id ?? '' } })
  expect(own.log.at(-1)?.words).toContain('女儿在杭州')

  const [other] = (await as('nephew').ok(bondContracts.listMyElders)).items
  expect(other).toMatchObject({
    state: 'active',
    origin: 'inPerson',
    elder: { name: findPhonelessElder().name },
  })
  const params = { id: demoId('person:elder').toString() }
  expect((await as('daughter').ok(elderContracts.getElder, { params })).care?.diet?.allergies).toEqual(['虾'])
  expect((await as('son').ok(elderContracts.getElder, { params })).care).toBeUndefined()
  const raw = JSON.stringify(await Elder.collection.find({}).toArray())
  expect(raw).not.toContain('虾')
}, 120_000)
