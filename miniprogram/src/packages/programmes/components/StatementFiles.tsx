import { FileButtons } from '../../../components/FileButtons'
import { fetchStatementPage, fetchStatementSheet } from '../../../services/programmes'

/** The statement of a month on paper or as a sheet: one's own, an elder's by a bond, or for staff who gave a reason. */
export function StatementFiles({ month, person }: { month: string; person: string | undefined }) {
  return (
    <FileButtons
      printText="打印对账单"
      saveText="下载对账单"
      fetchPrint={() => fetchStatementPage(month, person)}
      fetchSheet={() => fetchStatementSheet(month, person)}
      sheetName={`对账单 ${month}.xlsx`}
    />
  )
}
