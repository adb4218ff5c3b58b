import { EmptyState } from '../../../components/EmptyState'
import { NeedDetail } from '../../../components/needs/NeedDetail'
import { ResidentActions } from '../../../components/needs/ResidentActions'
import { StaffActions } from '../../../components/needs/StaffActions'

/** Beside the list on a wide screen. */
export function OpenedNeed({ id }: { id: string | undefined }) {
  if (id === undefined)
    return <EmptyState title="点一件，在这里看" message="也可以用键盘：j、k 选，回车打开。" />
  return (
    <NeedDetail
      key={id}
      id={id}
      actionsSlot={(need, reload) => (
        <>
          {need.relation === 'resident' && <ResidentActions need={need} reload={reload} />}
          <StaffActions need={need} reload={reload} />
        </>
      )}
    />
  )
}
