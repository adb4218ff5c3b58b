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
      <Lines label="有问题的行" lines={problems} />
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

/** What was set right by hand and stands against the sheet; everything else was written. */
export function KeptRows({ job: { kept, keptCount } }: { job: Import }) {
  return (
    <View className="stack">
      <Text className="text-block">
        有 {keptCount}{' '}
        处和登记不一样，是手工改正过的，没有按表格改。表格更新的话，请填上表格是哪一天的，再传一次。
      </Text>
      <Lines label="没有按表格改的" lines={kept} />
    </View>
  )
}

function Lines({ label, lines }: { label: string; lines: Import['problems'] }) {
  return (
    <View className="list" {...roleProps('list')} aria-label={label}>
      {lines.map(({ row, column, reason }) => (
        <View key={`${row}${column ?? ''}${reason}`} className="list-row" {...roleProps('listitem')}>
          <Text className="text-strong figures">第 {row} 行</Text>
          <Text className="grow">{column === undefined ? reason : `${column}：${reason}`}</Text>
        </View>
      ))}
    </View>
  )
}
