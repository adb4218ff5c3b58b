import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { Tag } from '../../../../components/Tag'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { callPhone } from '../../../../platform/call'
import { openPage } from '../../../../platform/files'
import { fetchGridCardPage, getGridCard, type Card as GridCard } from '../../../../services/account'
import { MePage } from '../../components/MePage'

/** 我的网格: who can help here, when, and a button to call each. */
export default function GridPage() {
  return <MePage title="我的网格">{(me) => <GridCardView userId={me.id} />}</MePage>
}

function GridCardView({ userId }: { userId: string }) {
  const card = useRemote(`gridCard:${userId}`, getGridCard)
  const { run, isBusy, problem } = useAction()
  return (
    <RemoteView remote={card}>
      {({ placeName, entries, notes, vacancies }) => (
        <View className="stack">
          <Text className="text-block text-large text-strong">{placeName}</Text>
          {notes.map((note) => (
            <Text key={note} className="text-block">
              {note}
            </Text>
          ))}
          {entries.map((entry) => (
            <Helper key={`${entry.kind}${entry.name}`} entry={entry} />
          ))}
          {vacancies.length > 0 && (
            <Text className="text-block text-soft">
              这里暂时没有{vacancies.join('、')}，有事请找上面的人。
            </Text>
          )}
          {problem !== undefined && <ErrorNotice message={problem} />}
          {openPage ? (
            <Button
              text="打印一张贴在门上"
              icon="paper"
              isBlock
              isBusy={isBusy}
              onPress={() =>
                void run(async () => {
                  openPage?.(await fetchGridCardPage())
                })
              }
            />
          ) : (
            <Text className="text-block text-soft">想要一张大字的贴在门上？请居委会打印给您。</Text>
          )}
        </View>
      )}
    </RemoteView>
  )
}

function Helper({ entry }: { entry: GridCard['entries'][number] }) {
  const { title, name, phone, hours, address, isOpenNow } = entry
  return (
    <Card>
      <View className="stack-tight">
        <View className="row-between">
          <Text className="text-soft">{title}</Text>
          <Tag text={isOpenNow ? '现在有人' : '现在休息'} tone={isOpenNow ? 'success' : 'plain'} />
        </View>
        <Text className="text-block text-large text-strong">{name}</Text>
        {hours !== undefined && <Text className="text-block">{hours}</Text>}
        {address !== undefined && <Text className="text-block text-soft">{address}</Text>}
        {phone !== undefined && (
          <Button
            text={`打电话 ${phone}`}
            icon="phone"
            kind="primary"
            isBlock
            onPress={() => void callPhone(phone)}
          />
        )}
      </View>
    </Card>
  )
}
