import type { Migration } from '../../database/migrations'
import type { Deps } from '../../deps'
import { eachDocument } from '../../lib/eachBatch'
import { readDeliberationSettings } from './deliberationSettings.service'
import { computeProjectDue } from './project.clock'
import { Project, type ProjectRecord } from './project.model'

/** What was begun before projects had a clock has its time from now on. */
async function setProjectDue({ clock }: Pick<Deps, 'clock'>): Promise<number> {
  let changed = 0
  for await (const project of eachDocument<ProjectRecord>(Project, {})) {
    const { _id, community, state, dueBy } = project
    if (state !== 'underway' || dueBy) continue
    const due = computeProjectDue(project, await readDeliberationSettings(community), clock.now())
    const { modifiedCount } = await Project.updateOne({ _id, state, version: project.version }, { $set: due })
    changed += modifiedCount
  }
  return changed
}

export const projectMigrations: readonly Migration[] = [{ name: 'setProjectDue', run: setProjectDue }]
