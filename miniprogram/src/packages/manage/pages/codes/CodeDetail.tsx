import { Image, Text, View } from '@tarojs/components'
import { ActionBar, type ActionSpec } from '../../../../components/ActionBar'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { RemoteView } from '../../../../components/RemoteView'
import { useAction } from '../../../../hooks/useAction'
import { useNow } from '../../../../hooks/useNow'
import { useRemote } from '../../../../hooks/useRemote'
import { openPage, saveFile } from '../../../../platform/files'
import {
  fetchJoinCodeImage,
  fetchJoinCodeSheet,
  revokeJoinCode,
  type JoinCode,
} from '../../../../services/people'
import { describeMoment } from '../../../../services/time'

const revoke: ActionSpec<'revoke'>[] = [
  {
    action: 'revoke',
    text: '停用这个码',
    kind: 'danger',
    ask: {
      explain: '停用后，贴出去的这个码扫了也不能加入；已经加入的居民不受影响。停用后不能恢复。',
      text: { label: '原因', audience: '上级和管理员', isRequired: true, most: 300 },
      isDanger: true,
    },
  },
]

interface CodeDetailProps {
  code: JoinCode
  onChanged: () => void
}

/** One code: its picture, how often it was used, the sheet for the door. */
export function CodeDetail({ code, onChanged }: CodeDetailProps) {
  const now = useNow()
  const moment = (at: string | undefined) => (at === undefined ? undefined : describeMoment(at, now))
  return (
    <Card>
      <View className="stack">
        <Text className="figure-number">{code.code}</Text>
        <FactList
          facts={[
            { label: '给哪里用', value: code.areaName },
            { label: '加入', value: `${code.joinedCount} 人` },
            { label: '最近一次', value: moment(code.lastUsedAt) },
            { label: '备注', value: code.note },
            { label: '发出', value: moment(code.createdAt) },
            { label: '用到', value: moment(code.expiresAt) },
            { label: '停用', value: moment(code.revokedAt) },
          ]}
        />
        {code.isValid && <CodePicture code={code.code} />}
        {code.isValid && (
          <ActionBar
            actions={revoke}
            formKey={`joinCode:${code.id}`}
            onAct={async (_, { text }) => {
              await revokeJoinCode(code.code, text ?? '')
              onChanged()
            }}
          />
        )}
      </View>
    </Card>
  )
}

function CodePicture({ code }: { code: string }) {
  const image = useRemote(`joinCodeImage:${code}`, () => fetchJoinCodeImage(code))
  const { run, isBusy, problem } = useAction()
  return (
    <View className="stack">
      <RemoteView remote={image} rows={1}>
        {(path) => (
          <View className="stack">
            <Image className="code-image" src={path} showMenuByLongpress aria-label={`社区码 ${code}`} />
            <Button
              text="保存图片"
              icon="down"
              onPress={() => void run(() => saveFile(path, `社区码-${code}.png`))}
            />
          </View>
        )}
      </RemoteView>
      {problem !== undefined && <ErrorNotice message={problem} />}
      {openPage && (
        <Button
          text="打印张贴页"
          icon="paper"
          isBusy={isBusy}
          onPress={() =>
            void run(async () => {
              openPage?.(await fetchJoinCodeSheet(code))
            })
          }
        />
      )}
    </View>
  )
}
