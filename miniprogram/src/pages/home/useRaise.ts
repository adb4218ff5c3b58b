import { useRef, useState } from 'react'
import { toApiError } from '../../services/apiError'
import type { Tile } from '../../services/categories'
import type { ActingFor } from '../../stores/actingFor'
import {
  actOnNeed,
  raiseNeed,
  releaseNeed,
  supportNeed,
  type NeedContent,
  type NeedView,
} from '../../services/needs'

/** What has just been tapped: on its way, or raised and still to be undone. */
export interface Raised {
  tile: Tile
  /** The item of the outgoing queue, to show where it is. */
  outgoingId: string
  need?: NeedView
}

interface Raise {
  raised: Raised | undefined
  problem: string | undefined
  /** What was pressed back, by its name, until something else is raised. */
  withdrawn: string | undefined
  /** What was typed comes with its draft's key: it is kept until the server has it. */
  raise: (tile: Tile, content?: Omit<NeedContent, 'category'>, draftKey?: string) => void
  undo: () => void
  end: () => void
  /** Joins a neighbour's need instead of one's own. */
  joinInstead: (otherId: string) => void
}

/**
 * One tap on a tile raises one need, however often it is tapped while it is on its way.
 * @param acting the elder it is for, when not for oneself.
 */
export function useRaise(onChanged: () => void, acting?: Pick<ActingFor, 'personId' | 'name'>): Raise {
  const [raised, setRaised] = useState<Raised>()
  const [problem, setProblem] = useState<string>()
  const [withdrawn, setWithdrawn] = useState<string>()
  const busy = useRef<string | undefined>(undefined)

  const guard = async (work: () => Promise<unknown>) => {
    setProblem(undefined)
    try {
      await work()
    } catch (cause) {
      setProblem(toApiError(cause).message)
    }
    onChanged()
  }
  const raise: Raise['raise'] = (tile, content = {}, draftKey) => {
    if (busy.current === tile.code) return
    busy.current = tile.code
    setWithdrawn(undefined)
    const { id, done } = acting
      ? raiseNeed(
          { category: tile.code, ...content, forPersonId: acting.personId },
          `替${acting.name}：${tile.name}`,
          draftKey,
        )
      : raiseNeed({ category: tile.code, ...content }, tile.name, draftKey)
    setRaised({ tile, outgoingId: id })
    void guard(async () => {
      try {
        const need = await done
        setRaised((now) => (now?.outgoingId === id ? { ...now, need } : now))
      } finally {
        busy.current = undefined
      }
    })
  }
  const finish = (work: (need: NeedView) => Promise<unknown>) => {
    const need = raised?.need
    setRaised(undefined)
    if (need) void guard(() => work(need))
  }
  const withdraw = (need: NeedView) =>
    actOnNeed(need.id, { action: 'withdraw' }, `撤回：${need.category.name}`).done
  return {
    raised,
    problem,
    withdrawn,
    raise,
    undo: () => {
      finish(async (need) => {
        await withdraw(need)
        setWithdrawn(need.category.name)
      })
    },
    end: () => {
      finish((need) => (need.state === 'submitted' ? releaseNeed(need.id) : Promise.resolve()))
    },
    joinInstead: (otherId) => {
      finish(async (need) => {
        await supportNeed(otherId)
        await withdraw(need)
      })
    },
  }
}
