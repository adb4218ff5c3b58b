import { motionStateTexts } from '@linli/shared/deliberation/motion.state'
import { isTakenAway, type WithPieces } from '../contentCheck/official.pieces'
import type { MotionRecord, MotionEntry } from './motion.model'
import { isVotedDown } from './motion.policy'

/** Where those are led who may not open the motion now. */
export const homePage = 'packages/deliberation/pages/home/index'

/** What happened, in a sentence of the history. */
export const entryTitles: Record<MotionEntry['action'], string> = {
  raise: '提出议题',
  coSign: '联名',
  takeBack: '收回联名',
  argue: '说理由',
  edit: '改了文字',
  report: '内容不合适',
  openBallot: '准备表决',
  startProject: '准备实施',
  submit: '联名够了人数，请社区答复',
  schedule: '五分之一以上居民联名，一定会表决',
  lapse: '到期还没有够人数',
  accept: '采纳了这个议题',
  merge: '和同样的议题合在一起',
  answer: '作了答复',
  withdraw: '撤回了',
  ballotOpened: '开始表决',
  ballotPassed: '表决通过',
  ballotFailed: '表决没有通过',
  ballotNoQuorum: '投的人不够，这次表决没有结果',
  ballotVoid: '表决作废了，不算数',
  meetingAdopted: '议事会上通过了',
  meetingRejected: '议事会上没有通过',
  projectStarted: '开始实施',
  projectDone: '做好了',
  projectStopped: '实施停下来了',
  warn: '答复时间快到了，提醒了社区',
  escalate: '到时间没有办，请街道督办',
  remove: '里面的话被收起来了，没有改判，结束了',
}

/** Where it is: what a meeting turned down, or too few voted on, is not what the residents have refused. */
export const describeStage = (motion: Pick<MotionRecord, 'stage' | 'history'>): string =>
  isVotedDown(motion) ? '表决没有通过' : motionStateTexts[motion.stage]

/** The clock's own notes are for those who work by it. */
export const isForStaff = ({ action }: MotionEntry): boolean => action === 'warn'

/**
 * The pieces that a step's words are taken away with: of its own, and of what it repeats of a project or a meeting.
 */
export const piecesOfStep = (id: string): { own: string; copy: string } => ({
  own: `entry:${id}`,
  copy: `copy:${id}`,
})

/** Whether this viewer does not read what was said with a step. */
export function isStepGone(motion: WithPieces, id: string, viewer: { isStaff: boolean }): boolean {
  const { own, copy } = piecesOfStep(id)
  return isTakenAway(motion, own, viewer) || isTakenAway(motion, copy, viewer)
}

/** What the desk reads of one that was passed and whose words were taken away. */
export const coveredTitle = '通过的议题（原来的话收起来了）'
export const coveredText =
  '原来的话收起来了，看不到。大家已经定了的事照常要办：请按表决或议事会的结果变成项目，到时间没有办会报给街道。'

/** Where messages about a motion lead. */
export const pageOfMotion = (id: { toString(): string }): string =>
  `packages/deliberation/pages/motion/index?id=${id.toString()}`

/** How a motion is named in a sentence; titles have at most 40 characters. What nobody else reads goes without its words. */
export const nameMotion = ({ title, state }: Pick<MotionRecord, 'title' | 'state'>): string =>
  state === 'visible' ? `“${title}”` : '这个议题'
