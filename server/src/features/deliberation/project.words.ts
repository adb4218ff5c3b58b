import { hiddenTitle, hiddenWords, isTakenAway } from '../contentCheck/official.pieces'
import type { ProjectRecord, ProjectUpdate } from './project.model'

/** Where messages about a project lead. */
export const pageOfProject = (id: { toString(): string }): string =>
  `packages/deliberation/pages/project/index?id=${id.toString()}`

/** What the history says of a milestone that was reached. */
export const titleOfReached = ({ title }: { title: string }): string => `完成：${title}`

/** What was said at the beginning, without it; a milestone that was reached says its name once more. */
function hideBeginning(project: ProjectRecord): ProjectRecord {
  const reached = new Set(project.milestones.map(titleOfReached))
  const hideName = <T extends { title: string }>(each: T): T => ({ ...each, title: hiddenTitle })
  return {
    ...project,
    title: hiddenTitle,
    unitName: hiddenTitle,
    text: hiddenWords,
    milestones: project.milestones.map(hideName),
    updates: project.updates.map((update) =>
      reached.has(update.title) ? { ...update, title: titleOfReached({ title: hiddenTitle }) } : update,
    ),
  }
}

/** A project in the words its viewer reads: its staff read what was taken away as well. */
export function showProject(project: ProjectRecord, viewer: { isStaff: boolean }): ProjectRecord {
  const isGone = (piece: string): boolean => isTakenAway(project, piece, viewer)
  const shown = isGone('words') ? hideBeginning(project) : project
  const showUpdate = (update: ProjectUpdate): ProjectUpdate =>
    isGone(`update:${update.id}`) ? { ...update, title: hiddenTitle, text: hiddenWords, media: [] } : update
  return {
    ...shown,
    updates: shown.updates.map(showUpdate),
    spends: shown.spends.map((spend) =>
      isGone(`update:${spend.id}`) ? { ...spend, note: hiddenTitle } : spend,
    ),
  }
}
