import { useEffect, useState } from 'react'
import { useAction } from '../../../hooks/useAction'
import { pay, takePayAnswer } from '../../../platform/pay'
import { checkPayment, startPayment, type PayableRef, type Payment } from '../../../services/payments'

/** How far it is on this phone; what counts is the state the server knows. */
type Step = 'idle' | 'waiting' | 'cancelled' | 'failed' | 'unavailable'

const checkEveryMs = 3000
/** Then the person may look again; the server goes on asking by itself. */
const mostChecks = 40

interface Paying {
  step: Step
  isBusy: boolean
  problem: string | undefined
  start: () => void
  /** Forgets the problem. */
  clear: () => void
}

/** Whoever comes back from the cashier of the sandbox brings its answer along. */
function readFirstStep(): Step {
  const answer = takePayAnswer()
  if (answer === undefined) return 'idle'
  return answer === 'saidPaid' ? 'waiting' : 'cancelled'
}

/** Pays, and then asks until WeChat has confirmed: what the phone says is never enough. */
export function usePaying(
  ref: PayableRef | undefined,
  amountFen: number | undefined,
  payment: Payment | undefined,
  onChanged: () => void,
): Paying {
  const [step, setStep] = useState<Step>(readFirstStep)
  const { run, isBusy, error, clear } = useAction()
  // That somebody is asked first is no failure: the page says who and until when.
  const problem = error?.code === 'payment.consent_needed' ? undefined : error?.message

  const id = payment?.id
  const isAsking = step === 'waiting' && payment?.state === 'open'
  useEffect(() => {
    if (!isAsking || id === undefined) return undefined
    let left = mostChecks
    const ask = () => {
      left -= 1
      if (left < 0) clearInterval(timer)
      else checkPayment(id).then(onChanged, () => undefined)
    }
    const timer = setInterval(ask, checkEveryMs)
    ask()
    return () => {
      clearInterval(timer)
    }
  }, [isAsking, id, onChanged])

  const start = () =>
    run(async () => {
      if (!ref || amountFen === undefined) return
      const { parameters, cashierUrl } = await startPayment(ref, amountFen).catch((error: unknown) => {
        // Refused because of how it stands: somebody else may have paid a moment ago.
        onChanged()
        throw error
      })
      const answer = await pay(parameters, cashierUrl)
      setStep(answer === 'saidPaid' || answer === 'left' ? 'waiting' : answer)
      onChanged()
    })
  return { step, isBusy, problem, start: () => void start(), clear }
}
