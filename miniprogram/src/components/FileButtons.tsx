import { View } from '@tarojs/components'
import { useAction } from '../hooks/useAction'
import { openPage, saveFile } from '../platform/files'
import { Button } from './Button'
import { ErrorNotice } from './ErrorNotice'

interface FileButtonsProps {
  printText: string
  saveText: string
  /** Fetches the page for paper; resolves with its path on this device. */
  fetchPrint: () => Promise<string>
  fetchSheet: () => Promise<string>
  /** What the sheet is called when it is kept. */
  sheetName: string
}

/** The same list on paper, where the platform prints, and as a sheet. */
export function FileButtons({ printText, saveText, fetchPrint, fetchSheet, sheetName }: FileButtonsProps) {
  const { run, isBusy, problem } = useAction()
  return (
    <View className="stack">
      {problem !== undefined && <ErrorNotice message={problem} />}
      <View className="row-wrap">
        {openPage && (
          <Button
            text={printText}
            icon="paper"
            isBusy={isBusy}
            onPress={() =>
              void run(async () => {
                openPage?.(await fetchPrint())
              })
            }
          />
        )}
        <Button
          text={saveText}
          icon="down"
          isBusy={isBusy}
          onPress={() =>
            void run(async () => {
              await saveFile(await fetchSheet(), sheetName)
            })
          }
        />
      </View>
    </View>
  )
}
