import Taro from '@tarojs/taro'
import { Text, View } from '@tarojs/components'
import { useState } from 'react'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { Section } from '../../../../components/Section'
import { Sheet } from '../../../../components/Sheet'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { deleteAccount, type KeptRecord } from '../../../../services/account'
import { signOut } from '../../../../stores/session'

const word = '注销'

/** Ends the account after the word has been typed; says what law keeps, and until when. */
export function Deletion() {
  const [isAsking, setIsAsking] = useState(false)
  const [kept, setKept] = useState<KeptRecord[]>()
  return (
    <Section title="注销账号">
      <Card>
        <View className="stack">
          <Text className="text-block">
            注销后马上退出，您的信息会删掉，不能恢复。法律要求留下的记录会锁起来，到期再删。
          </Text>
          <Button
            text="注销账号"
            kind="danger"
            isBlock
            onPress={() => {
              setIsAsking(true)
            }}
          />
        </View>
      </Card>
      {isAsking && (
        <DeletionSheet
          onDone={(records) => {
            setIsAsking(false)
            setKept(records)
          }}
          onClose={() => {
            setIsAsking(false)
          }}
        />
      )}
      {kept && <KeptSheet kept={kept} />}
    </Section>
  )
}

interface DeletionSheetProps {
  onDone: (kept: KeptRecord[]) => void
  onClose: () => void
}

function DeletionSheet({ onDone, onClose }: DeletionSheetProps) {
  const [typed, setTyped] = useState('')
  const { run, isBusy, problem } = useAction()
  const remove = () =>
    run(async () => {
      const { kept } = await deleteAccount()
      onDone(kept)
    })
  return (
    <Sheet
      title="确定要注销吗"
      isOpen
      onClose={onClose}
      footer={
        <Button
          text="注销，不再恢复"
          kind="danger"
          className="is-final"
          isBlock
          isBusy={isBusy}
          isDisabled={typed.trim() !== word}
          onPress={() => void remove()}
        />
      }
    >
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <TextField label={`请写“${word}”两个字`} most={4} value={typed} onChange={setTyped} />
      </View>
    </Sheet>
  )
}

/** The last page of an account: it is gone once this is closed. */
function KeptSheet({ kept }: { kept: KeptRecord[] }) {
  const leave = () => {
    signOut()
    void Taro.switchTab({ url: '/pages/home/index' })
  }
  return (
    <Sheet
      title="账号已注销"
      isOpen
      onClose={leave}
      footer={<Button text="知道了" kind="primary" isBlock onPress={leave} />}
    >
      <View className="stack">
        {kept.length === 0 ? (
          <Text className="text-block">您的信息都删掉了。</Text>
        ) : (
          <>
            <Text className="text-block">这些记录法律要求先留着，已经锁起来：</Text>
            {kept.map(({ what, basis, until }) => (
              <Text key={what} className="text-block">
                {what}：{basis}，{until.slice(0, 10)} 后删除
              </Text>
            ))}
          </>
        )}
      </View>
    </Sheet>
  )
}
