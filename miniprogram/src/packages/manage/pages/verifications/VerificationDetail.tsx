import { homeLinkKindNames } from '@linli/shared/users/homeLinks'
import { View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { BuildingChoice } from '../../../../components/BuildingChoice'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { decideVerification, type Verification } from '../../../../services/people'

interface VerificationDetailProps {
  item: Verification
  onDone: (message: string) => void
}

/** One request in full, and the decision. */
export function VerificationDetail({ item, onDone }: VerificationDetailProps) {
  const [building, setBuilding] = useState('')
  const actions: ActionSpec<'approve' | 'decline'>[] = [
    {
      action: 'approve',
      text: '通过',
      icon: 'check',
      ask: {
        explain: `通过后，${item.name}就是这里已核实的居民，可以议事、表决、享受照护。`,
        text: { label: '怎么核实的（可以不写）', placeholder: '看过房产证；上门见到本人', most: 300 },
        ...(item.building === undefined
          ? { extra: <BuildingChoice community={item.community} value={building} onChange={setBuilding} /> }
          : {}),
      },
    },
    {
      action: 'decline',
      text: '不通过',
      kind: 'danger',
      ask: {
        explain: '居民会看到原因，改好后可以再申请。',
        text: { label: '原因，和要带什么来', audience: '申请的居民', isRequired: true, most: 300 },
        isDanger: true,
      },
    },
  ]
  const decide = async (action: 'approve' | 'decline', text: string | undefined) => {
    if (action === 'decline') await decideVerification(item.id, { decision: 'decline', reason: text ?? '' })
    else
      await decideVerification(item.id, {
        decision: 'approve',
        ...(building === '' ? {} : { building }),
        ...(text === undefined ? {} : { note: text }),
      })
    onDone(
      action === 'approve'
        ? `${item.name}已核实，已经发消息告诉居民。`
        : `没有通过，原因已经发给${item.name}。`,
    )
  }
  return (
    <Card>
      <View className="stack">
        {!item.phoneVerified && (
          <ErrorNotice message="手机号还没有核实。请先在“居民账号”里当面登记手机号，再通过。" />
        )}
        <FactList
          facts={[
            { label: '姓名', value: item.name },
            { label: '关系', value: homeLinkKindNames[item.kind] },
            { label: '楼栋', value: item.buildingName ?? '居民说不清，请帮他找' },
            { label: '门牌', value: item.room },
            { label: '手机', value: item.maskedPhone ?? '没有登记' },
            { label: '从', value: item.from },
            { label: '到', value: item.until },
            { label: '居民说明', value: item.note },
          ]}
        />
        <ActionBar
          actions={actions}
          formKey={`verification:${item.id}`}
          onAct={(action, { text }) => decide(action, text)}
        />
      </View>
    </Card>
  )
}
