import { View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { TextField } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { stayUntilDone } from '../../../../platform/stay'
import { saveNickname } from '../../../../services/account'
import type { Me } from '../../../../services/session'
import { MePage } from '../../components/MePage'

export default function NicknamePage() {
  return <MePage title="昵称">{(me) => <NicknameForm me={me} />}</MePage>
}

function NicknameForm({ me }: { me: Me }) {
  const { value, change, clear } = useDraft('nickname', { nickname: me.nickname ?? '' })
  const { run, isBusy, problem } = useAction()
  const save = async () => {
    const { goBack } = stayUntilDone()
    const nickname = value.nickname.trim()
    if (!(await run(() => saveNickname(nickname === '' ? null : nickname)))) return
    clear()
    await goBack('/pages/mine/index')
  }
  return (
    <Card>
      <View className="stack">
        {problem !== undefined && <ErrorNotice message={problem} />}
        <TextField
          label="昵称"
          hint="最多 12 个字；留空就不用昵称。不要写手机号、微信号和门牌号。"
          audience="同社区的居民和工作人员"
          most={12}
          value={value.nickname}
          onChange={(nickname) => {
            change({ nickname })
          }}
        />
        <Button text="保存" kind="primary" isBlock isBusy={isBusy} onPress={() => void save()} />
      </View>
    </Card>
  )
}
