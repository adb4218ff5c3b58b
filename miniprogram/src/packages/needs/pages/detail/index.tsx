import { useRouter } from '@tarojs/taro'
import { AppPage } from '../../../../components/AppPage'
import { NeedDetail } from '../../../../components/needs/NeedDetail'
import { ResidentActions } from '../../../../components/needs/ResidentActions'
import { StaffActions } from '../../../../components/needs/StaffActions'
import { SignInCard } from '../../../../components/SignInCard'
import { useSession } from '../../../../stores/session'

/** One need, for the resident and for whoever works on it. */
export default function NeedPage() {
  const { id = '' } = useRouter().params
  const me = useSession((state) => state.me)
  return (
    <AppPage title="诉求">
      {me ? (
        <NeedDetail
          id={id}
          actionsSlot={(need, reload) => (
            <>
              {need.relation === 'resident' && <ResidentActions need={need} reload={reload} />}
              <StaffActions need={need} reload={reload} />
            </>
          )}
        />
      ) : (
        <SignInCard />
      )}
    </AppPage>
  )
}
