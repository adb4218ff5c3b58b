import { importLimits } from '@linli/shared/register/register'
import { Text, View } from '@tarojs/components'
import { Button } from '../../../../components/Button'
import { ErrorNotice } from '../../../../components/ErrorNotice'
import { useAction } from '../../../../hooks/useAction'
import { roleProps } from '../../../../platform/keyboard'
import { saveFile } from '../../../../platform/files'
import { fetchImportProblems, type Import } from '../../../../services/register'

/** Every bad row with its number and reason; nothing of the sheet was written. */
export function ImportReport({ job }: { job: Import }) {
  const { id, fileName, problems, problemCount } = job
  const { run, isBusy, problem } = useAction()
  const save = () =>
    run(async () => {
      await saveFile(await fetchImportProblems(id), `${fileName}-有问题的行.csv`)
    })
  return (
    <View className="stack">
      <ErrorNotice
        message={`有 ${problemCount} 处要改，所以一行也没有写入。改好以后重新上传整个表格就行，不会重复。`}
      />
      <View className="list" {...roleProps('list')} aria-label="有问题的行">
        {problems.map(({ row, column, reason }) => (
          <View key={`${row}${column ?? ''}${reason}`} className="list-row" {...roleProps('listitem')}>
            <Text className="text-strong figures">第 {row} 行</Text>
            <Text className="grow">{column === undefined ? reason : `${column}：${reason}`}</Text>
          </View>
        ))}
      </View>
      {problemCount > importLimits.problemsShown && (
        <Text className="text-block text-soft">
          这里只列前 {importLimits.problemsShown} 处，全部的在下面的文件里。
        </Text>
      )}
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button text="下载全部有问题的行" icon="down" isBlock isBusy={isBusy} onPress={() => void save()} />
    </View>
  )
}
