import { Text, View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { saveFile } from '../../../platform/files'
import type { StatisticsRange } from '../../../services/statistics'

interface ExportPartProps {
  range: StatisticsRange
  /** What the file is called, before its days. */
  name: string
  /** What it leaves out. */
  note: string
  fetchSheet: (range: StatisticsRange) => Promise<string>
}

/** The numbers on the screen as a table for a spreadsheet. */
export function ExportPart({ range, name, note, fetchSheet }: ExportPartProps) {
  const { run, isBusy, problem } = useAction()
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <Button
        text="导出表格"
        icon="down"
        isBusy={isBusy}
        onPress={() =>
          void run(async () => {
            await saveFile(await fetchSheet(range), `${name}-${range.from}-${range.to}.csv`)
          })
        }
      />
      <Text className="text-block text-small text-soft">{note}</Text>
    </View>
  )
}
