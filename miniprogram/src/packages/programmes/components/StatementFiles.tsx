import { View } from '@tarojs/components'
import { Button } from '../../../components/Button'
import { ErrorNotice } from '../../../components/ErrorNotice'
import { useAction } from '../../../hooks/useAction'
import { openPage, saveFile } from '../../../platform/files'
import { fetchStatementPage, fetchStatementSheet } from '../../../services/programmes'

/** The statement of a month on paper or as a sheet: one's own, an elder's by a bond, or for staff who gave a reason. */
export function StatementFiles({ month, person }: { month: string; person: string | undefined }) {
  const { run, isBusy, problem } = useAction()
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="row-wrap">
        {openPage && (
          <Button
            text="打印对账单"
            icon="paper"
            isBusy={isBusy}
            onPress={() =>
              void run(async () => {
                openPage?.(await fetchStatementPage(month, person))
              })
            }
          />
        )}
        <Button
          text="下载对账单"
          icon="down"
          isBusy={isBusy}
          onPress={() =>
            void run(async () => {
              await saveFile(await fetchStatementSheet(month, person), `对账单 ${month}.xlsx`)
            })
          }
        />
      </View>
    </View>
  )
}
