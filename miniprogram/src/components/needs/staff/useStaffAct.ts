import { useRef, useState } from 'react'
import { ApiError, toApiError } from '../../../services/apiError'
import { actOnNeed, type NeedActionInput, type NeedView } from '../../../services/needs'
import { discard, useOutgoing } from '../../../services/outgoing'
import { describeMoment } from '../../../services/time'

interface StaffAct {
  isBusy: boolean
  /** Stored on this device, the network is gone: there is nothing to wait for. */
  isWaiting: boolean
  outgoingId: string | undefined
  problem: string | undefined
  /** Resolves with whether it was done. A second press while the first is under way does nothing. */
  act: (body: NeedActionInput, label: string, draftKey?: string) => Promise<boolean>
  forgetProblem: () => void
}

/** One step at a time on one need. A refusal says who was first, and the need is fetched again. */
export function useStaffAct(need: NeedView, reload: () => void): StaffAct {
  const isUnderWay = useRef(false)
  const [outgoingId, setOutgoingId] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const item = useOutgoing(outgoingId)

  const act: StaffAct['act'] = async (body, label, draftKey) => {
    if (isUnderWay.current) return false
    isUnderWay.current = true
    setProblem(undefined)
    const { id, done } = actOnNeed(need.id, body, `${label}：${need.category.name}`, draftKey)
    setOutgoingId(id)
    try {
      await done
      return true
    } catch (cause) {
      discard(id)
      setProblem(describeRefusal(toApiError(cause), Date.now()))
      return false
    } finally {
      isUnderWay.current = false
      setOutgoingId(undefined)
      reload()
    }
  }
  return {
    isBusy: outgoingId !== undefined,
    isWaiting: item?.state === 'waiting' && item.attempts > 0,
    outgoingId,
    problem,
    act,
    forgetProblem: () => {
      setProblem(undefined)
    },
  }
}

/** What was done by others, as a sentence goes on after 「社区在今天 9:05」. */
const doneWords: Record<string, string> = {
  claim: '接了单',
  accept: '接了单',
  return: '退回了',
  assign: '派了单',
  transfer: '改派了',
  coordinate: '组织了协调',
  recategorise: '改了类别',
  withdraw: '撤回了',
  answer: '回答了',
  resolve: '说办好了',
  confirm: '确认办好了',
  dispute: '说没办好',
  callback: '回访了',
  close: '办结了',
  decline: '决定不予受理',
  merge: '合并了',
  hold: '挂了账',
  resume: '继续办了',
}

/** The server's sentence, and for a conflict who did what and when. */
function describeRefusal(error: ApiError, now: number): string {
  if (error.status !== 409) return error.message
  const { by, at, action } = (error.details ?? {}) as { by?: string; at?: string; action?: string }
  if (by === undefined || at === undefined || action === undefined) return error.message
  return `${error.message}（${by}在${describeMoment(at, now)}${doneWords[action] ?? '更新了进展'}）`
}
