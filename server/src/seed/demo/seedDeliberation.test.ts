import { deliberationContracts } from '@linli/shared/deliberation/deliberation.contract'
import { motionContracts } from '@linli/shared/deliberation/motion.contract'
import { projectContracts } from '@linli/shared/deliberation/project.contract'
import { Area } from '../../features/areas/area.model'
import { CoSignature } from '../../features/deliberation/coSignature.model'
import { Motion } from '../../features/deliberation/motion.model'
import { startTestApp } from '../../test/testApp'
import { seedRegister } from '../demo'
import { demoMotions } from './deliberation'
import { demoBuildings, demoCommunity } from './places'
import { demoUserId, seedAccounts } from './seedAccounts'
import { seedDeliberation } from './seedDeliberation'

it('shows a newcomer the whole way of a motion, however often it is seeded', async () => {
  const app = startTestApp()
  const areas = demoBuildings.map(({ code, name, place }) => ({
    code,
    name,
    level: 'building',
    parent: place.grid,
    ...place,
  }))
  await Area.insertMany(areas)
  await seedRegister(app.deps)
  await seedAccounts(app.deps, new Map())
  await seedDeliberation(app.deps)
  const signed = await CoSignature.countDocuments()
  await seedDeliberation(app.deps)
  expect(await CoSignature.countDocuments()).toBe(signed)
  expect(await Motion.countDocuments()).toBe(demoMotions.length)

  const owner = app.api({ id: demoUserId({ key: 'owner' }).toString() })
  const query = { community: demoCommunity }
  const { items } = await owner.ok(motionContracts.listMotions, { query })
  expect(items.map(({ state }) => state)).toEqual(['gathering', 'accepted', 'underway', 'done'])
  expect(items.every(({ isOverdue }) => !isOverdue)).toBe(true)
  const projects = await owner.ok(projectContracts.listProjects, { query })
  expect(projects.items).toMatchObject([
    { state: 'underway', milestonesDone: 1, spentFen: 576_000 },
    { state: 'done', ratings: 5 },
  ])
  const params = { id: projects.items[1]?.id ?? '' }
  expect((await owner.ok(projectContracts.listProjectComments, { params })).items).toHaveLength(2)
  const home = await owner.ok(deliberationContracts.getDeliberationHome, { query })
  expect(home.householdsHeard?.part).toBeGreaterThan(5)
}, 120_000)
