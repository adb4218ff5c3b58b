import { View } from '@tarojs/components'
import { useState } from 'react'
import { useShortcuts } from '../../platform/keyboard'
import type { NeedView } from '../../services/needs'
import { useSession } from '../../stores/session'
import { ActionSheet } from '../ActionSheet'
import { ErrorNotice } from '../ErrorNotice'
import { OutgoingNotice } from '../OutgoingNotice'
import { RuleFromCoordination } from './staff/RuleFromCoordination'
import { StaffButtons } from './staff/StaffButtons'
import { StaffFacts } from './staff/StaffFacts'
import type { StaffAction, StaffFormProps } from './staff/staffForm.types'
import { isHolderOf } from './staff/staffOptions'
import { listStaffActions, staffSpecs } from './staff/staffSpecs'
import { useStaffAct } from './staff/useStaffAct'

interface StaffActionsProps {
  need: NeedView
  reload: () => void
}

/** What staff may do to a need now, as the server says, and what they must know for it. */
export function StaffActions({ need, reload }: StaffActionsProps) {
  const [opened, setOpened] = useState<StaffAction>()
  const { act, isBusy, isWaiting, outgoingId, problem, forgetProblem } = useStaffAct(need, reload)
  const actions = listStaffActions(need)
  // Someone else may have moved the need while a sheet was open: then the notice of the page says so.
  const asked = opened !== undefined && actions.includes(opened) && !isWaiting ? opened : undefined

  const open = (action: StaffAction | undefined) => {
    forgetProblem()
    setOpened(action)
  }
  const choose = (action: StaffAction) => {
    const spec = staffSpecs[action]
    if ('Form' in spec || spec.ask) open(action)
    else void act(spec.toBody({}), spec.text)
  }
  const first = actions.find((action) => action === 'accept' || action === 'claim')
  useShortcuts({
    a: () => {
      if (first && !asked) choose(first)
    },
  })
  const submit: StaffFormProps['onSubmit'] = async (body, draftKey) => {
    const isDone = await act(body, staffSpecs[body.action as StaffAction].text, draftKey)
    if (isDone) setOpened(undefined)
    return isDone
  }
  if (actions.length === 0 && need.relation === 'resident') return null
  return (
    <View className="stack">
      {problem !== undefined && !asked && <ErrorNotice message={problem} />}
      {isWaiting && <OutgoingNotice id={outgoingId} />}
      <StaffButtons actions={actions} isBusy={isBusy} onChoose={choose} />
      <StaffFacts need={need} />
      {actions.includes('transfer') && <RuleFromCoordination need={need} />}
      {asked && (
        <AskedSheet
          key={asked}
          action={asked}
          need={need}
          isBusy={isBusy}
          problem={problem}
          onSubmit={submit}
          onClose={() => {
            open(undefined)
          }}
        />
      )}
    </View>
  )
}

type AskedSheetProps = Omit<StaffFormProps, 'title'> & { action: StaffAction }

/** The usual sheet, or the action's own form. */
function AskedSheet({ action, need, onSubmit, ...rest }: AskedSheetProps) {
  const me = useSession((state) => state.me)
  const [now] = useState(() => Date.now())
  const spec = staffSpecs[action]
  const common = { title: spec.text, ...rest }
  if ('Form' in spec) return <spec.Form {...common} need={need} onSubmit={onSubmit} />
  const isHolder = isHolderOf(need, me?.id ?? '', me?.memberships ?? [])
  return (
    <ActionSheet
      {...common}
      ask={spec.ask?.({ need, now, isHolder }) ?? {}}
      formKey={`need:${need.id}:${action}`}
      onAnswer={(answer, draftKey) => onSubmit(spec.toBody(answer), draftKey)}
    />
  )
}
