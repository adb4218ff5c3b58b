import { View } from '@tarojs/components'
import { useState } from 'react'
import { ActionBar } from '../../../components/ActionBar'
import { DoneNotice } from '../../../components/DoneNotice'
import { revokeCareCards } from '../../../services/elderCare'

const ask = {
  explain: '旧卡马上停用，谁捡到都用不了。约好的服务照常，来人时念手机上的六位数字就行。',
  submitText: '停用旧卡',
  isDanger: true,
}

/** The printed card that opens her orders at the door ends at once: by herself, who acts for her, or the staff. */
export function LostCard({ person, text = '服务卡丢了' }: { person: string | undefined; text?: string }) {
  const [ended, setEnded] = useState<number>()
  const end = async () => {
    setEnded((await revokeCareCards(person)).ended)
  }
  return (
    <View className="stack">
      {ended !== undefined && (
        <DoneNotice
          message={`${ended > 0 ? '旧卡已经停用。' : '现在没有在用的服务卡。'}要新卡，请到社区服务站打印。`}
        />
      )}
      <ActionBar
        formKey={`lostCard:${person ?? ''}`}
        actions={[{ action: 'end', text, kind: 'quiet', icon: 'lock', ask }]}
        onAct={end}
      />
    </View>
  )
}
