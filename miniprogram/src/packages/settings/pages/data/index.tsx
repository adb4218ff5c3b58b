import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { FactList } from '../../../../components/FactList'
import { RemoteView } from '../../../../components/RemoteView'
import { Section } from '../../../../components/Section'
import { useAction } from '../../../../hooks/useAction'
import { useRemote } from '../../../../hooks/useRemote'
import { saveFile } from '../../../../platform/files'
import { fetchOwnDataFile, getOwnData } from '../../../../services/account'
import { MePage } from '../../components/MePage'
import { Deletion } from './Deletion'

/** Everything held about the person: to read, to take along, to delete. */
export default function DataPage() {
  return (
    <MePage title="我的信息">
      {(me) => (
        <View className="stack-loose">
          <OwnData userId={me.id} />
          <Deletion />
        </View>
      )}
    </MePage>
  )
}

function OwnData({ userId }: { userId: string }) {
  const data = useRemote(`ownData:${userId}`, getOwnData)
  const { run, isBusy, problem } = useAction()
  const save = () => run(async () => saveFile(await fetchOwnDataFile(), '我的邻里信息.json'))
  return (
    <RemoteView remote={data}>
      {({ sections }) => (
        <View className="stack-loose">
          {sections.map(({ title, items }) => (
            <Section key={title} title={title}>
              <Card>
                {items.length > 0 ? <FactList facts={items} /> : <Text className="text-soft">没有</Text>}
              </Card>
            </Section>
          ))}
          <Text className="text-block text-soft">有不对的地方，请告诉居委会，工作人员核对后帮您改。</Text>
          {problem !== undefined && <ErrorNotice message={problem} />}
          <Button text="下载一份" icon="down" isBlock isBusy={isBusy} onPress={() => void save()} />
        </View>
      )}
    </RemoteView>
  )
}
