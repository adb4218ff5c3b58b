import { Component, type PropsWithChildren, type ReactNode } from 'react'
import { ErrorState } from './ErrorState'

interface Failure {
  hasFailed: boolean
}

/** A page that breaks says so and can be opened again; the other pages go on. */
export class ErrorBoundary extends Component<PropsWithChildren, Failure> {
  override state: Failure = { hasFailed: false }

  static getDerivedStateFromError(): Failure {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return (
      <ErrorState
        title="这一页没能打开"
        message="您之前填写的内容都在。请按下面的按钮再试一次；还是不行，请打电话给社区。"
        onRetry={() => {
          this.setState({ hasFailed: false })
        }}
      />
    )
  }
}
