import { View } from '@tarojs/components'
import { useState } from 'react'
import { actOnNeed, type NeedAction, type NeedActionInput, type NeedView } from '../../services/needs'
import { ActionBar, type ActionAnswer, type ActionSpec } from '../ActionBar'
import { TellMeButton } from '../TellMeButton'
import { ConfirmNeedSheet } from './ConfirmNeedSheet'
import { SupplementSheet } from './SupplementSheet'

const photos = { label: '照片（可以不拍）' }

/** In the order in which they shall stand; what the server does not offer is left out. */
const specs: readonly ActionSpec<NeedAction>[] = [
  { action: 'confirm', text: '办好了，我来评价', icon: 'check' },
  {
    action: 'dispute',
    text: '没办好',
    kind: 'danger',
    ask: {
      explain: '会退回给办事的人接着办，他马上会收到通知。',
      text: { label: '哪里没办好', audience: '办事的人和社区能看到', isRequired: true, most: 1000 },
      photos,
      submitText: '退回重办',
    },
  },
  {
    action: 'answer',
    text: '回答',
    icon: 'edit',
    ask: {
      text: { label: '您的回答', audience: '只有办事的人能看到', isRequired: true, most: 1000 },
      photos,
      submitText: '送出',
    },
  },
  { action: 'rate', text: '评价', icon: 'star' },
  { action: 'supplement', text: '补充情况', icon: 'mic' },
  {
    action: 'reopen',
    text: '又出问题了，重办',
    icon: 'refresh',
    ask: { text: { label: '怎么了', isRequired: true, most: 1000 }, submitText: '要求重办' },
  },
  {
    action: 'withdraw',
    text: '撤回',
    kind: 'quiet',
    icon: 'undo',
    ask: { explain: '撤回后就不办了；需要时可以再提。', submitText: '撤回' },
  },
]

function toBody(action: NeedAction, { text = '', photoIds }: ActionAnswer): NeedActionInput | undefined {
  switch (action) {
    case 'withdraw':
      return { action }
    case 'reopen':
      return { action, text }
    case 'dispute':
    case 'answer':
      return { action, text, ...(photoIds ? { photoIds } : {}) }
    default:
      return undefined
  }
}

/** What the resident may do now, as the server says. */
export function ResidentActions({ need, reload }: { need: NeedView; reload: () => void }) {
  const [sheet, setSheet] = useState<'confirm' | 'rate' | 'supplement'>()
  const shown = specs.filter(({ action }) => need.actions.includes(action))
  const close = () => {
    setSheet(undefined)
    reload()
  }
  const act = async (action: NeedAction, answer: ActionAnswer, draftKey?: string) => {
    if (action === 'confirm' || action === 'rate' || action === 'supplement') {
      setSheet(action)
      return
    }
    const body = toBody(action, answer)
    if (!body) return
    try {
      await actOnNeed(need.id, body, need.category.name, draftKey).done
    } finally {
      reload()
    }
  }
  return (
    <View>
      <ActionBar actions={shown} onAct={act} formKey={`need:${need.id}`} />
      {need.isOpen && <TellMeButton moment="needOpened" text="有进展时，在微信里告诉我" />}
      {sheet === 'supplement' && <SupplementSheet need={need} onClose={close} />}
      {(sheet === 'confirm' || sheet === 'rate') && (
        <ConfirmNeedSheet
          need={need}
          action={sheet}
          onDone={close}
          onClose={() => {
            setSheet(undefined)
          }}
        />
      )}
    </View>
  )
}
