import type { MotionEntry, MotionRecord } from './motion.model'
import { isVotedDown } from './motion.policy'
import { nameMotion } from './motion.words'

export interface Told {
  title: string
  body: string
}

export type Tell = (motion: MotionRecord, entry: MotionEntry, by: string | undefined) => Told | undefined

const until = (by: string | undefined): string => (by === undefined ? '' : `，${by}`)
const said = (text: string | undefined): string => (text === undefined ? '' : `：${text}`)

/** What a stop leaves: nobody stops what the neighbours have asked for or voted. */
const afterStop: Partial<Record<MotionEntry['to'], string>> & { stopped: string } = {
  passed: '大家表决通过的事不能不办，社区还要接着办',
  scheduled: '五分之一以上居民联名的事不能不办，社区还要安排表决',
  stopped: '还可以继续联名，够五分之一就一定表决',
}

/** What everybody who stands behind a motion is told, by what happened. */
export const followerWords: Partial<Record<MotionEntry['action'], Tell>> = {
  submit: (motion, _, by) => ({
    title: '您联名的议题够人数了',
    body: `${nameMotion(motion)}有 ${motion.counts.coSigners} 人联名，社区会答复${until(by)}。`,
  }),
  schedule: (motion, _, by) => ({
    title: '您联名的议题一定会表决',
    body: `${nameMotion(motion)}有五分之一以上的居民联名，社区不能不办，要安排表决${until(by)}。`,
  }),
  lapse: (motion) => ({
    title: '议题到期了，还没有够人数',
    body: `${nameMotion(motion)}有 ${motion.counts.coSigners} 人联名，还差一些。想再提的话，可以重新写一个。`,
  }),
  withdraw: (motion) => ({
    title: '您联名的议题，提出的人撤回了',
    body: `${nameMotion(motion)}不再往下走。您觉得还该办，可以自己再提一个。`,
  }),
  accept: (motion, { by, text }, due) => ({
    title: '您联名的议题，社区采纳了',
    body: `${by.name}采纳了${nameMotion(motion)}${said(text)}。下一步安排表决或实施${until(due)}。`,
  }),
  merge: (motion, { by, text }) => ({
    title: '您联名的议题和另一个合在一起了',
    body: `${by.name}把${nameMotion(motion)}和同样的议题合在一起${said(text)}。您的联名一起算进去，不愿意可以收回。`,
  }),
  answer: (motion, { by, text }) => ({
    title: '您联名的议题有答复了',
    body: `${by.name}答复${nameMotion(motion)}${said(text)} 还可以继续联名，够五分之一就一定表决。`,
  }),
  ballotOpened: (motion) => ({
    title: '您联名的议题开始表决了',
    body: `${nameMotion(motion)}开始表决，打开看看怎么投。`,
  }),
  ballotPassed: (motion, _, by) => ({
    title: '您联名的议题表决通过了',
    body: `${nameMotion(motion)}通过了，下一步变成项目来办${until(by)}。`,
  }),
  ballotFailed: (motion, { to }, by) => ({
    title: '您联名的议题表决有结果了',
    body:
      to === 'accepted'
        ? `${nameMotion(motion)}这次征询没有通过。征询不作决定，社区还要安排表决或实施${until(by)}。`
        : `${nameMotion(motion)}这次没有通过，打开可以看投票情况。${isVotedDown(motion) ? '' : '还可以继续联名，够五分之一就一定由居民表决。'}`,
  }),
  ballotNoQuorum: (motion, { to }, by) => ({
    title: '投的人不够，这次表决没有结果',
    body: isVotedDown(motion)
      ? `${nameMotion(motion)}这次投的人不够，不作数，还是上次的结果：没有通过。`
      : to === 'notPassed'
        ? `${nameMotion(motion)}这次投的人不够，不作数。还可以继续联名，够五分之一就一定再表决。`
        : `${nameMotion(motion)}这次投的人不够，不作数，社区还要再安排${until(by)}。`,
  }),
  ballotVoid: (motion, { from, to }, by) => {
    // What goes on they hear of with the ballot.
    if (to === from && to !== 'notPassed') return undefined
    if (to !== 'notPassed')
      return {
        title: '表决作废了，会重新安排',
        body: `${nameMotion(motion)}有一次表决作废了，社区会重新安排${until(by)}。`,
      }
    const rest = isVotedDown(motion) ? '另一次还算：没有通过。' : '还可以继续联名，够五分之一就一定再表决。'
    return { title: '有一次表决作废了', body: `${nameMotion(motion)}有一次表决作废了，${rest}` }
  },
  meetingAdopted: (motion, { text }, by) => ({
    title: '您联名的议题在议事会上通过了',
    body: `${nameMotion(motion)}${said(text)}。下一步变成项目来办${until(by)}。`,
  }),
  meetingRejected: (motion, { text }) => ({
    title: '您联名的议题在议事会上没有通过',
    body: `${nameMotion(motion)}${said(text)} 还可以继续联名，够五分之一就一定表决。`,
  }),
  projectStarted: (motion, { text }) => ({
    title: '您联名的议题开始办了',
    body: `${nameMotion(motion)}变成了项目${said(text)}，每一步都能在项目里看到。`,
  }),
  projectDone: (motion) => ({
    title: '您联名的事做好了，请您评一评',
    body: `${nameMotion(motion)}做好了，打开看看，说说效果好不好。`,
  }),
  projectStopped: (motion, { to, text }, by) => ({
    title: '您联名的事停下来了',
    body: `${nameMotion(motion)}的实施停下来了${said(text)} ${afterStop[to] ?? afterStop.stopped}${until(by)}。`,
  }),
  remove: () => ({
    title: '您联名的一个议题结束了',
    body: '里面的话不合适，收起来以后没有改判，这个议题不再往下走。事情本身您觉得还该办，可以换个说法再提一个。',
  }),
  escalate: (motion) => ({
    title: '您联名的议题请街道督办了',
    body: `${nameMotion(motion)}到时间还没有办，已经报给街道，街道会来督办。`,
  }),
}

/** What the desk is told, which has something to do then. */
export const deskWords: Partial<Record<MotionEntry['action'], Tell>> = {
  submit: (motion, _, by) => ({
    title: '有议题等您答复',
    body: `${nameMotion(motion)}有 ${motion.counts.coSigners} 人联名，请采纳、合并或说明理由答复${until(by)}。`,
  }),
  schedule: (motion, _, by) => ({
    title: '有议题要安排表决',
    body: `${nameMotion(motion)}有五分之一以上居民联名，一定要表决${until(by)}。`,
  }),
  ballotNoQuorum: (motion, { to }, by) =>
    to === 'notPassed'
      ? undefined
      : {
          title: '投的人不够，要再安排表决',
          body: `${nameMotion(motion)}这次投的人不够，不作数，请再安排${until(by)}。`,
        },
  ballotVoid: (motion, { from, to }, by) =>
    to === from || to === 'notPassed'
      ? undefined
      : {
          title: '表决作废了，要重新安排',
          body: `${nameMotion(motion)}的表决作废了，请重新安排${until(by)}。`,
        },
  projectStopped: (motion, { to }, by) =>
    to === 'stopped'
      ? undefined
      : {
          title: '停下来的项目还要办',
          body: `${nameMotion(motion)}的项目停了。${afterStop[to] ?? ''}${until(by)}。`,
        },
  warn: (motion, _, by) => ({
    title: '议题的时间快到了',
    body: `${nameMotion(motion)}还没有办${until(by)}，到时间会报给街道。`,
  }),
  escalate: (motion) => ({
    title: '有议题到时间没有办，请街道督办',
    body: `${nameMotion(motion)}社区没有按时办，请看一看，可以直接答复，也可以督促社区。`,
  }),
}
