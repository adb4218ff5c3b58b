import type { Deps } from '../deps'
import { Area } from '../features/areas/area.model'
import { Need } from '../features/needs/need.model'
import { touchRouting } from '../features/routing/routing.stamp'
import { seedDemo } from './demo'
import { demoNeeds } from './demo/needs'
import { demoCommunity, demoDistrict, demoStreet } from './demo/places'
import { demoId } from './demo/random'
import { seedAccounts } from './demo/seedAccounts'
import { seedCare, seedFamilyPlan } from './demo/seedCare'
import { seedFamilies } from './demo/seedFamilies'
import { seedDemoProgrammes } from './demo/seedProgrammes'
import { seedDeliberation } from './demo/seedDeliberation'
import { seedBallots } from './demo/seedBallots'
import { seedForum } from './demo/seedForum'
import { seedNotices } from './demo/seedNotices'
import { seedPayees } from './demo/seedPayees'
import { seedSafety } from './demo/seedSafety'
import { seedNeeds } from './demo/seedNeeds'
import { seedCategories, seedGuide, seedRules } from './demo/seedRouting'
import type { Progress } from './seedDivision'

/** The needs are written last: with all of them there, everything is. */
async function isWhole(): Promise<boolean> {
  const rows = await Need.find({ requestKey: /^demo-need-/ }, { _id: 1 })
    .limit(demoNeeds.length)
    .lean()
  return rows.length === demoNeeds.length
}

async function readAreaNames(): Promise<Map<string, string>> {
  const areas = await Area.find({ code: { $in: [demoDistrict, demoStreet, demoCommunity] } }).lean()
  return new Map(areas.map(({ code, name }) => [code, name]))
}

/**
 * The whole demo: a district, one community that is lived in, its people, rules and a few needs with a past.
 * Repeatable: a start that was interrupted goes on, one that was finished changes nothing.
 */
export async function seedDemoNeighbourhood(deps: Deps, report: Progress): Promise<void> {
  if (await isWhole()) return
  await seedDemo(deps, report)
  await seedAccounts(deps, await readAreaNames())
  await seedCategories(deps, { district: demoDistrict })
  await seedRules(deps, {
    district: demoDistrict,
    street: demoStreet,
    community: demoCommunity,
    units: {
      urbanManagement: demoId('unit:urbanManagement').toString(),
      sanitation: demoId('unit:sanitation').toString(),
    },
  })
  await seedGuide(deps, { district: demoDistrict })
  await touchRouting(demoDistrict)
  await seedPayees(deps)
  await seedDemoProgrammes(deps)
  await seedCare(deps)
  await seedForum(deps)
  await seedDeliberation(deps)
  await seedFamilies(deps)
  await seedFamilyPlan(deps)
  await seedSafety(deps)
  await seedNotices(deps)
  await seedBallots(deps)
  await seedNeeds(deps)
  report('the demo neighbourhood is ready', 1, 1)
}
