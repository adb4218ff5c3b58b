import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { Card } from '../../../../components/Card'
import { EmptyState } from '../../../../components/EmptyState'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { RemoteView } from '../../../../components/RemoteView'
import { TextArea } from '../../../../components/TextField'
import { useAction } from '../../../../hooks/useAction'
import { useDraft } from '../../../../hooks/useDraft'
import { useRemote } from '../../../../hooks/useRemote'
import { addSensitiveWords, listSensitiveWords, removeSensitiveWord } from '../../../../services/reviews'
import { sendOnce } from '../../../../stores/drafts'

/** Words that make a person look; they hide nothing by themselves. */
export function WordList({ area }: { area: string }) {
  const words = useRemote(`words:${area}`, () => listSensitiveWords(area))
  const { value, change, clear, draftKey } = useDraft(`words:${area}`, { text: '' })
  const { run, isBusy, problem } = useAction()
  const typed = value.text.split(/[\s,，、；;]+/).filter((word) => word !== '')
  const add = () =>
    run(async () => {
      await sendOnce(draftKey, (requestKey) => addSensitiveWords(area, typed, requestKey))
      clear()
      words.reload()
    })
  const remove = (id: string) =>
    run(async () => {
      await removeSensitiveWord(id)
      words.reload()
    })
  return (
    <View className="stack">
      <Text className="text-block">写到这些词的内容会先请人看一下，不会自动隐藏。</Text>
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Card>
        <View className="stack">
          <TextArea
            label="添加留意词"
            placeholder="一行一个，每个 2 到 30 个字"
            value={value.text}
            onChange={(text) => {
              change({ text })
            }}
          />
          <Button
            text="添加"
            kind="primary"
            isBlock
            isBusy={isBusy}
            isDisabled={typed.length === 0}
            onPress={() => void add()}
          />
        </View>
      </Card>
      <RemoteView remote={words}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="还没有留意词" />
          ) : (
            <View className="list">
              {items.map(({ id, word }) => (
                <View key={id} className="list-row">
                  <Text className="grow">{word}</Text>
                  <Button
                    text={`删掉“${word}”`}
                    kind="quiet"
                    isDisabled={isBusy}
                    onPress={() => void remove(id)}
                  />
                </View>
              ))}
            </View>
          )
        }
      </RemoteView>
    </View>
  )
}
