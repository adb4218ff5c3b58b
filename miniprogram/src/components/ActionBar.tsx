import { View } from '@tarojs/components'
import { useState } from 'react'
import { toApiError } from '../services/apiError'
import { ActionSheet, type ActionAnswer, type ActionAsk } from './ActionSheet'
import { Button, type ButtonKind } from './Button'
import { ErrorNotice } from './ErrorNotice'
import type { IconName } from './icons'

export type { ActionAnswer, ActionAsk }

/** How one of the server's `actions` is drawn, and what is asked before it is done. */
export interface ActionSpec<A extends string = string> {
  action: A
  text: string
  kind?: ButtonKind
  icon?: IconName
  ask?: ActionAsk
}

interface ActionBarProps<A extends string> {
  /** In the order in which they shall stand; the first is the main one. */
  actions: readonly ActionSpec<A>[]
  /**
   * Rejects with an ApiError when it was not done; what the person wrote stays. Where words were asked for they come
   * with their draft's key: give it to `submit`, so that they are sent once, also after a killed app. Resolves with
   * `waits` where it is kept on this phone until there is a network: the sheet closes, and its draft stays till then.
   */
  onAct: (action: A, answer: ActionAnswer, draftKey?: string) => Promise<unknown>
  /** Names the record, so that words begun for it are found again: `need:42`. */
  formKey: string
}

/** The buttons the server allows this person now. Those that need a reason, words or photos ask for them first. */
export function ActionBar<A extends string>({ actions, onAct, formKey }: ActionBarProps<A>) {
  const [asked, setAsked] = useState<ActionSpec<A>>()
  const [busy, setBusy] = useState<A>()
  const [problem, setProblem] = useState<string>()
  if (actions.length === 0) return null

  const act = async (action: A, answer: ActionAnswer, draftKey?: string) => {
    setBusy(action)
    setProblem(undefined)
    try {
      const outcome = await onAct(action, answer, draftKey)
      setAsked(undefined)
      return outcome !== 'waits'
    } catch (cause) {
      setProblem(toApiError(cause).message)
      return false
    } finally {
      setBusy(undefined)
    }
  }
  return (
    <View>
      {!asked && problem !== undefined && <ErrorNotice message={problem} />}
      <View className="action-bar">
        {actions.map((spec, place) => (
          <Button
            key={spec.action}
            text={spec.text}
            kind={spec.kind ?? (place === 0 ? 'primary' : 'secondary')}
            {...(spec.icon ? { icon: spec.icon } : {})}
            isBusy={busy === spec.action && !asked}
            isDisabled={busy !== undefined}
            onPress={() => {
              setProblem(undefined)
              if (spec.ask) setAsked(spec)
              else void act(spec.action, {})
            }}
          />
        ))}
      </View>
      {asked?.ask && (
        <ActionSheet
          ask={asked.ask}
          title={asked.text}
          formKey={`${formKey}:${asked.action}`}
          isBusy={busy !== undefined}
          problem={problem}
          onAnswer={(answer, draftKey) => act(asked.action, answer, draftKey)}
          onClose={() => {
            setAsked(undefined)
            setProblem(undefined)
          }}
        />
      )}
    </View>
  )
}
